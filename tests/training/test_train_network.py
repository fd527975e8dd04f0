"""The trainer as a program: jobs in, events out, and nothing else on standard output."""

import io
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

import pytest
import torch

from grader.errors import TrainingInterrupted
from grader.inside_container import train_network
from grader.inside_container.train_network import Trainer
from grader.network_spec import Flatten, Linear, OptimizerSpec, ParameterGroup, Softmax
from grader.optimizers import options_with_defaults
from grader.sandbox.bubblewrap import Bubblewrap
from grader.training.job import (
    DataLoaded,
    DataSource,
    EpochFinished,
    Event,
    EventLine,
    Finished,
    Interrupted,
    Ready,
    TrainingJob,
)
from grader.training.launch import TrainerPool

ROOT = Path(__file__).parents[2]
START = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy; "
    "runpy.run_module('grader.inside_container.train_network', run_name='__main__')"
)
ADAM = ParameterGroup(parameters=("1.weight", "1.bias"), options=options_with_defaults("Adam"))
JOB = TrainingJob(
    layers=(
        Flatten(name="0"),
        Linear(name="1", in_features=64, out_features=10),
        Softmax(name="2", dim=1),
    ),
    optimizer=OptimizerSpec(name="Adam", groups=(ADAM,)),
    schedule=None,
    epochs=2,
    batch_size=32,
    loss="categorical_cross_entropy",
    seed=0,
    source=DataSource(dataset="digits", folder=None),
    time_limit_seconds=600,
)


def events_of(output: bytes) -> list[Event]:
    return [EventLine.from_json(line).message for line in output.splitlines()]


def answers(*lines: bytes) -> list[Event]:
    """What a trainer says to these lines."""
    output = io.BytesIO()
    trainer = Trainer(torch.device("cpu"), cast(BinaryIO, output))
    for line in lines:
        trainer.answer(line)
    return events_of(output.getvalue())


@pytest.fixture(scope="module")
def run_in_nothing(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """What a process of its own, isolated and without any environment, says of two jobs."""
    job = JOB.to_json() + b"\n"
    lines: list[bytes] = []
    with in_nothing(tmp_path_factory.mktemp("empty")) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(job + job)
        program.stdin.flush()
        while sum(b"finished" in line for line in lines) < 2:
            lines.append(program.stdout.readline())
            assert lines[-1], "it ended early"
    assert program.returncode == 0
    return events_of(b"".join(lines))


def in_nothing(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-c", START, "--device", "cpu", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={},
        cwd=folder,
    )


def test_it_ends_with_its_input_in_the_middle_of_a_training(tmp_path: Path) -> None:
    (tmp_path / "its-own").mkdir()
    job = JOB.model_copy(update={"epochs": 1000})
    with in_nothing(tmp_path / "its-own", "--remove-folder") as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(job.to_json() + b"\n")
        program.stdin.flush()
        while b'"epoch"' not in program.stdout.readline():
            pass
        program.stdin.close()
        assert b"finished" not in program.stdout.read()
    assert program.returncode == 0
    assert not list(tmp_path.iterdir())


def test_it_says_ready_first_with_what_reproduces_its_numbers(
    run_in_nothing: list[Event],
) -> None:
    ready = run_in_nothing[0]
    assert isinstance(ready, Ready)
    assert (ready.device, ready.threads, ready.cuda) == ("cpu", 1, None)
    assert ready.torch == torch.__version__


def test_two_jobs_of_one_source_load_the_data_once_and_agree(
    run_in_nothing: list[Event],
) -> None:
    _, data, *events = run_in_nothing
    assert isinstance(data, DataLoaded)
    assert (data.train_images, data.test_images) == (1297, 500)
    assert [event.event for event in events] == ["epoch", "epoch", "finished"] * 2
    first, second = (events[i] for i in (2, 5))
    assert isinstance(first, Finished)
    assert isinstance(second, Finished)
    records = [epoch.model_dump(exclude={"seconds"}) for epoch in first.result.epochs]
    assert records == [epoch.model_dump(exclude={"seconds"}) for epoch in second.result.epochs]
    assert isinstance(events[0], EpochFinished)
    assert events[0].record == first.result.epochs[0]


def test_prints_of_libraries_stay_out_of_the_events() -> None:
    code = (
        "import os; from grader.inside_container.confine import take_standard_output; "
        "channel = take_standard_output(); print('from python'); "
        "os.system('echo from a child'); os.write(channel, b'event')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True
    )
    assert done.stdout == "event"
    assert "from python" in done.stderr
    assert "from a child" in done.stderr


def test_another_source_is_loaded_anew() -> None:
    held_out = JOB.source.model_copy(update={"validation": 97})
    other = JOB.model_copy(update={"source": held_out})
    loaded = [
        event.train_images
        for event in answers(JOB.to_json(), other.to_json(), other.to_json())
        if isinstance(event, DataLoaded)
    ]
    assert loaded == [1297, 1200]


def test_missing_data_is_told_and_the_next_job_works(tmp_path: Path) -> None:
    nowhere = DataSource(dataset="mnist", folder=str(tmp_path))
    first, *others = answers(JOB.model_copy(update={"source": nowhere}).to_json(), JOB.to_json())
    assert isinstance(first, Interrupted)
    assert first.kind == "data"
    assert isinstance(others[-1], Finished)


def test_passed_time_limit_is_told() -> None:
    last = answers(JOB.model_copy(update={"time_limit_seconds": -1}).to_json())[-1]
    assert isinstance(last, Interrupted)
    assert last.kind == "time"


def test_network_too_large_for_the_memory_is_told() -> None:
    huge = Linear(name="1", in_features=64, out_features=1 << 50)
    last = answers(JOB.model_copy(update={"layers": (Flatten(name="0"), huge)}).to_json())[-1]
    assert isinstance(last, Interrupted)
    assert last.kind == "memory"


@pytest.mark.parametrize("line", [b"{}", b"no JSON", b'{"layers": NaN}'])
def test_line_that_is_no_job_is_a_bug_with_a_place(
    line: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (event,) = answers(line)
    assert isinstance(event, Interrupted)
    assert event.kind == "bug"
    assert "MalformedRecord in records.py" in event.reason
    assert "Traceback" in capsys.readouterr().err


def test_unexpected_errors_are_bugs_and_not_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(train_network, "train", fail)
    last = answers(JOB.to_json())[-1]
    assert isinstance(last, Interrupted)
    assert last.kind == "bug"
    assert last.reason.startswith("ZeroDivisionError in test_train_network.py, line ")


@pytest.mark.bubblewrap
def test_a_trainer_that_may_not_read_the_data_says_how_to_let_it(tmp_path: Path) -> None:
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # pytest's are their owner's alone
    raw.chmod(0)
    source = DataSource(dataset="mnist", folder=str(tmp_path))
    pool = TrainerPool(Bubblewrap(), "cpu", 1, tmp_path)
    try:
        with pytest.raises(TrainingInterrupted, match=rf"raw may not .* chmod -R a\+rX {tmp_path}"):
            pool.train(JOB.model_copy(update={"source": source}), lambda record: None)
    finally:
        pool.close()
        raw.chmod(0o755)
