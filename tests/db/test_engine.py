from datetime import UTC, datetime
import pytest
from db.engine import connect
from db.errors import DatabaseTooNew, DatabaseUnreachable, SettingsError
from db.migrations import migrate


def test_migrating_again_applies_nothing(db):
    assert migrate(db) == []


def test_a_newer_database_is_refused_in_words(db):
    with db.write():
        db.apply_migration("9999_from_the_future", "CREATE TABLE future (id INTEGER PRIMARY KEY);")
    with pytest.raises(DatabaseTooNew, match="9999_from_the_future"):
        migrate(db)
