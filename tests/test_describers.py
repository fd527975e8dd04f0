import threading
from pathlib import Path
from typing import Any

import pytest

from grader.describers import DescriberPool, StoredDescriber
from grader.errors import SandboxUnavailable
from grader.extraction import Extraction
from grader.sandbox.interface import DeadlinePassed, ProgramEnded
from grader.store import Store
from grader.submissions import Cell, SourceFile


def test_several_files_are_described_at_a_time_each_in_its_own_box(build: Any) -> None:
    sandbox = build.sandbox(build.described())
    both_here = threading.Barrier(2, timeout=20)
    start = sandbox.start

    def start_together(box: Any) -> Any:
        both_here.wait()  # passed only when the second box starts while the first is starting
        return start(box)

    sandbox.start = start_together
    pool = DescriberPool(sandbox, 2)
    done: list[Extraction] = []

    def describe() -> None:
        done.append(pool.describe(build.source_file, build.rubric()))

    threads = [threading.Thread(target=describe) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pool.close()
    assert len(done) == 2
    assert (len(sandbox.started), sandbox.closed) == (2, 2)


def test_boxes_are_started_by_threads_that_outlive_them(build: Any) -> None:
    sandbox = build.sandbox(build.described())
    starters: list[threading.Thread] = []
    start = sandbox.start

    def remember(box: Any) -> Any:
        starters.append(threading.current_thread())
        return start(box)

    sandbox.start = remember
    pool = DescriberPool(sandbox, 1)
    caller = threading.Thread(target=pool.describe, args=(build.source_file, build.rubric()))
    caller.start()
    caller.join()
    assert starters[0] is not caller
    assert starters[0].is_alive()
    pool.close()


def test_who_waits_when_the_pool_closes_is_told(build: Any) -> None:
    sandbox = build.sandbox(build.described())
    hangs, may_go_on = threading.Event(), threading.Event()

    class Killed:
        def send(self, line: bytes) -> None:
            pass

        def read_line(self, deadline: float) -> bytes:
            if not hangs.is_set():
                hangs.set()
                return build.ready  # type: ignore[no-any-return]
            may_go_on.wait(20)
            raise ProgramEnded(-9)

        def error_output(self) -> str:
            return ""

        def kill(self) -> None:
            may_go_on.set()

        def close(self) -> None:
            pass

    sandbox.start = lambda box: Killed()
    pool = DescriberPool(sandbox, 1)
    said: list[str] = []

    def describe() -> None:
        try:
            pool.describe(build.source_file, build.rubric())
        except SandboxUnavailable as error:
            said.append(str(error))

    waiting = threading.Thread(target=describe)
    waiting.start()
    hangs.wait(20)
    pool.close()
    waiting.join(20)
    assert said == ["interrupted"]
    with pytest.raises(SandboxUnavailable, match="interrupted"):
        pool.describe(build.source_file, build.rubric())


class Counting:
    """Describes through a replay, and counts."""

    def __init__(self, build: Any, *script: Any) -> None:
        self.sandbox = build.sandbox(*script)
        self._pool = DescriberPool(self.sandbox, 1)
        self.count = 0

    def describe(self, file: SourceFile, rubric: Any) -> Extraction:
        self.count += 1
        return self._pool.describe(file, rubric)

    def close(self) -> None:
        self._pool.close()


def describe_twice(
    build: Any, folder: Path, first: SourceFile, second: SourceFile, *script: Any, **options: Any
) -> tuple[int, Extraction, Extraction]:
    counting = Counting(build, *(script or (build.described(),)))
    with Store(folder) as store:
        one = StoredDescriber(counting, store).describe(first, build.rubric())
    with Store(folder, **options) as store:
        stored = StoredDescriber(counting, store)
        two = stored.describe(second, build.rubric())
        stored.close()
    return counting.count, one, two


def test_a_file_that_was_described_is_not_run_again(build: Any, tmp_path: Path) -> None:
    file = build.source_file
    count, one, two = describe_twice(build, tmp_path, file, file)
    assert count == 1
    assert one == two


def test_notes_of_the_graders_own_come_back_too(build: Any, tmp_path: Path) -> None:
    file = build.source_file
    described = build.described(not_utf8_line=3)
    count, one, two = describe_twice(build, tmp_path, file, file, described)
    assert count == 1
    assert one == two
    assert "line 3 is not UTF-8" in str(two)


@pytest.mark.parametrize(
    "other",
    [
        SourceFile(b"model_2c = None"),
        SourceFile(b"model_2c = ...", cells=(Cell(number=1, first_line=1),)),
    ],
)
def test_another_file_is(build: Any, tmp_path: Path, other: SourceFile) -> None:
    assert describe_twice(build, tmp_path, build.source_file, other)[0] == 2


def test_force_runs_it_again(build: Any, tmp_path: Path) -> None:
    file = build.source_file
    assert describe_twice(build, tmp_path, file, file, force=True)[0] == 2


def test_a_file_that_was_cut_off_is_run_again(build: Any, tmp_path: Path) -> None:
    file = build.source_file
    script = (build.described(finished=False), DeadlinePassed())
    assert describe_twice(build, tmp_path, file, file, *script)[0] == 2


def test_a_box_that_is_still_starting_is_killed_too(build: Any) -> None:
    sandbox = build.sandbox(build.described())
    starting, killed = threading.Event(), threading.Event()

    class NeverReady:
        def read_line(self, deadline: float) -> bytes:
            starting.set()
            assert killed.wait(20)
            raise ProgramEnded(-9)

        def error_output(self) -> str:
            return ""

        def kill(self) -> None:
            killed.set()

        def close(self) -> None:
            pass

    sandbox.start = lambda box: NeverReady()
    pool = DescriberPool(sandbox, 1)
    said: list[Exception] = []

    def describe() -> None:
        try:
            pool.describe(build.source_file, build.rubric())
        except SandboxUnavailable as error:
            said.append(error)

    waiting = threading.Thread(target=describe)
    waiting.start()
    assert starting.wait(20)
    pool.close()
    waiting.join(20)
    assert len(said) == 1
