"""What the newsroom starts with: TOML files that a practitioner can edit, and their checked readers."""

from db.seeds.duties import Duty, load_duties
from db.seeds.events import Edition, EventSeries, load_events
from db.seeds.glossary import GlossaryTerm, load_ambiguous_forms, load_glossary
from db.seeds.notes import ContentNote, load_content_notes
from db.seeds.people import Body, Office, People, Tenure, load_people
from db.seeds.reading import SeedError
from db.seeds.sources import SourceSeed, load_sources
from db.seeds.topics import Topic, load_topics

__all__ = [
    "Body",
    "ContentNote",
    "Duty",
    "Edition",
    "EventSeries",
    "GlossaryTerm",
    "Office",
    "People",
    "SeedError",
    "SourceSeed",
    "Tenure",
    "Topic",
    "load_ambiguous_forms",
    "load_content_notes",
    "load_duties",
    "load_events",
    "load_glossary",
    "load_people",
    "load_sources",
    "load_topics",
]
