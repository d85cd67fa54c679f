"""Lines around an article that are not the article: harvested for what they say, then cut.

A line is cut only if every sentence of it is furniture from its first word to its last, so that a
sentence of the article which merely speaks of comments, mails or debates stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from db.errors import CommonThreadError

LONGEST = 320
SENTENCES = re.compile(r"(?<=[.?!])[\s\u00a0]+(?=[A-Z“\"'‘(])")
SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
BEFORE = SPACES + ">»›→•*|:–—-"
BEHIND = SPACES + ">»›→|:*–—-"


class BadFurnitureRule(CommonThreadError):
    """A source's furniture rule is not a regular expression."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What the furniture of a page said before it was cut."""

    series: str | None = None
    debate: str | None = None
    digest: bool = False
    comments_closed: bool = False
    wall: str = ""  # "registration" or "subscriber", where the page says that only those may read on
    lines: tuple[str, ...] = ()


def words(text: str) -> str:
    """Return the words of a pattern that has to fit a whole sentence; line breaks in it stand for nothing."""
    return "(?:" + re.sub(r"\n *", "", text) + r")[\s.!:»>…]*"


def pattern(text: str) -> re.Pattern[str]:
    """Return a pattern that has to fit a whole sentence; line breaks in it stand for nothing."""
    return re.compile(words(text), re.IGNORECASE)


NEWS = r"(?:stories|story|news|articles?|coverage|reports?|posts?|headlines|features|items)"
SERIES = pattern(
    rf"""(?:(?:click here (?:for|to (?:see|read))|see|read|view|find|get|for) )?(?:all )?(?:of )?(?:our )?
    (?:more|all|other|full|latest|related|special|further) (?:\w+ ){{0,2}}?{NEWS} (?:on|about|from|by|of|in|for|at)
    \s(?:the )?(?P<series>[^.?!,]{{2,90}}?)"""
)
MORE_ON = pattern(
    r"""(?:(?:see|read) more (?:on|about)|see all (?:on|about)|more (?:on|about))
    \s(?:the )?(?P<series>[^.?!,]{2,70}?)"""
)
PLACE = r"(?: (?:on|at|in|over (?:on|at|in)|via) (?:our |the )?(?P<debate>[^.?!,]{2,50}?))?"
DEBATE = pattern(
    rf"""(?:(?:please )?(?:join|continue|add to|take part in|start) (?:in )?(?:the|our|this)
    \s(?:debate|discussion|conversation|thread)|have your say|
    (?:discuss|debate) (?:this|these)(?: (?:story|article|issue|topic|issues))?){PLACE}
    (?: (?:now|here|below|today))?"""
)
LETTERS = r"(?:e-?mails?|e-?newsletters?|newsletters?|bulletins?|inbox|mailing list|digests?|briefings?|e-?alerts?)"
DIGEST = pattern(
    rf"""(?:to (?:receive|get) [^.?!]{{3,120}}, )?
    (?:please |click here to |why not )?(?:sign up|sign-up|signup|subscribe|register|get|receive)\b(?! it\b)
    [^.?!]{{0,140}}\b{LETTERS}\b[^.?!]{{0,60}}"""
)
CLOSED = pattern(
    r"""(?:sorry, )?(?:the )?comment(?:s|ing)(?: (?:on|for|to) this (?:article|story|post|page|entry|thread))?
    \s(?:is|are|have been|has been) (?:now )?(?:closed|disabled|turned off|switched off)
    (?: (?:on|for) this (?:article|story|post|page|entry|thread))?"""
)
OTHER = (
    words(r"""(?:see |read )?more from (?:the )?[^.?!,]{2,70}|updates to this page|share this page|print this page|
        (?:is|was) this page useful|report a problem with this page|skip to contents|on this page"""),
    words(r"""(?:share|print|e-?mail|tweet|like|pin|save)(?: (?:this|on|to|via|with|it)\b[^.?!]{0,60})?"""),
    words(
        r"""(?:(?:share|e-?mail|print|tweet|facebook|twitter|x|linked-?in|whatsapp|reddit|bluesky|threads|pinterest|
        telegram|copy link|link|bookmark|messenger|more)[\s,/|•·]*){1,12}"""
    ),
    words(r"""(?:follow|find|like) (?:us|[A-Z@][\w@ ]{1,40}) on (?:twitter|facebook|x|instagram|linked-?in|bluesky)
        [^.?!]{0,60}"""),
    words(r"""(?:leave|post|add|write|make) a (?:comment|reply|response)(?: below)?"""),
    words(r"""(?:no|\d+) (?:comments?|responses?|repl(?:y|ies)|shares?)(?: (?:yet|so far|to .{2,120}))?"""),
    words(r"""comments? \(\d*\)|comments?|add comment|view comments|show comments|jump to comments"""),
    words(r"""(?:you must be |please )?(?:log(?:ged)?|sign(?:ed)?)[ -]in (?:or register )?to
        \s(?:post a |leave a )?comment[^.?!]{0,30}"""),
    words(r"""(?:story|article|page|this (?:story|article|page))(?: (?:was|has been))?(?: (?:last|first))?
        \s(?:updated|published|amended)[:,]?(?: (?:on|at))?[\d\w\s:,./-]{0,40}"""),
    words(r"""(?:last |first )?(?:updated|published|posted)(?: (?:on|at|:))?:? [^.?!]{0,12}
        \d[\d\w\s:,./|-]{0,40}"""),
    words(r"""(?:(?:lead|main|top|stock|file|feature) )?(?:picture|photo|photograph|image|pic|video|illustration)
        s?(?: (?:credit|by|from|courtesy of))?\s?[:©][^?!]{2,70}"""),
    words(r"""\(?(?:picture|photo|photograph|image|pic|credit)s?(?: credit)?:[^?!)]{2,70}\)?"""),
    words(r"""credit:[^.?!]{2,80}|©[^?!]{2,70}|(?:getty images|pa (?:wire|media)|alamy|shutterstock|istock)
        (?: stock photo)?"""),
    words(r"""(?:back to|return to) (?:top|home|homepage|news|all news)|skip to (?:main )?content|
        advertisements?|advert|sponsored|(?:article|story) continues (?:below|after).{0,40}|
        loading|read more|find out more|more info(?:rmation)?|tags?|topics?|categor(?:y|ies)"""),
    words(r"""(?:tags?|topics|categories|filed under|posted in|keywords):[^.?!]{2,200}"""),
    words(r"""(?:read (?:more|next|also|this)|related|see also|also read|recommended|more like this|must read)
        \s?[:|–-].{3,180}"""),
)  # fmt: skip
REGISTER = pattern(
    r"""(?:please )?(?:register|sign in|log in|sign up|create (?:a |an )?(?:free )?account)
    (?: (?:now|for free|or register))? (?:to|and) (?:continue|keep|carry on|read|access|view|unlock)[^.?!]{0,60}|
    you(?:[’']ve| have) reached your (?:free )?(?:article|monthly|page)[^.?!]{0,30}limit[^.?!]{0,30}|
    (?:this (?:article|content|page) is )?(?:for|available to) registered (?:users|readers|members)(?: only)?"""
)
SUBSCRIBE = pattern(
    r"""(?:please )?subscribe(?: now| today)? to (?:continue|keep|read|access|view|unlock)[^.?!]{0,60}|
    already (?:a subscriber|a member|subscribed|registered)\?? ?(?:log|sign)? ?(?:in)?(?: here)?|
    (?:this (?:article|content|page|story) is )?(?:for|available to|exclusive to|only for) (?:our )?subscribers
    (?: only)?|
    to read (?:the (?:rest|full)|this|more)[^.?!]{0,40}subscribe[^.?!]{0,40}|subscriber[- ]only(?: content)?"""
)
NO_TEXT = (
    words(r"""(?:it looks like )?your (?:web )?browser (?:is|may be) (?:no longer |not )?
        (?:supported|out of date|outdated|unsupported)[^.?!]{0,80}|
        (?:please )?(?:upgrade|update) your browser[^.?!]{0,80}|
        (?:please )?(?:enable|turn on) javascript[^.?!]{0,80}|javascript (?:is|must be) [^.?!]{0,80}|
        we use cookies[^?!]{0,200}|(?:accept|manage|reject)(?: all)? cookies"""),
    words(r"""(?:take|vote in|answer) (?:our|the|this) (?:poll|survey|quiz)(?::[^!]{0,120})?|poll:[^!]{0,120}"""),
    words(r"""(?:reading time|read time|time to read|estimated read(?:ing)? time):? ?(?:about )?
        \d{1,2} ?min(?:ute)?s?|
        \d{1,2}[ -]?min(?:ute)?s?(?: read)?|listen to this (?:article|story)(?: \d.{0,20})?|play audio"""),
    words(r"""(?:icon|fa|svg|glyphicon|material-icons?)[-_][a-z0-9_-]{2,40}|[a-z]+(?:_[a-z]+){1,3}"""),
    words(r"""[.#@][\w-]{1,60}(?:[ >:.,\w-]{0,60})?\{[^}]{0,300}\}?|(?:window|document|googletag)[.]\w[\w.]+.{0,200}|
        var \w+ ?=.{0,200}|function ?\w*\(.{0,200}|\}\)?;?|/\*.{0,200}\*/"""),
)  # fmt: skip
SOFT = (
    words(r"what (?:do|are) you(?:r)? (?:think|thoughts|views)(?: (?:about|of) (?:this|it))?\?+"),
    words(r"(?:do you )?agree(?: or disagree)?\?+"),
    words(r"let us know(?: (?:what you think|your views))?[^.?!]{0,40}"),
    words(r"(?:keep|stay|be) (?:up[ -]to[ -]date|informed|in touch|ahead)\b[^.?!]{0,110}"),
    words(r"(?:never|don[’']t) miss (?:a|an|another|out)\b[^.?!]{0,80}"),
    words(r"(?:enjoyed|like|want|looking for|interested in)\b[^.?!]{0,80}\?+"),
    words(r"(?:it[’']s|it is) free|free of charge|unsubscribe (?:at )?any ?time"),
)
# What every line that says something holds, in lower case: looking for it first is much the cheaper.
HINTS = re.compile(
    r"\b(?:(?:more|all|other|full|latest|related|special|further) (?:[^ ]+ ){0,2}?(?:stor|news|article|coverage|report"
    r"|post|headline|feature|item)|debate|discuss|conversation|thread|have your say|comment|e?-?mail|e?-?newsletter"
    r"|bulletin|inbox|digest|briefing|e?-?alert|regist|sign[ -]?(?:in|up)|log in|account|reached your|already)|subscri"
)
RELATED = pattern(
    rf"""(?:related|more|recommended|most (?:read|popular|viewed)|latest|other|further|similar)
    \s(?:{NEWS}|content|links|reading|pages|from (?:this|our)[^.?!]{{0,30}}|on this (?:story|topic|subject))|
    you (?:may|might) (?:also )?(?:like|be interested in)|see also|read next|also in the news|
    around the web"""
)


def compiled(rules: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Return a source's own furniture rules ready for use, or say which of them is wrong."""
    ready = []
    for rule in rules:
        try:
            ready.append(re.compile(rule, re.IGNORECASE))
        except re.error as problem:
            raise BadFurnitureRule(
                f"The furniture rule {rule!r} is not a regular expression ({problem}). Correct it in the source."
            ) from problem
    return tuple(ready)


def strip(paragraphs: Sequence[str], rules: Iterable[str] = ()) -> tuple[tuple[str, ...], Harvest]:
    """Return the paragraphs of the article alone, and what the cut lines said."""
    own = compiled(rules)
    cut = [any(rule.search(line) for rule in own) or is_furniture(line) for line in paragraphs]
    spread_to_neighbours(paragraphs, cut)
    cut_related(paragraphs, cut)
    lines = tuple(line for line, gone in zip(paragraphs, cut, strict=True) if gone)
    kept = tuple(line for line, gone in zip(paragraphs, cut, strict=True) if not gone)
    return kept, harvest(lines)


def sentences(line: str) -> list[str]:
    """Return a line's sentences, arrows and bars around them taken off."""
    return [tidy for part in SENTENCES.split(line.strip()) if (tidy := bare(part))]


def bare(line: str) -> str:
    """Return a line without the arrows, bars and dashes around it."""
    return line.lstrip(BEFORE).rstrip(BEHIND)


def is_furniture(line: str) -> bool:
    """Tell whether every sentence of a line is furniture, and at least one surely so."""
    if len(line) > LONGEST:
        return False
    if is_sure(bare(line)):
        return True
    end = SENTENCES.search(line.lstrip())
    if end is None:
        return False
    first = bare(line.lstrip()[: end.start()])
    if first and not is_sure(first) and not is_soft(first):
        return False  # most lines are the article's own and end this with their first sentence
    parts = sentences(line)
    sure = [is_sure(part) for part in parts]
    return len(parts) > 1 and any(sure) and all(yes or is_soft(part) for yes, part in zip(sure, parts, strict=True))


@cache
def one_of(name: str) -> re.Pattern[str]:
    """Return all patterns of a kind as one, which is asked much faster than each by itself; made when first needed."""
    told = [each.pattern for each in (SERIES, DEBATE, DIGEST, CLOSED, REGISTER, SUBSCRIBE)]
    kinds = {"sure": (*told, *OTHER, *NO_TEXT), "soft": SOFT}
    unnamed = (re.sub(r"\(\?P<\w+>", "(?:", each) for each in kinds[name])
    return re.compile("|".join(f"(?:{each})" for each in unnamed), re.IGNORECASE)


def is_sure(sentence: str) -> bool:
    """Tell whether a sentence is furniture for itself."""
    if one_of("sure").fullmatch(sentence):
        return True
    return not sentence.endswith(".") and MORE_ON.fullmatch(sentence) is not None


def is_soft(sentence: str) -> bool:
    """Tell whether a sentence is furniture when it stands beside furniture."""
    return one_of("soft").fullmatch(sentence) is not None


def is_hinted(text: str) -> bool:
    """Tell whether a text may hold a line that says something."""
    small = text.casefold().replace("\u0307", "").replace("ı", "i")  # as patterns do that ignore case
    return HINTS.search(small) is not None


def says_something(line: str) -> bool:
    """Tell whether a line of furniture names a series, a debate, mails or a closed thread."""
    return (
        is_hinted(line)
        and is_furniture(line)
        and any(
            each.fullmatch(part)
            for part in sentences(line)
            for each in (SERIES, DEBATE, DIGEST, CLOSED, REGISTER, SUBSCRIBE)
        )
    )


def spread_to_neighbours(paragraphs: Sequence[str], cut: list[bool]) -> None:
    """Cut lines of soft sentences that stand beside a cut line."""
    for step in (range(1, len(cut)), range(len(cut) - 2, -1, -1)):
        for at in step:
            beside = cut[at - 1] if step.step > 0 else cut[at + 1]
            if beside and not cut[at]:
                parts = sentences(paragraphs[at])
                cut[at] = bool(parts) and all(is_soft(part) for part in parts)


def cut_related(paragraphs: Sequence[str], cut: list[bool]) -> None:
    """Cut a heading such as "Related stories" and the bare titles under it."""
    inside = False
    for at, line in enumerate(paragraphs):
        if len(line) > LONGEST:  # no heading and no bare title
            inside = inside and cut[at]
            continue
        heading = bare(line)
        if RELATED.fullmatch(heading):
            cut[at] = inside = True
        elif inside and len(heading) <= 140 and not re.search(r"[.!”\"…]$", heading):
            cut[at] = True
        elif not cut[at]:
            inside = False


def harvest(lines: Sequence[str]) -> Harvest:
    """Return what cut lines say: the series, the place of debate, the mails, the closed thread."""
    parts = [part for line in lines for part in sentences(line)]
    return Harvest(
        series=first_named(parts, (SERIES, MORE_ON), "series"),
        debate=first_named(parts, (DEBATE,), "debate"),
        digest=any(DIGEST.fullmatch(part) for part in parts),
        comments_closed=any(CLOSED.fullmatch(part) for part in parts),
        wall=wall_in(parts),
        lines=tuple(lines),
    )


def wall_in(parts: Iterable[str]) -> str:
    """Return who may read on, by what furniture says: subscribers, the registered, or everybody ("")."""
    found = list(parts)
    if any(SUBSCRIBE.fullmatch(part) for part in found):
        return "subscriber"
    return "registration" if any(REGISTER.fullmatch(part) for part in found) else ""


def first_named(parts: Iterable[str], patterns: Iterable[re.Pattern[str]], name: str) -> str | None:
    """Return the first thing that a sentence names, or an empty text if it speaks of one without a name."""
    found: str | None = None
    for part in parts:
        for each in patterns:
            if match := each.fullmatch(part):
                if match[name]:
                    return match[name].strip(" »>:.")
                found = ""
    return found
