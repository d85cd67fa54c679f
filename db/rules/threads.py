"""A thread is a plain arrangement of flat comments: two levels, oldest first, nothing deeper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Threaded(Protocol):
    """What arranging looks at."""

    @property
    def id(self) -> int:
        """Return the comment's id, which grows with time."""

    @property
    def root_id(self) -> int | None:
        """Return the comment that begins its branch, None for one that does."""


C = TypeVar("C", bound=Threaded)


@dataclass(frozen=True, slots=True)
class Branch(Generic[C]):
    """A comment with its answers, oldest first; `more` further ones are on a page of their own."""

    comment: C
    answers: list[C] = field(default_factory=list)
    more: int = 0


def grow(roots: Iterable[C], answers: Iterable[C], counts: dict[int, int]) -> list[Branch[C]]:
    """Arrange comments under those that begin a branch, in the order of these; `counts` tells all answers of each."""
    branches = {root.id: Branch(root) for root in roots}
    for answer in sorted(answers, key=lambda comment: comment.id):
        if answer.root_id in branches:
            branches[answer.root_id].answers.append(answer)
    return [
        Branch(branch.comment, branch.answers, max(counts.get(key, 0) - len(branch.answers), 0))
        for key, branch in branches.items()
    ]
