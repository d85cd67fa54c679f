"""A thread is a plain arrangement of flat comments: two levels, oldest first."""

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

    @property
    def parent_id(self) -> int | None:
        """Return the comment that it answers."""

    @property
    def handle(self) -> str:
        """Return the pseudonym it stands under."""


C = TypeVar("C", bound=Threaded)


@dataclass(frozen=True, slots=True)
class Answer(Generic[C]):
    """An answer, and whom it answers where that is not the comment above it all."""

    comment: C
    in_answer_to: str | None = None


@dataclass(frozen=True, slots=True)
class Branch(Generic[C]):
    """A comment with its answers."""

    comment: C
    answers: list[Answer[C]] = field(default_factory=list)


def grow(comments: Iterable[C]) -> list[Branch[C]]:
    """Arrange comments, oldest first: an answer to an answer stands in the same second level and says so.

    An answer whose branch is missing stands by itself, so that no comment is lost.
    """
    ordered = sorted(comments, key=lambda comment: comment.id)
    known = {comment.id: comment for comment in ordered}
    branches: dict[int, Branch[C]] = {}
    for comment in ordered:
        branch = branches.get(comment.root_id) if comment.root_id is not None else None
        if branch is None:
            branches[comment.id] = Branch(comment)
        else:
            answered = known.get(comment.parent_id or 0) if comment.parent_id != comment.root_id else None
            branch.answers.append(Answer(comment, answered.handle if answered is not None else None))
    return list(branches.values())
