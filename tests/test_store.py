import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.store import STORE_NAME, VERSION, Store


def test_what_was_kept_is_there_for_the_next_run(tmp_path: Path) -> None:
    with Store(tmp_path / "out") as store:
        store.keep("training", "a", b"1")
        store.keep("training", "a", b"2")
        store.keep("description", "a", b"3")
    with Store(tmp_path / "out") as store:
        assert store.get("training", "a") == b"2"
        assert store.get("description", "a") == b"3"
        assert store.get("training", "b") is None


def test_force_looks_at_nothing_old_and_loses_nothing_old(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.keep("training", "mine", b"old")
        store.keep("training", "yours", b"old")
    with Store(tmp_path, force=True) as store:
        assert store.get("training", "mine") is None
        store.keep("training", "mine", b"new")
        assert store.get("training", "mine") == b"new"
    with Store(tmp_path) as store:
        assert store.get("training", "mine") == b"new"
        assert store.get("training", "yours") == b"old"


def test_a_file_that_is_no_store_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / STORE_NAME).write_bytes(b"no database at all, but forty characters or so")
    with pytest.raises(UsageError, match=r"grader\.sqlite cannot be used: .*move it away"):
        Store(tmp_path)
    assert (tmp_path / STORE_NAME).read_bytes().startswith(b"no database")


def test_a_store_of_a_newer_grader_is_not_touched(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.keep("training", "a", b"1")
    database = sqlite3.connect(tmp_path / STORE_NAME)
    database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    with pytest.raises(UsageError, match="newer version"):
        Store(tmp_path)


def test_a_folder_that_cannot_be_made_is_the_callers_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        Store(tmp_path / "file" / "out")


def test_threads_write_side_by_side(tmp_path: Path) -> None:
    with Store(tmp_path) as store:

        def write(number: int) -> None:
            for i in range(20):
                store.keep("training", f"{number}-{i}", b"x")

        threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(store.get("training", f"{n}-{i}") for n in range(8) for i in range(20))


WRITER = """
import sys
from pathlib import Path
from grader.store import Store

with Store(Path(sys.argv[1])) as store:
    for number in range(1_000_000):
        store.keep("training", str(number), b"x" * 5000)
        print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_has_kept(tmp_path: Path) -> None:
    for delay in (0.0, 0.013, 0.05):
        out = tmp_path / str(delay)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(out)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(delay)
        os.kill(writer.pid, signal.SIGKILL)
        said = writer.stdout.read().splitlines()
        writer.wait()
        writer.stdout.close()
        # The last line may be torn; what it says was kept all the same.
        last = int(said[-2]) if len(said) > 1 else 0
        with Store(out) as store:
            assert all(store.get("training", str(n)) == b"x" * 5000 for n in range(last + 1))
