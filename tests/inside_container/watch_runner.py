"""A warm process that forks for each file and describes it, as the box does but for its walls.

Lines of JSON: `{"source": ...}` in; out what the file's description says, then `{"status": n}`.
With `"seconds": x`, every look at the clock finds x seconds of processor time gone. Run as a
script, never imported.
"""

import base64
import itertools
import json
import os
import sys
import traceback
import warnings
from typing import Any

import torch

from grader.inside_container import observer, stand_ins
from grader.inside_container.watched import WATCH

REQUEST = {
    "names": ["model_2c", "optimizer_2c", "scheduler_2c"],
    "problems": [
        {"model": ["model_2c"], "optimizer": ["optimizer_2c"], "scheduler": ["scheduler_2c"]}
    ],
    "schedule_epochs": 30,
    "max_layers": 64,
    "input_shape": [1, 28, 28],
}


def main() -> None:
    """Answer until the input ends."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    stand_ins.install()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                describe(json.loads(line))
            except BaseException as error:  # noqa: BLE001 - the tests show it
                say({"bug": "".join(traceback.format_exception(error))[-3000:]})
            finally:
                os._exit(0)
        _, status = os.waitpid(pid, 0)
        say({"status": os.waitstatus_to_exitcode(status)})


def describe(asked: dict[str, Any]) -> None:
    """Run a file and describe it."""
    torch.manual_seed(0)
    if "seconds" in asked:
        ticks = itertools.count(step=asked["seconds"])
        WATCH.loops.clock = lambda: next(ticks)
    stand_ins.install_in_child()
    source = base64.b64encode(asked["source"].encode()).decode()
    observer.describe(REQUEST | {"source": source}, CHANNEL)


def say(message: dict[str, Any]) -> None:
    """Write a line of JSON that nothing a file prints gets between."""
    os.write(CHANNEL, json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    CHANNEL = os.dup(1)
    os.dup2(2, 1)
    main()
