"""What do attacks aim at? A made-up grader's machine: folders, listeners, secrets."""

import contextlib
import hashlib
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SECRET_NAME = "GRADER_SECRET_TOKEN"
FOLDERS = {"HOME": "home", "CLASS": "class", "DATA": "data", "RESULTS": "results"}
FILES = {
    "home/.ssh/id_ed25519": "a private key",
    "home/.bashrc": "alias grade=true",
    "home/.netrc": "machine canvas password secret",
    "class/bob.py": "model_2c = 'what bob found out'",
    "class/alice.py": "model_2c = 'what alice found out'",
    "course/rubric.toml": "id = 'secret'",
    "course/reference.py": "model_2c = 'the answer'",
    "data/MNIST/raw/t10k-labels-idx1-ubyte": "7210414959",
    "results/bob/results.json": '{"score": 10}',
}


@dataclass
class Victims:
    """Everything an attack may read, change or talk to if its box does not hold.

    Attributes:
        folder: holds all files; nothing in it may ever change.
        constants: variable -> value, for the first line of every attack.
    """

    folder: Path
    constants: dict[str, object]
    _listeners: list[socket.socket] = field(default_factory=list)

    def first_line(self) -> bytes:
        """Write the constants as the line that attacks begin with."""
        # The two paths are told by Python itself: a container has other ones than its grader.
        paths = {
            "SITE_PACKAGES": '__import__("torch").__path__[0].rpartition("/")[0]',
            "GRADER": '__import__("grader").__path__[0]',
        }
        values = paths | {name: repr(value) for name, value in self.constants.items()}
        return f"{', '.join(values)} = {', '.join(values.values())}\n".encode()

    def fingerprint(self) -> str:
        """Sum up names, modes, owners, times, links and contents of all files."""
        found = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            facts = path.lstat()
            seen = (path, facts.st_mode, facts.st_uid, facts.st_nlink, facts.st_mtime_ns)
            found.update(repr((*seen, os.listxattr(path, follow_symlinks=False))).encode())
            found.update(path.read_bytes() if path.is_file() else b"")
        return found.hexdigest()

    def visits(self) -> int:
        """Count who has called at any of the listeners, since the last time."""
        count = 0
        for listener in self._listeners:
            with contextlib.suppress(BlockingIOError):
                while True:
                    if listener.type == socket.SOCK_STREAM:
                        listener.accept()[0].close()
                    else:
                        listener.recv(100)
                    count += 1
        return count

    def listen(self) -> None:
        """Open every kind of listener that an attack knows how to reach."""
        path = self.folder.parent / "listener"
        abstract = f"\0grader-victim-{os.getpid()}-{secrets.token_hex(4)}"
        stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
        ports = {
            "PORT": self._bind(socket.AF_INET, stream, ("127.0.0.1", 0)),
            "PORT6": self._bind(socket.AF_INET6, stream, ("::1", 0)),
            "UDP_PORT": self._bind(socket.AF_INET, datagram, ("127.0.0.1", 0)),
        }
        self.constants |= {key: name[1] if name else 0 for key, name in ports.items()}
        self._bind(socket.AF_UNIX, stream, str(path))
        self._bind(socket.AF_UNIX, stream, abstract)
        self.constants |= {"SOCKET_PATH": str(path), "ABSTRACT": abstract}

    def _bind(self, family: int, kind: int, where: object) -> tuple[str, int] | None:
        listener = socket.socket(family, kind)
        try:
            listener.bind(where)  # type: ignore[arg-type]
        except OSError:  # no IPv6 on this machine
            listener.close()
            return None
        listener.setblocking(False)
        if kind == socket.SOCK_STREAM:
            listener.listen(100)
        self._listeners.append(listener)
        name = listener.getsockname()
        return name if isinstance(name, tuple) else None

    def close(self) -> None:
        """Stop listening."""
        for listener in self._listeners:
            listener.close()


def make_victims(parent: Path) -> Victims:
    """Make the folders of a grader's machine, and listeners beside them."""
    folder = parent / "victims"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    constants: dict[str, object] = {key: str(folder / name) for key, name in FOLDERS.items()}
    constants |= {
        "OTHER": str(folder / "class/bob.py"),
        "RUBRIC": str(folder / "course/rubric.toml"),
        "REFERENCE": str(folder / "course/reference.py"),
        "TEMP": tempfile.gettempdir(),
        "MARK": f"g{os.getpid()}-{secrets.token_hex(2)}",
    }
    victims = Victims(folder, constants)
    victims.listen()
    return victims


@pytest.fixture(scope="module")
def own_temp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A temporary folder and a secret in the environment, before any box starts."""
    folder = tmp_path_factory.mktemp("temp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setenv(SECRET_NAME, secrets.token_hex())
        patch.setattr(tempfile, "tempdir", None)  # read the environment again
        yield folder


@pytest.fixture(scope="module")
def victims(own_temp: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    """What all attacks of this module aim at."""
    made = make_victims(tmp_path_factory.mktemp("machine"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def unguarded(own_temp: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    """Another such machine, for attacks that nothing stops: Python's folders are made up too."""
    made = make_victims(tmp_path_factory.mktemp("unguarded"))
    for name in ("SITE_PACKAGES", "GRADER"):
        folder = made.folder / name.lower()
        (folder / "inside_container").mkdir(parents=True)
        (folder / "scoring.py").write_text("points = 10")
        made.constants[name] = str(folder)
    yield made
    made.close()
