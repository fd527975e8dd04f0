import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.hand_ins.tree import MAX_ENTRIES, Unreadable
from grader.hand_ins.zip_bytes import MAX_DIRECTORY_BYTES, list_members, read_member

ZipBytes = Callable[..., bytes]

DIRECTORY_ENTRY = b"PK\x01\x02"


def read(text: bytes, limit: int = 1024) -> bytes:
    """Read the only member."""
    (info,) = list_members(io.BytesIO(text))
    return read_member(io.BytesIO(text), info, limit)


def changed(text: bytes, field: int, value: bytes) -> bytes:
    """Change a field of the first member's entry in the list (APPNOTE.TXT 4.3.12)."""
    start = text.index(DIRECTORY_ENTRY) + field
    return text[:start] + value + text[start + len(value) :]


@pytest.mark.parametrize("excess", [-1, 0, 1])
def test_size_limit_is_inclusive(zip_bytes: ZipBytes, excess: int) -> None:
    text = zip_bytes({"a.py": b"#" * (1024 + excess)})
    if excess > 0:
        with pytest.raises(Unreadable, match=r"^the file is larger than 1 KiB, the limit$"):
            read(text)
    else:
        assert len(read(text)) == 1024 + excess


def test_a_bomb_that_lies_about_its_size_is_cut_off(zip_bytes: ZipBytes) -> None:
    text = changed(zip_bytes({"a.py": bytes(50 << 20)}), 24, struct.pack("<L", 10))
    with pytest.raises(Unreadable, match="Bad CRC"):
        read(text)


def test_a_size_that_claims_too_much_is_refused_unread(zip_bytes: ZipBytes) -> None:
    text = changed(zip_bytes({"a.py": b"x"}), 24, struct.pack("<L", 0xFFFFFFF0))
    with pytest.raises(Unreadable, match="larger than 1 KiB"):
        read(text)


def test_a_wrong_checksum_is_the_zips_fault(zip_bytes: ZipBytes) -> None:
    text = changed(zip_bytes({"a.py": b"x"}), 16, b"\0\0\0\0")
    with pytest.raises(Unreadable, match=r"^the zip cannot be read: Bad CRC-32"):
        read(text)


def test_a_member_that_is_not_where_the_list_says_is_the_zips_fault(zip_bytes: ZipBytes) -> None:
    text = changed(zip_bytes({"a.py": b"x"}), 42, struct.pack("<L", 5))
    with pytest.raises(Unreadable, match="not where the list says"):
        read(text)


def test_a_member_behind_the_end_is_the_zips_fault(zip_bytes: ZipBytes) -> None:
    text = changed(zip_bytes({"a.py": b"x"}), 42, struct.pack("<L", 1 << 30))
    with pytest.raises(Unreadable, match="ends too early"):
        read(text)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + bytes(17)])
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match="the zip cannot be read: "):
        list_members(io.BytesIO(content))


@pytest.mark.parametrize("missing", [1, 30, 100])
def test_a_truncated_zip_is_refused(zip_bytes: ZipBytes, missing: int) -> None:
    with pytest.raises(Unreadable, match="the zip cannot be read: "):
        list_members(io.BytesIO(zip_bytes({"a.py": b"x" * 1000})[:-missing]))


@pytest.mark.parametrize("excess", [0, 1])
def test_number_of_members_is_capped_inclusively(excess: int) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as zip_file:
        for number in range(MAX_ENTRIES + excess):
            zip_file.writestr(zipfile.ZipInfo(f"{number}"), b"")
    if excess:
        with pytest.raises(Unreadable, match="more than 20,000 files"):
            list_members(written)
    else:
        assert len(list_members(written)) == MAX_ENTRIES


def _ending(directory_bytes: int, offset: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, directory_bytes, offset, 0)


@pytest.mark.parametrize(
    ("excess", "fault"), [(0, "Bad magic number"), (1, "list of files is larger than 8 MiB")]
)
def test_a_list_of_members_larger_than_memory_should_hold_is_not_read(
    tmp_path: Path, excess: int, fault: str
) -> None:
    size = MAX_DIRECTORY_BYTES + excess
    with (tmp_path / "class.zip").open("wb+") as file:
        file.truncate(size)  # a hole on the disk
        file.seek(size)
        file.write(_ending(size, 0))
        with pytest.raises(Unreadable, match=fault):
            list_members(file)


@pytest.mark.parametrize(("size", "offset"), [(1 << 40, 0), (46, 1 << 40), ((1 << 64) - 1,) * 2])
def test_a_zip64_that_lies_is_refused(size: int, offset: int) -> None:
    end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    with pytest.raises(Unreadable, match="the zip cannot be read: "):
        list_members(io.BytesIO(end + locator + _ending(0xFFFFFFFF, 0xFFFFFFFF)))


def test_a_zip_behind_other_bytes_is_read(zip_bytes: ZipBytes) -> None:
    assert read(b"#!/bin/sh\n" * 100 + zip_bytes({"a.py": "x"})) == b"x"


def test_a_name_that_is_not_the_utf8_it_claims_to_be_is_refused(zip_bytes: ZipBytes) -> None:
    text = zip_bytes({"José.py": "x"}).replace("é".encode(), b"\xff\xff")
    with pytest.raises(Unreadable, match="the zip cannot be read: "):
        list_members(io.BytesIO(text))


def test_packed_bytes_that_make_no_sense_are_the_zips_fault(zip_bytes: ZipBytes) -> None:
    text = bytearray(zip_bytes({"a.py": b"model" * 50}))
    text[text.index(b"a.py") + 4] |= 0b110  # a kind of block that deflate does not have
    with pytest.raises(Unreadable, match="the zip cannot be read: Error -3"):
        read(bytes(text))


def test_a_list_that_would_lie_before_the_start_is_the_zips_fault(tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(_ending(1000, 0))
    with (
        (tmp_path / "class.zip").open("rb") as file,
        pytest.raises(Unreadable, match="the zip cannot be read: "),
    ):
        list_members(file)
