"""What can go wrong with the corpus; nobody above this floor sees an exception of SQLAlchemy or of a driver.

StorageError
├── MissingDatabase     nothing there yet
├── SchemaTooNew        the database was written by a newer program
├── SchemaTooOld        the database needs `rasid db upgrade`
├── DatabaseBusy        locked for longer than we wait
├── TookTooLong         a question ran longer than it may
├── LeaseLost           somebody else holds the outlet now: our writes must not go in
└── NotFound            no such article, run or outlet
"""

from __future__ import annotations


class StorageError(Exception):
    """Base; the message is one line with the cure."""


class MissingDatabase(StorageError):
    pass


class SchemaTooNew(StorageError):
    pass


class SchemaTooOld(StorageError):
    pass


class DatabaseBusy(StorageError):
    pass


class TookTooLong(StorageError):
    pass


class LeaseLost(StorageError):
    pass


class NotFound(StorageError):
    pass
