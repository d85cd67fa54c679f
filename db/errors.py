"""Errors by their names; every message says what to do next."""

from __future__ import annotations


class CommonThreadError(Exception):
    """Something an operator or a reader can act on; its text says how."""


class SettingsError(CommonThreadError):
    """A setting has a value that cannot be used."""


class DatabaseError(CommonThreadError):
    """The database could not do what was asked."""


class DatabaseBusy(DatabaseError):
    """Another process held the write lock for longer than we may wait."""


class DatabaseFull(DatabaseError):
    """The disk has no room, or may not be written."""


class DatabaseUnreachable(DatabaseError):
    """The database cannot be opened at its address."""


class ConnectionLost(DatabaseUnreachable):
    """The database went away in the middle of a transaction; it may be back already."""


class DatabaseTooNew(DatabaseError):
    """The database was written by a newer version of Common Thread."""


class NotInTransaction(DatabaseError):
    """A change was attempted outside `write()`."""


class Conflict(DatabaseError):
    """A row would break a rule of the schema."""


class NotFound(CommonThreadError):
    """What was asked for does not exist, or is not shown."""


class StoryNotFound(NotFound):
    """There is no such story."""


class StoryRetired(NotFound):
    """An editor withdrew the story; the text says why."""


class CommentNotFound(NotFound):
    """There is no such comment."""


class AccountNotFound(NotFound):
    """There is no such account."""


class CommentsClosed(CommonThreadError):
    """The thread takes no more comments."""
