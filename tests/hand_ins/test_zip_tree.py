import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.hand_ins.disk_tree import disk_entry
from grader.hand_ins.tree import Entry, Unreadable
from grader.hand_ins.zip_tree import open_zip

Zipped = Callable[..., Path]
ZipBytes = Callable[..., bytes]


def members(folder: Entry) -> Iterator[Entry]:
    for child in folder.children():
        if child.kind == "folder":
            yield from members(child)
        else:
            yield child


def within(folder: Entry, *steps: str) -> Entry:
    for step in steps:
        (folder,) = (child for child in folder.children() if child.name == step)
    return folder


def opened(path: Path) -> Entry:
    return open_zip(disk_entry(path))


def fault_of(entry: Entry, limit: int = 1 << 20) -> str:
    with pytest.raises(Unreadable) as caught:
        entry.read(limit)
    return str(caught.value)


def test_a_zip_reads_like_a_folder(zipped: Zipped) -> None:
    root = opened(zipped({"b/2.py": "two", "a.py": "one", "b/c/3.py": "three"}))
    assert [child.name for child in root.children()] == ["a.py", "b"]
    assert within(root, "b", "c", "3.py").read(100) == b"three"
    assert within(root, "b", "2.py").shown.endswith("class.zip/b/2.py")


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "a/../../evil.py",
        "/etc/evil.py",
        "//evil.py",
        "C:/evil.py",
        "c:evil.py",
        "..\\evil.py",
        "\\evil.py",
        "a\0.py",
        "..",
        "/",
        ".",
    ],
)
def test_a_path_that_leaves_the_zip_is_unreadable(zipped: Zipped, name: str) -> None:
    for member in members(opened(zipped({name: "evil"}))):
        assert member.kind == "unreadable"
        assert fault_of(member) == "the file's path leaves the zip"


def test_a_member_that_leaves_stays_with_the_student_whose_path_it_had(zipped: Zipped) -> None:
    root = opened(zipped({"alice/x/../../../bob/evil.py": "evil", "bob/2c.py": "good"}))
    (evil,) = members(within(root, "alice"))
    assert (evil.kind, evil.name) == ("unreadable", "../../../bob/evil.py")
    assert [each.name for each in members(within(root, "bob"))] == ["2c.py"]


@given(
    st.lists(
        st.text(st.sampled_from(list("ab./\\:C\0é😀\u202e\x1b")), min_size=1, max_size=12),
        min_size=1,
        max_size=6,
    )
)
def test_no_member_name_ever_escapes(names: list[str]) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as zip_file:
        for name in dict.fromkeys(names):
            info = zipfile.ZipInfo("x")
            info.filename = info.orig_filename = name
            zip_file.writestr(info, b"x")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        path.write_bytes(written.getvalue())
        before = sorted(Path(folder).rglob("*"))
        for member in members(opened(path)):
            if member.kind == "file":
                target = (Path(folder) / member.shown.removeprefix(str(path) + "/")).resolve()
                assert target.is_relative_to(Path(folder).resolve())
                assert "/" not in member.name
                assert "\\" not in member.name
                assert member.name not in ("", ".", "..")
                assert member.read(10) == b"x"
            assert member.shown.isprintable()
        assert sorted(Path(folder).rglob("*")) == before


def test_old_windows_programs_write_backslashes_between_folders(zipped: Zipped) -> None:
    root = opened(zipped({"hw\\2c.py": "two"}))
    assert within(root, "hw", "2c.py").read(10) == b"two"


@pytest.mark.parametrize(
    ("mode", "fault"),
    [
        (0o120777, "the file is a link; hand in the file itself"),
        (0o010644, "the file is no regular file"),
        (0o060644, "the file is no regular file"),
    ],
)
def test_links_and_devices_are_not_what_they_point_to(
    zipped: Zipped, mode: int, fault: str
) -> None:
    (member,) = opened(zipped({"a.py": "/etc/passwd"}, external_attr=mode << 16)).children()
    assert fault_of(member) == fault


def test_a_password_is_said_to_be_one(tmp_path: Path, zip_bytes: ZipBytes) -> None:
    text = bytearray(zip_bytes({"a.py": "x"}))
    text[text.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "class.zip").write_bytes(text)
    (member,) = opened(tmp_path / "class.zip").children()
    assert "password" in fault_of(member)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_packing_with_dictionaries_of_any_size_is_refused(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w", method) as zip_file:
        zip_file.writestr("a.py", b"x")
    (member,) = opened(tmp_path / "class.zip").children()
    assert "the usual way" in fault_of(member)


@given(st.data())
def test_a_zip_with_any_byte_changed_is_read_or_refused(data: st.DataObject) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zip_file:
        zip_file.writestr("a/é.py", b"model = 1" * 30)
        zip_file.writestr("b.py", b"x")
    text = bytearray(written.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    del text[data.draw(st.integers(len(text) // 2, len(text))) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        path.write_bytes(text)
        for content in _all_that_can_be_read(path):
            assert len(content) <= 1000


def _all_that_can_be_read(path: Path) -> Iterator[bytes]:
    with suppress(Unreadable):
        for member in members(opened(path)):
            with suppress(Unreadable):
                yield member.read(1000)


def test_a_thousand_folders_within_each_other_cost_nothing(zipped: Zipped) -> None:
    root = opened(zipped({"a/" * 10_000 + "x.py": "x", "b.py": "x"}))
    assert [member.name for member in members(root)] == ["b.py"]


def test_zips_within_zips_are_opened_twice_and_no_more(zipped: Zipped, zip_bytes: ZipBytes) -> None:
    inmost = zip_bytes({"x.py": "x"})
    inner = zip_bytes({"in.zip": inmost, "y.py": "y"})
    outer = opened(zipped({"mid.zip": inner}))
    middle = open_zip(within(outer, "mid.zip"))
    assert within(middle, "y.py").read(10) == b"y"
    with pytest.raises(Unreadable, match="a zip in a zip in a zip"):
        open_zip(within(middle, "in.zip"))


@pytest.mark.parametrize("declared", [True, False])
def test_names_in_utf8_are_read_whether_declared_or_not(tmp_path: Path, declared: bool) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as zip_file:
        zip_file.writestr("José 李.py", b"x")
    text = bytearray(written.getvalue())
    if not declared:
        text[text.index(b"PK\x01\x02") + 9] &= ~0x08
        text[7] &= ~0x08
    (tmp_path / "class.zip").write_bytes(text)
    assert [each.name for each in opened(tmp_path / "class.zip").children()] == ["José 李.py"]


def test_names_of_dos_are_read_as_dos_wrote_them(tmp_path: Path, zip_bytes: ZipBytes) -> None:
    text = zip_bytes({"Jos_.py": "x"}).replace(b"Jos_", b"Jos\x82")
    (tmp_path / "class.zip").write_bytes(text)
    assert [each.name for each in opened(tmp_path / "class.zip").children()] == ["José.py"]


def test_a_name_that_stands_twice_is_listed_twice(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as zip_file:
        zip_file.writestr("a.py", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            zip_file.writestr("a.py", b"2")
    found = opened(tmp_path / "class.zip").children()
    assert [each.name for each in found] == ["a.py", "a.py"]
