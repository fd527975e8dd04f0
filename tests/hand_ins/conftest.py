"""Trees and zips as tests write them down: path -> content."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Content = bytes | str

LINK = 0o120777 << 16


def make_tree(root: Path, files: Mapping[str, Content]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def make_zip(files: Mapping[str, Content], **attributes: int) -> bytes:
    """A zip; every name is taken as it is."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.filename = info.orig_filename = name  # a NUL too
            info.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
            zip_file.writestr(info, content)
    return written.getvalue()


@pytest.fixture
def tree(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of files; a second argument names it."""

    def make(files: Mapping[str, Content], name: str = "class") -> Path:
        (tmp_path / name).mkdir(exist_ok=True)
        return make_tree(tmp_path / name, files)

    return make


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Makes a zip of files on the disk."""

    def make(files: Mapping[str, Content], name: str = "class.zip", **attributes: int) -> Path:
        path = tmp_path / name
        path.write_bytes(make_zip(files, **attributes))
        return path

    return make


@pytest.fixture
def zip_bytes() -> Callable[..., bytes]:
    """Makes a zip in memory."""
    return make_zip
