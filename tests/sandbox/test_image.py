"""Is the image what it says, and does a failing build say why? A fake engine, then a real one."""

import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docker.errors
import pytest
import requests.exceptions

from grader.errors import SandboxUnavailable
from grader.sandbox import image as image_module
from grader.sandbox.engine import connect
from grader.sandbox.image import (
    IMAGE,
    SOURCE_LABEL,
    build_context,
    gpu_fault,
    gpu_request,
    image_digest,
    image_fault,
    source_digest,
)
from grader.sandbox.image_build import (
    NEEDED_GB,
    BuildStep,
    build_image,
    follow_build,
    proxy_arguments,
    remove_images,
)

LOCAL = "http+docker://localhost"
REPOSITORY = Path(__file__).parents[2]


class FakeImages:
    def __init__(self, found: Any) -> None:
        self.found = found
        self.removed: list[str] = []

    def get(self, name: str) -> Any:
        assert name == IMAGE
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def list(self, filters: dict[str, str]) -> list[Any]:
        assert filters == {"label": SOURCE_LABEL}
        return [] if isinstance(self.found, Exception) else [self.found]

    def remove(self, identity: str, force: bool) -> None:
        self.removed.append(identity)

    def prune(self, filters: dict[str, Any]) -> None:
        assert filters == {"dangling": True, "label": SOURCE_LABEL}


class FakeContainer:
    def __init__(self, status: int, output: bytes, fault: Exception | None) -> None:
        self.status, self.output, self.fault = status, output, fault
        self.removed = False

    def start(self) -> None:
        if self.fault:
            raise self.fault

    def wait(self) -> dict[str, int]:
        return {"StatusCode": self.status}

    def logs(self, tail: int) -> bytes:
        return self.output.splitlines()[-tail]

    def remove(self, force: bool) -> None:
        self.removed = force


class FakeEngine:
    """An engine that has an image, or not, and in which one container can be made."""

    def __init__(
        self,
        found: Any = None,
        *,
        url: str = LOCAL,
        container: FakeContainer | None = None,
        events: tuple[dict[str, Any], ...] = (),
        info: dict[str, Any] | None = None,
    ) -> None:
        self.images = FakeImages(found or built())
        self.container = container
        self.asked: dict[str, Any] = {}
        self.api = SimpleNamespace(base_url=url, build=self._build)
        self.containers = SimpleNamespace(create=self._create)
        self.info = lambda: info or {}
        self._events = events

    def _create(self, name: str, command: list[str], **options: Any) -> FakeContainer:
        self.asked = options
        assert self.container is not None
        return self.container

    def _build(self, **options: Any) -> Iterator[dict[str, Any]]:
        self.asked = options
        return iter(self._events)


def built(**labels: str) -> Any:
    labels = {SOURCE_LABEL: source_digest()} | labels
    return SimpleNamespace(id="sha256:abc", labels=labels, attrs={"Size": 6_100_000_000})


def silent(step: BuildStep, line: str) -> None:
    pass


class TestContext:
    def names(self) -> list[str]:
        with tarfile.open(fileobj=build_context()) as tar:
            return tar.getnames()

    def test_it_holds_the_code_and_what_the_dockerfile_copies_and_nothing_else(self) -> None:
        names = self.names()
        assert {"Dockerfile", "requirements.lock", "grader/__init__.py"} <= set(names)
        assert "grader/inside_container/describe_network.py" in names
        assert all(name.endswith(".py") for name in names if name.startswith("grader/"))
        assert {name for name in names if not name.startswith("grader/")} == {
            "Dockerfile",
            "requirements.lock",
        }

    def test_times_and_modes_of_the_files_make_no_difference(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = build_context().getvalue()
        package = checkout(tmp_path, ".")
        monkeypatch.setattr(image_module, "_PACKAGE", package)
        (package / "errors.py").chmod(0o600)
        (package / "errors.py").touch()
        assert build_context().getvalue() == before

    def test_a_wheel_and_a_checkout_agree(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = build_context().getvalue()
        package = checkout(tmp_path, "grader")
        (package / "rubrics").mkdir()
        (package / "rubrics/digits.toml").touch()
        monkeypatch.setattr(image_module, "_PACKAGE", package)
        assert build_context().getvalue() == before

    @pytest.mark.parametrize("changed", ["Dockerfile", "requirements.lock", "grader/rubric.py"])
    def test_a_change_of_any_source_changes_it(
        self, changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = build_context().getvalue()
        monkeypatch.setattr(image_module, "_PACKAGE", checkout(tmp_path, "."))
        with (tmp_path / changed).open("a") as file:
            file.write("# changed\n")
        assert build_context().getvalue() != before


def checkout(folder: Path, beside: str) -> Path:
    """Copy the package, and what the image needs else into a folder of the copy."""
    package = folder / "grader"
    shutil.copytree(REPOSITORY / "grader", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Dockerfile", "requirements.lock"):
        shutil.copy(REPOSITORY / name, folder / beside / name)
    return package


class TestFault:
    def test_an_image_of_these_sources_has_none(self) -> None:
        assert image_fault(FakeEngine()) is None

    def test_a_missing_image_is_to_be_built(self) -> None:
        said = image_fault(FakeEngine(docker.errors.ImageNotFound("no")))
        assert said == f"the image {IMAGE} is not built; build it once with: grade image build"

    @pytest.mark.parametrize("label", ["", "0" * 64])
    def test_an_image_of_other_sources_is_to_be_built_again(self, label: str) -> None:
        said = image_fault(FakeEngine(built(**{SOURCE_LABEL: label})))
        assert said is not None
        assert "built from other sources" in said
        assert "build it again with: grade image build" in said

    def test_an_image_without_the_label_is_of_other_sources(self) -> None:
        unlabelled = SimpleNamespace(id="sha256:abc", labels={})
        assert "other sources" in (image_fault(FakeEngine(unlabelled)) or "")

    def test_an_engine_that_goes_away_is_a_sentence(self) -> None:
        said = image_fault(FakeEngine(requests.exceptions.ConnectionError("gone")))
        assert said is not None
        assert "(gone); restart it" in said

    def test_the_digest_is_the_images_id_or_none(self) -> None:
        assert image_digest(FakeEngine()) == "sha256:abc"
        assert image_digest(FakeEngine(docker.errors.ImageNotFound("no"))) is None


class TestGpu:
    @pytest.fixture
    def device(self, tmp_path: Path) -> Path:
        (tmp_path / "nvidiactl").touch()
        return tmp_path / "nvidiactl"

    def test_without_a_device_here_nothing_is_tried(self, tmp_path: Path) -> None:
        said = gpu_fault(FakeEngine(), tmp_path / "nvidiactl")
        assert said is not None
        assert "no NVIDIA device" in said
        assert "--device cpu" in said

    def test_an_engine_elsewhere_is_tried_though_there_is_no_device_here(
        self, tmp_path: Path
    ) -> None:
        container = FakeContainer(0, b"", None)
        engine = FakeEngine(url="http+docker://ssh", container=container)
        assert gpu_fault(engine, tmp_path / "nvidiactl") is None
        assert container.removed

    def test_without_the_image_the_image_is_named(self, device: Path) -> None:
        said = gpu_fault(FakeEngine(docker.errors.ImageNotFound("no")), device)
        assert said is not None
        assert "grade image build" in said

    def test_an_engine_without_a_runtime_is_a_plain_sentence(self, device: Path) -> None:
        fault = docker.errors.APIError(
            "500", explanation='could not select device driver "" with capabilities: [[gpu]]'
        )
        container = FakeContainer(0, b"", fault)
        assert gpu_fault(FakeEngine(container=container), device) == (
            "the engine has no NVIDIA runtime; install nvidia-container-toolkit "
            "and restart the engine"
        )
        assert container.removed

    def test_a_driver_that_is_too_old_is_told_in_torchs_last_words(self, device: Path) -> None:
        container = FakeContainer(1, b"Traceback\nRuntimeError: driver too old", None)
        said = gpu_fault(FakeEngine(container=container), device)
        assert said is not None
        assert "(RuntimeError: driver too old)" in said
        assert "Traceback" not in said
        assert container.removed

    def test_the_container_that_tries_has_no_network_and_no_rights(self, device: Path) -> None:
        engine = FakeEngine(container=FakeContainer(0, b"", None))
        assert gpu_fault(engine, device) is None
        assert engine.asked["network_mode"] == "none"
        assert engine.asked["cap_drop"] == ["ALL"]
        assert engine.asked["read_only"]

    @pytest.mark.parametrize(
        ("info", "driver"),
        [
            ({}, ""),
            ({"DiscoveredDevices": [{"ID": "nvidia.com/gpu=all"}]}, "cdi"),
            ({"DiscoveredDevices": [{"ID": "nvidia.com/gpu=0"}], "Runtimes": {"nvidia": {}}}, ""),
            ({"DiscoveredDevices": [{"ID": "vendor.com/nic=0"}]}, ""),
        ],
    )
    def test_cdi_is_used_where_there_is_no_runtime(self, info: dict[str, Any], driver: str) -> None:
        assert gpu_request(FakeEngine(info=info))["Driver"] == driver


class TestFollowing:
    def follow(self, *events: dict[str, Any]) -> list[tuple[str, str]]:
        told: list[tuple[str, str]] = []
        follow_build(events, lambda step, line: told.append((str(step), line)))
        return told

    def fails(self, *events: dict[str, Any]) -> str:
        with pytest.raises(SandboxUnavailable) as raised:
            self.follow(*events)
        return str(raised.value)

    def test_each_step_is_told_and_then_its_lines(self) -> None:
        told = self.follow(
            {"stream": "Step 1/2 : FROM base\n"},
            {"stream": " ---> 0123abcd\n"},
            {"stream": "Step 2/2 : RUN  pip   install torch\n"},
            {"stream": "\x1b[32mCollecting torch\x1b[0m\n\n"},
            {"aux": {"ID": "sha256:1"}},
        )
        assert told == [
            ("step 1 of 2: FROM base", ""),
            ("step 2 of 2: RUN pip install torch", ""),
            ("step 2 of 2: RUN pip install torch", "Collecting torch"),
        ]

    def test_a_long_command_is_cut(self) -> None:
        ((step, _),) = self.follow({"stream": f"Step 1/1 : RUN {'x' * 500}"})
        assert len(step) < 80
        assert step.endswith("…")

    def test_output_cannot_steer_the_terminal(self) -> None:
        (_, (_, line)) = self.follow(
            {"stream": "Step 1/1 : RUN x"}, {"stream": "\x1b]0;title\x07[bold]hello"}
        )
        assert line.isprintable()
        assert "[bold]hello" in line

    def test_a_failure_names_the_step_and_its_last_lines_alone(self) -> None:
        said = self.fails(
            {"stream": "Step 1/3 : FROM base\n"},
            {"stream": "of the first step\n"},
            {"stream": "Step 2/3 : RUN false\n"},
            *({"stream": f"line {number}.\n"} for number in range(100)),
            {"error": "The command '/bin/sh -c false' returned a non-zero code: 137"},
        )
        assert "It failed at step 2 of 3: RUN false" in said
        assert "line 99." in said
        assert "The step ended with exit status 137" in said
        assert "line 91." not in said
        assert "of the first step" not in said
        assert "grade image build" in said

    @pytest.mark.parametrize(
        ("step", "error", "advice"),
        [
            (4, "[Errno 28] No space left on device", "make room"),
            (4, "Temporary failure in name resolution", "--network host"),
            (1, "dial tcp: lookup registry: no such host", "tools/base_image.sh"),
            (1, "net/http: TLS handshake timeout", "tools/base_image.sh"),
            (5, "SyntaxError: invalid syntax", "Mend what the last lines say"),
        ],
    )
    def test_advice_fits_the_failure(self, step: int, error: str, advice: str) -> None:
        assert advice in self.fails({"stream": f"Step {step}/9 : RUN x"}, {"error": error})

    def test_a_network_that_was_missed_long_before_the_end_is_still_the_reason(self) -> None:
        said = self.fails(
            {"stream": "Step 4/9 : RUN pip"},
            {"stream": "WARNING: Retrying after Temporary failure in name resolution"},
            *({"stream": f"line {number}"} for number in range(50)),
            {"error": "returned a non-zero code: 1"},
        )
        assert "--network host" in said
        assert "Retrying" not in said


class TestBuilding:
    def test_the_image_is_labelled_with_what_was_sent(self) -> None:
        engine = FakeEngine()
        assert build_image(engine, network="host", on_progress=silent) == 6_100_000_000
        assert engine.asked["labels"] == {SOURCE_LABEL: source_digest()}
        assert engine.asked["tag"] == IMAGE
        assert engine.asked["network_mode"] == "host"

    def test_an_engine_that_breaks_off_is_our_fault(self) -> None:
        def broken() -> Iterator[dict[str, Any]]:
            yield {"stream": "Step 1/2 : FROM base"}
            raise requests.exceptions.ConnectionError("gone")

        engine = FakeEngine()
        engine.api.build = lambda **options: broken()
        with pytest.raises(SandboxUnavailable, match=r"gave up building .* \(gone\)"):
            build_image(engine, network=None, on_progress=silent)

    def test_a_disk_that_is_too_small_is_told_before_anything_is_sent(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        free = SimpleNamespace(free=NEEDED_GB * 10**9 - 1)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: free)
        missing = docker.errors.ImageNotFound("no")
        engine = FakeEngine(missing, info={"DockerRootDir": str(tmp_path)})
        with pytest.raises(SandboxUnavailable, match="GB are free") as raised:
            build_image(engine, network=None, on_progress=silent)
        assert str(tmp_path) in str(raised.value)
        assert engine.asked == {}

    def test_proxies_are_passed_on_in_both_spellings(self) -> None:
        environment = {"HTTPS_PROXY": "a", "no_proxy": "b", "HTTP_PROXY": "", "HOME": "c"}
        assert proxy_arguments(environment) == {"HTTPS_PROXY": "a", "no_proxy": "b"}

    def test_removing_counts_what_was_removed(self) -> None:
        engine = FakeEngine()
        assert remove_images(engine) == 1
        assert engine.images.removed == ["sha256:abc"]


@pytest.mark.docker
class TestInTheImage:
    @pytest.fixture
    def inside(self) -> Callable[..., str]:
        def run(code: str) -> str:
            output = connect().containers.run(
                IMAGE,
                ["python", "-I", "-c", code],
                network_mode="none",
                read_only=True,
                cap_drop=["ALL"],
                remove=True,
            )
            return bytes(output).decode().strip()

        return run

    def test_a_student_finds_nothing_of_the_grader_but_its_program(
        self, inside: Callable[..., str]
    ) -> None:
        listing = inside("import os; print(sorted(os.listdir('/opt/describe/grader')))")
        assert listing == "['__init__.py', '__pycache__', 'inside_container']"

    def test_the_trainer_finds_the_package_without_rubrics(
        self, inside: Callable[..., str]
    ) -> None:
        listing = inside("import os; print(*os.listdir('/opt/train/grader'))").split()
        assert {"training", "records.py", "inside_container"} <= set(listing)
        assert not {"rubrics", "Dockerfile"} & set(listing)

    def test_both_programs_import_what_they_need_from_their_own_tree(
        self, inside: Callable[..., str]
    ) -> None:
        start = (
            "import sys; sys.path.insert(0, '/opt/{0}'); import grader.inside_container.{1} as m"
        )
        show = "; print(m.__file__)"
        for tree, program in (("describe", "describe_network"), ("train", "train_network")):
            place = inside(start.format(tree, program) + show)
            assert place == f"/opt/{tree}/grader/inside_container/{program}.py"

    def test_the_code_is_compiled(self, inside: Callable[..., str]) -> None:
        uncompiled = inside(
            "import importlib.util as u, os, pathlib\n"
            "for p in pathlib.Path('/opt').rglob('*.py'):\n"
            "    if not os.path.exists(u.cache_from_source(str(p))): print(p)"
        )
        assert uncompiled == ""

    def test_it_runs_as_a_user_that_owns_nothing(self, inside: Callable[..., str]) -> None:
        user, home = inside("import os; print(os.getuid(), os.access('/opt', os.W_OK))").split()
        assert int(user) != 0
        assert home == "False"

    def test_there_is_no_command_line_and_no_client_of_an_engine(
        self, inside: Callable[..., str]
    ) -> None:
        found = inside(
            "import importlib.util as u\n"
            "print([n for n in ('click', 'rich', 'docker', 'torch') if u.find_spec(n)])"
        )
        assert found == "['torch']"

    def test_system_calls_can_be_filtered(self, inside: Callable[..., str]) -> None:
        assert inside("import pyseccomp; print(pyseccomp.SyscallFilter is not None)") == "True"

    def test_its_versions_are_the_locked_ones(self, inside: Callable[..., str]) -> None:
        lock = (REPOSITORY / "requirements.lock").read_text().splitlines()
        asked = ("numpy", "pydantic", "pyseccomp", "scikit-learn", "torch", "torchvision")
        show = f"from importlib.metadata import version as v; print([v(n) for n in {asked}])"
        locked = dict(line.split("==") for line in lock)
        assert inside(show) == str([locked[name] for name in asked])

    def test_the_image_matches_and_has_a_digest(self) -> None:
        assert image_fault(connect()) is None
        assert (image_digest(connect()) or "").startswith("sha256:")
