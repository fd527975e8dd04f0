"""The program in the trainer's box: training jobs in on standard input, events out, a line each.

It alone sees the data, and never a student's code. It says `Ready`, then works off one job after
the other until its input ends; the data stays loaded as long as jobs ask for the same.
"""

import argparse
import os
import platform
import queue
import shutil
import sys
import threading
import traceback
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, get_args

# torch keeps a cache for compiled code; its default place asks for the user's name, which a box
# without an environment and a password file does not know.
os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(Path.cwd() / "torchinductor"))

import torch

from grader.errors import DataUnavailable
from grader.inside_container import confine
from grader.training.datasets import Dataset, load_dataset
from grader.training.device import OutOfMemory, make_reproducible, naming_memory_errors
from grader.training.job import (
    DataLoaded,
    DataSource,
    Device,
    EpochFinished,
    Event,
    EventLine,
    Finished,
    Interrupted,
    Ready,
    TrainingJob,
)
from grader.training.train_loop import OutOfTime, train


def main() -> None:
    """Read jobs until the input ends."""
    options = _options()
    device: Device = options.device
    if options.uid is not None:
        confine.drop_to_user(options.uid)
    confine.protect()
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit("torch finds no CUDA device here; train with: --device cpu")
    events = os.fdopen(confine.take_standard_output(), "wb")
    lines = _lines_of(sys.stdin.fileno(), Path.cwd() if options.remove_folder else None)
    make_reproducible(torch.device(device))
    _load_what_optimizers_load()
    trainer = Trainer(torch.device(device), events)
    trainer.say(_ready(device))
    for line in lines:
        trainer.answer(line)


class Trainer:
    """Works off jobs, keeping the data of the last one.

    Args:
        events: where lines are written to.
    """

    def __init__(self, device: torch.device, events: BinaryIO) -> None:
        self._device = device
        self._events = events
        self._loaded: tuple[DataSource, Dataset] | None = None

    def say(self, event: Event) -> None:
        """Write one event, at once."""
        self._events.write(EventLine(message=event).to_json() + b"\n")
        self._events.flush()

    def answer(self, line: bytes) -> None:
        """Do one job; whatever goes wrong becomes an event, and the next job can come."""
        try:
            job = TrainingJob.from_json(line)
            data = self._data(job.source)
            result = train(
                job, data, self._device, lambda record: self.say(EpochFinished(record=record))
            )
            self.say(Finished(result=result))
        except OutOfMemory as error:
            self.say(Interrupted(kind="memory", reason=str(error)))
        except OutOfTime as error:
            self.say(Interrupted(kind="time", reason=str(error)))
        except DataUnavailable as error:
            self.say(Interrupted(kind="data", reason=str(error)))
        except Exception as error:  # noqa: BLE001 - reported, and the next job may well work
            traceback.print_exc()
            self.say(Interrupted(kind="bug", reason=_summary(error)))

    def _data(self, source: DataSource) -> Dataset:
        if self._loaded is None or self._loaded[0] != source:
            self._loaded = None  # gone before the next is loaded: both may not fit
            with naming_memory_errors():
                data = load_dataset(source).to(self._device)
            self._loaded = source, data
            self.say(
                DataLoaded(
                    sha256=data.sha256, train_images=len(data.train), test_images=len(data.test)
                )
            )
        return self._loaded[1]


def _lines_of(descriptor: int, folder: Path | None) -> Iterator[bytes]:
    """Read jobs as they come; when there are no more, end at once, whatever trains.

    A killed `grade` so takes its trainers along, without any word from it.

    Args:
        descriptor: standard input.
        folder: to be removed at the end.
    """
    lines: queue.Queue[bytes] = queue.Queue()

    def read() -> None:
        """Put lines into the queue until there are none."""
        pending = b""
        while chunk := os.read(descriptor, 1 << 16):
            *complete, pending = (pending + chunk).split(b"\n")
            for line in complete:
                lines.put(line)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=read, name="jobs", daemon=True).start()
    return iter(lines.get, None)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", choices=get_args(Device), default="cpu")
    parser.add_argument("--uid", type=int, help="the user to become, where this is root")
    parser.add_argument("--remove-folder", action="store_true", help="at the end, the current one")
    return parser.parse_args()


def _load_what_optimizers_load() -> None:
    """Build an optimizer, for torch to import the second or more of code that its first one needs.

    Now, because `grade` starts a trainer while students' files are still being looked at.
    """
    torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))])


def _ready(device: Device) -> Ready:
    return Ready(
        device=device,
        device_name=_device_name(device),
        threads=torch.get_num_threads(),
        torch=torch.__version__,
        torchvision=version("torchvision"),
        cuda=torch.version.cuda if device == "cuda" else None,
        python=platform.python_version(),
    )


def _device_name(device: Device) -> str:
    if device == "cuda":
        return torch.cuda.get_device_name()
    # The instructions that torch uses decide the last digits, and so belong to the record.
    return f"{platform.machine()} with {torch.backends.cpu.get_cpu_capability()}"


def _summary(error: BaseException) -> str:
    """Tell where and what, in one line; the whole traceback goes to standard error."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    return f"{type(error).__name__} in {place}: {error}"


if __name__ == "__main__":
    main()
