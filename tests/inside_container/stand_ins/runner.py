"""A warm process with the stand-ins in place that forks for each file, as the box does.

Lines of JSON: `{"source": ...}` in, what became of it out. Run as a script, never imported.
"""

import contextlib
import json
import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from torch import nn

from grader.inside_container import stand_ins
from grader.inside_container.observe_layers import observe_network
from grader.inside_container.plain_values import is_a
from grader.inside_container.run_file import parse, run_statements


class Unwatched:
    """Sees nothing of what a statement does."""

    def __init__(self) -> None:
        self.is_on = False
        self.statement = 0
        self.aside: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext


def main() -> None:
    """Answer until the input ends."""
    warnings.simplefilter("ignore")
    began = time.perf_counter()
    stand_ins.install()
    stand_ins.install()
    say({"seconds": time.perf_counter() - began})
    for line in sys.stdin:
        if os.fork() == 0:
            try:
                say(outcome(json.loads(line)["source"]))
            except BaseException as error:  # noqa: BLE001 - the tests show it
                say({"bug": traceback.format_exception(error)})
            finally:
                os._exit(0)
        os.wait()


def outcome(source: str) -> dict[str, Any]:
    """Run a file and look at it as the grader does."""
    stand_ins.install_in_child()
    run = run_statements(source, parse(source), lambda run: None, Unwatched())
    values = run.named()
    networks = {
        name: [layer["type"] for layer in observe_network(value, 64).layers]
        for name, value in values.items()
        if is_a(value, nn.Sequential)
    }
    return {
        "failures": [f"{each['line']}: {each['error']}" for each in run.failures],
        "asked_for": stand_ins.asked_for,
        "stand_ins": told(values, stand_ins.stand_in_name),
        "sets": told(values, stand_ins.known_set),
        "networks": networks,
    }


def told(values: dict[str, Any], ask: Any) -> dict[str, Any]:
    """Ask about every variable and keep what is known."""
    answers = {name: ask(value) for name, value in values.items()}
    return {name: answer for name, answer in answers.items() if answer is not None}


def say(message: dict[str, Any]) -> None:
    """Write a line of JSON that nothing a file prints gets between."""
    os.write(CHANNEL, json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    CHANNEL = os.dup(1)
    os.dup2(2, 1)
    main()
