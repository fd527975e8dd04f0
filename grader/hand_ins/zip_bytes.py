"""What do the bytes of a zip say? All of it is doubted: sizes, counts, places, checksums.

Sizes are held to what is really read; nothing is ever written anywhere.
"""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from grader.hand_ins.tree import MAX_ENTRIES, Unreadable, too_large, too_many
from grader.records import clean_text

MAX_DIRECTORY_BYTES = 8 << 20
"""Of a zip's list of members, which is held in memory."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing; the others ask for as much memory as they please."""
ENCRYPTED = 0x1 | 0x40

_HEADER = struct.Struct("<4s22xHH")
"""Of a member (APPNOTE.TXT 4.3.7): signature, lengths of the name and of the extra field."""


def list_members(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """Read a zip's list of members.

    Raises:
        Unreadable: broken, or too large a list; in words.
        OSError: the disk, or its permissions.
    """
    with _a_broken_zip_is_the_students(), zipfile.ZipFile(_Bounded(file)) as opened:
        members = opened.infolist()
    if len(members) > MAX_ENTRIES:
        raise Unreadable(too_many())
    return members


def read_member(file: IO[bytes], info: zipfile.ZipInfo, limit: int) -> bytes:
    """Unpack a member of at most `limit` bytes, and check it against its checksum.

    Raises:
        Unreadable: larger, or broken; in words.
        OSError: the disk, or its permissions.
    """
    if info.file_size > limit:
        raise Unreadable(too_large(limit))
    with _a_broken_zip_is_the_students():
        text = _unpack(file, info, limit + 1)
    if len(text) > limit:
        raise Unreadable(too_large(limit))
    return text


def _unpack(file: IO[bytes], info: zipfile.ZipInfo, limit: int) -> bytes:
    # Not ZipFile.open: it would read the list of all members anew, for every one of them.
    if info.header_offset < 0:
        raise zipfile.BadZipFile("a member lies before its start")
    file.seek(info.header_offset)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise zipfile.BadZipFile("it ends too early")
    signature, name_length, extra_length = _HEADER.unpack(header)
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile("a member is not where the list says")
    file.seek(name_length + extra_length, os.SEEK_CUR)
    with zipfile.ZipExtFile(file, "r", info) as member:
        return member.read(limit)


class _Bounded(io.RawIOBase):
    """A zip whose list of members may not be as large as it pleases."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_SET and offset < 0:
            raise zipfile.BadZipFile("its list of files lies before its start")
        return self._file.seek(offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:  # asked for at the end of the zip alone, 64 KiB before it
            return self._file.read(MAX_DIRECTORY_BYTES)
        if size > MAX_DIRECTORY_BYTES:
            limit = MAX_DIRECTORY_BYTES >> 20
            raise zipfile.BadZipFile(f"its list of files is larger than {limit} MiB, the limit")
        return self._file.read(size)


@contextmanager
def _a_broken_zip_is_the_students() -> Iterator[None]:
    """Turn what Python raises for malformed zips into words.

    Beside `BadZipFile` there are the errors of its parts: struct's, zlib's, a name that is not the
    UTF-8 it claims to be (a ValueError), a version from the future (NotImplementedError).
    """
    try:
        yield
    except EOFError:
        raise Unreadable("the zip cannot be read: it ends too early") from None
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        ValueError,
        OverflowError,
    ) as error:
        raise Unreadable(f"the zip cannot be read: {clean_text(str(error))}") from None
