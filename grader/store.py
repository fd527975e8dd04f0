"""What is known already? Finished trainings and descriptions by content, in one SQLite file.

A class that is graded again, after a crash or with other points, so only does what is new. What is
kept is a cache: whatever is missing, or was made by other code, is made again.
"""

import sqlite3
import threading
from pathlib import Path
from typing import Literal, Self

from grader.errors import UsageError

STORE_NAME = "grader.sqlite"
VERSION = 1
"""Of the tables."""

Kind = Literal["training", "description", "trainer", "data"]


class Store:
    """Keeps what took long to find out. Use as a context manager; from any thread.

    Every entry is written in a transaction of its own, so that a `grade` killed at any moment loses
    what it is about to finish, and nothing that it has finished.

    Args:
        folder: of the output; made if it isn't there.
        force: what earlier runs have kept is not looked at, but written anew.

    Raises:
        UsageError: the folder cannot be written, or holds a file that is no store.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        self._path = folder / STORE_NAME
        self._force = force
        self._written: set[tuple[Kind, str]] = set()
        self._lock = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder} cannot be written: {error.strerror}") from None
        try:
            self._database = self._open()
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def get(self, kind: Kind, key: str) -> bytes | None:
        """Read what was kept under a key; `None` when there is nothing.

        Raises:
            UsageError: the file is damaged.
        """
        if self._force and (kind, key) not in self._written:
            return None
        try:
            with self._lock:
                row = self._database.execute(
                    "SELECT value FROM kept WHERE kind = ? AND key = ?", (kind, key)
                ).fetchone()
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        return bytes(row[0]) if row else None

    def keep(self, kind: Kind, key: str, value: bytes) -> None:
        """Write something down for later runs; it is on the disk when this returns.

        Raises:
            UsageError: the disk is full, or the file damaged.
        """
        try:
            with self._lock, self._database:
                self._database.execute(
                    "INSERT OR REPLACE INTO kept (kind, key, value) VALUES (?, ?, ?)",
                    (kind, key, value),
                )
                self._written.add((kind, key))
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def is_of_this_run(self, kind: Kind, key: str) -> bool:
        """Whether it was kept since the store was opened."""
        return (kind, key) in self._written

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _open(self) -> sqlite3.Connection:
        # Another `grade` with the same output folder is waited for, not run into.
        database = sqlite3.connect(self._path, timeout=60, check_same_thread=False)
        try:
            # No write-ahead log: it needs shared memory, which network file systems do not have.
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA synchronous = NORMAL")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise sqlite3.DatabaseError("it was written by a newer version of the grader")
            with database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, value BLOB NOT NULL, "
                    "PRIMARY KEY (kind, key)) WITHOUT ROWID"
                )
                database.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            database.close()
            raise
        return database

    def _unusable(self, error: sqlite3.Error) -> UsageError:
        return UsageError(
            f"{self._path} cannot be used: {error}. It holds finished trainings; move it away to "
            "start over, or name another folder with --output-dir"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
