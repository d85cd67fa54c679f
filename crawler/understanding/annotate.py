"""One reading in, one annotation out: every rule of this room in turn."""

from __future__ import annotations

from crawler.understanding.domain import decide_domain
from crawler.understanding.duties import find_duties
from crawler.understanding.events import decide_event
from crawler.understanding.names import find_names
from crawler.understanding.nation import decide_nation
from crawler.understanding.promises import find_promises
from crawler.understanding.quotes import find_quotes
from crawler.understanding.risk import assess_risk
from crawler.understanding.topics import TopicDecision, decide_topics
from crawler.understanding.vocabulary import Vocabulary
from crawler.understanding.weighing import weigh
from db.types import Annotation, Reading

# Twelve times the longest report seen; what lies beyond is not read, so that no text costs more than a second.
READ_AT_MOST = 100_000
_NO_TOPICS = TopicDecision((), ())


def annotate(reading: Reading, vocabulary: Vocabulary) -> Annotation:
    """Understand an article: domain, topics, event, nation, risk, names and quotes, each with its reason."""
    text = reading.text[:READ_AT_MOST]
    weighed = weigh(vocabulary.lexicon, vocabulary.lists, reading.title, text, READ_AT_MOST)
    domain = decide_domain(weighed, vocabulary)
    topics = decide_topics(weighed, vocabulary) if domain.in_domain else _NO_TOPICS
    event = decide_event(weighed, reading.furniture, reading.published, vocabulary.calendar, vocabulary.lexicon)
    nation = decide_nation(weighed, vocabulary.nations, reading.nations)
    risk = assess_risk(weighed, reading.title, text)
    people, bodies = find_names(reading)
    quotes = find_quotes(reading, people)
    promises, dates = find_promises(reading, people, bodies, quotes) if domain.in_domain else ((), ())
    return Annotation(
        in_domain=domain.in_domain,
        nation=nation.nation,
        topics=topics.topics,
        event=event.key,
        people=people,
        bodies=bodies,
        quotes=quotes,
        risk=risk.risk,
        reasons=(domain.reason, *topics.reasons, event.reason, nation.reason, risk.reason),
        promises=promises,
        dates=dates,
        duties=find_duties(reading, vocabulary.duties) if domain.in_domain else (),
    )
