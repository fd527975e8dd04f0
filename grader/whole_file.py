"""Does a reader see the old file or the new one, never a part of either?"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def whole_file(path: Path, *, newline: str | None = "\n", durable: bool = True) -> Iterator[TextIO]:
    """Open a UTF-8 file that takes its name when all of it is on the disk.

    Args:
        path: folders above it are made; a file of that name is replaced.
        newline: what `open` takes; "" leaves line ends as they are written.
        durable: whether it has to outlive a power failure, and not only this program.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline=newline) as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
