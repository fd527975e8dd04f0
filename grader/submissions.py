"""What was handed in? A path, read as bytes with a size cap, and never followed anywhere."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.records import clean_text

MAX_SUBMISSION_BYTES = 256 << 10
MAX_NAME_BYTES = 200
"""Of a student's name as a folder; file systems end at 255."""


@dataclass(frozen=True)
class Submission:
    """One student's file."""

    student: str
    """Fit to be shown, and to name a folder."""
    source: bytes
    fault: str | None = None
    """Why the file can't be read as a submission, in words for the student; `source` is empty."""

    @property
    def sha256(self) -> str:
        """Checksum of the file as handed in."""
        return hashlib.sha256(self.source).hexdigest()


def read_submission(path: Path) -> Submission:
    """Read a file a student handed in.

    Raises:
        UsageError: there is no such file, or it is a folder: the caller's mistake.
    """
    student = student_name(path)
    try:
        # Not followed if a link, not waited for if a pipe: the name is the student's choice.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file") from None
    except OSError as error:
        if path.is_symlink():
            return Submission(student, b"", "the file is a link; hand in the file itself")
        raise UsageError(f"{path}: {error.strerror}") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise UsageError(f"{path}: is a folder; name one file, such as {path}/alice.py")
        return Submission(student, b"", "the file is no regular file")
    with os.fdopen(descriptor, "rb") as file:
        source = file.read(MAX_SUBMISSION_BYTES + 1)
    if len(source) > MAX_SUBMISSION_BYTES:
        limit = MAX_SUBMISSION_BYTES >> 10
        return Submission(student, b"", f"the file is larger than {limit} KiB, the limit")
    return Submission(student, source)


def student_name(path: Path) -> str:
    """Take the student's name from a file's name, made safe for a folder's name and a terminal."""
    name = clean_text(path.stem.encode("utf-8", "replace").decode()).replace("/", "_").strip()
    name = name.lstrip(".- ").encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip()
    return name or "unnamed"
