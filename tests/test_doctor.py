"""Does the doctor find what is there and what isn't, and say what to do?"""

import io
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from grader import doctor
from grader.doctor import (
    SANDBOX,
    Finding,
    can_grade,
    examine,
    find_bubblewrap,
    find_data,
    find_engine,
    find_gpu,
    find_image,
    find_images,
    find_landlock,
    find_results,
    find_sandbox,
    find_seccomp,
)
from grader.errors import SandboxUnavailable
from grader.inside_container import landlock
from grader.reports.findings import show_findings
from grader.sandbox.choose import Chosen
from grader.sandbox.image import IMAGE, SOURCE_LABEL, source_digest
from grader.sandbox.image_build import NEEDED_GB
from grader.training.data_folder import missing_files

GOOD = (Finding(SANDBOX, "ok", "auto takes docker: the safest"),)
BAD = (Finding(SANDBOX, "problem", "auto takes a plain process", "install one"),)


def engine(label: str | None = None, root: str = "") -> Any:
    """An engine on this machine whose image carries a label; by default the right one."""
    labels = {SOURCE_LABEL: source_digest() if label is None else label}
    image = SimpleNamespace(id="sha256:1", labels=labels, attrs={"Size": 6_100_000_000})
    return SimpleNamespace(
        api=SimpleNamespace(base_url="http+docker://localhost"),
        images=SimpleNamespace(get=lambda name: image),
        info=lambda: {"DockerRootDir": root},
        version=lambda: {"Version": "20.10.24", "ApiVersion": "1.41"},
    )


def free(gigabytes: float, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(free=int(gigabytes * 1e9))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)


class TestEngineAndImage:
    def test_an_engine_tells_its_version(self) -> None:
        assert find_engine(engine(), "").said == "Docker 20.10.24, API 1.41"

    def test_without_an_engine_what_is_the_matter_and_what_to_do_are_told_apart(self) -> None:
        found = find_engine(None, "no container engine answers (refused); install Docker")
        assert found == Finding(
            "engine", "missing", "no container engine answers (refused)", "install Docker"
        )
        assert find_image(None).advice == "see engine"

    def test_a_matching_image_tells_its_size(self) -> None:
        found = find_image(engine())
        assert (found.state, found.said) == ("ok", f"{IMAGE}, 6.1 GB, matches this grader")

    def test_an_image_of_other_sources_is_to_be_built_again(self) -> None:
        found = find_image(engine(label="other"))
        assert found.state == "missing"
        assert found.advice == "build it again with: grade image build"


class TestGpu:
    def test_no_device_is_no_problem(self, tmp_path: Path) -> None:
        for client in (None, engine()):
            found = find_gpu(client, tmp_path / "nvidiactl")
            assert found.state == "missing"
            assert "trainings run on the CPU" in found.said

    def test_a_device_that_containers_cannot_use_is_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "nvidiactl").touch()
        monkeypatch.setattr(doctor, "gpu_fault", lambda client, device: "no runtime; install it")
        found = find_gpu(engine(), tmp_path / "nvidiactl")
        assert found == Finding("GPU", "problem", "no runtime", "install it")

    def test_a_device_cannot_be_tried_before_the_image_is_built(self, tmp_path: Path) -> None:
        (tmp_path / "nvidiactl").touch()
        found = find_gpu(engine(label="other"), tmp_path / "nvidiactl")
        assert found.state == "missing"
        assert found.advice == "build it again with: grade image build"


class TestWalls:
    def test_a_missing_bubblewrap_says_how_to_get_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "which", lambda name: None)
        found = find_bubblewrap()
        assert (found.state, found.said) == ("missing", "bubblewrap is not installed")
        assert found.advice == "install it with: sudo apt install bubblewrap"

    def test_a_forbidden_bubblewrap_says_why_and_what_else_there_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden() -> None:
            raise SandboxUnavailable("bubblewrap does not work here (No permissions)")

        monkeypatch.setattr(doctor, "Bubblewrap", forbidden)
        found = find_bubblewrap()
        assert found.said == "bubblewrap does not work here (No permissions)"
        assert found.advice == "use docker, or another machine"

    def test_a_missing_libseccomp_says_how_to_get_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # None in sys.modules is Python's own way to make an import fail.
        monkeypatch.setitem(sys.modules, "pyseccomp", None)
        found = find_seccomp()
        assert found.state == "problem"
        assert found.advice == "install it with: sudo apt install libseccomp2"

    @pytest.mark.parametrize(("abi", "state"), [(0, "missing"), (1, "ok"), (7, "ok")])
    def test_landlock_is_there_from_its_first_version_on(
        self, abi: int, state: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(landlock, "abi", lambda: abi)
        found = find_landlock()
        assert found.state == state
        assert (found.advice is None) == (state == "ok")


class TestData:
    def test_each_bundled_rubric_has_a_row(self, tmp_path: Path) -> None:
        mnist, digits = find_data(tmp_path)
        assert mnist.state == "missing"
        assert mnist.said.startswith(f"cs155-set4: mnist is not in {tmp_path}")
        assert mnist.advice is not None
        assert "--data" in mnist.advice
        assert (digits.state, digits.said) == ("ok", "digits: comes with scikit-learn")

    def test_data_that_is_there_is_found(self, tmp_path: Path) -> None:
        for name in missing_files("mnist", tmp_path):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        mnist, _ = find_data(tmp_path)
        assert (mnist.state, mnist.said) == ("ok", f"cs155-set4: mnist is in {tmp_path}")


class TestDisk:
    def test_results_may_go_where_nothing_is_yet(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        free(1.0, monkeypatch)
        found = find_results(tmp_path / "a/b")
        assert (found.state, found.said) == ("ok", f"1.0 GB free in {tmp_path}")

    def test_too_little_room_says_how_much_it_should_be(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        free(0.99, monkeypatch)
        found = find_results(tmp_path)
        assert found.state == "problem"
        assert found.advice == "make room: it should be 1 GB or more"

    def test_a_folder_that_cannot_be_written_to_is_a_problem(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda folder, mode: False)
        assert find_results(tmp_path).advice == "name another folder with -o"

    def test_the_engine_needs_more_room_before_the_image_is_built(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        free(NEEDED_GB - 1, monkeypatch)
        (built,) = find_images(engine(root=str(tmp_path)))
        (unbuilt,) = find_images(engine(label="other", root=str(tmp_path)))
        assert (built.state, unbuilt.state) == ("ok", "problem")
        assert unbuilt.advice == f"make room: it should be {NEEDED_GB} GB or more"

    def test_a_disk_that_is_not_to_be_seen_has_no_row(self, tmp_path: Path) -> None:
        assert find_images(None) == []
        assert find_images(engine(root=str(tmp_path / "gone"))) == []


class TestSandbox:
    @pytest.mark.parametrize(
        ("kind", "state"), [("docker", "ok"), ("bubblewrap", "ok"), ("process", "problem")]
    )
    def test_only_a_plain_process_is_not_safe(
        self, kind: str, state: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sandbox: Any = SimpleNamespace(kind=kind)
        monkeypatch.setattr(doctor, "choose_sandbox", lambda choice: Chosen(sandbox))
        found = find_sandbox()
        assert found.state == state
        assert can_grade([found]) == (state == "ok")

    def test_nothing_else_decides(self) -> None:
        others = [Finding("engine", "missing", "none"), Finding("data", "problem", "damaged")]
        assert can_grade([*others, *GOOD])
        assert not can_grade([Finding("engine", "ok", "there"), *BAD])
        assert not can_grade(others)


class TestTable:
    def shown(self, width: int, *findings: Finding) -> str:
        console = Console(file=io.StringIO(), width=width)
        show_findings(console, findings)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    @pytest.mark.parametrize("width", [60, 120])
    def test_no_word_is_lost_and_no_line_is_too_long(self, width: int) -> None:
        words = "the image was built from other sources of the grader"
        row = Finding("bubblewrap", "missing", words, "build it again with: grade image build")
        shown = self.shown(width, row, *GOOD)
        assert all(len(line) <= width for line in shown.splitlines())
        flat = " ".join(shown.split())
        assert f"bubblewrap missing {words} -> build it again with: grade image build" in flat

    def test_text_from_outside_is_no_markup(self) -> None:
        assert "[bold]x[/bold]" in self.shown(80, Finding("engine", "missing", "[bold]x[/bold]"))

    def test_the_last_line_says_whether_grading_can_begin(self) -> None:
        assert "can be graded here" in self.shown(80, *GOOD).splitlines()[-1]
        assert "can't be graded safely here yet" in self.shown(80, *BAD).splitlines()[-1]


def test_what_is_not_well_says_what_to_do(tmp_path: Path) -> None:
    found = examine(tmp_path, tmp_path)
    assert {"versions", "engine", "image", "GPU", "results", SANDBOX} <= {f.name for f in found}
    assert all(f.advice for f in found if f.state != "ok" and "run on the CPU" not in f.said)


@pytest.mark.docker
def test_with_engine_and_image_auto_takes_docker(tmp_path: Path) -> None:
    assert examine(tmp_path, tmp_path)[-1] == GOOD[0]
