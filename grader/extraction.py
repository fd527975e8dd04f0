"""What did the student build? A submission goes into a sandbox, a description comes out."""

import base64
import contextlib
import json
import logging
import signal
import time
from dataclasses import dataclass

from grader.description import DescribeMessage, Description, FileFault
from grader.errors import SandboxUnavailable
from grader.records import MalformedRecord
from grader.rubric import Problem, Rubric
from grader.sandbox.bubblewrap import inner_uid
from grader.sandbox.interface import (
    Box,
    ConfinedProgram,
    DeadlinePassed,
    ProgramEnded,
    Sandbox,
    TooMuchOutput,
)
from grader.submissions import Submission

WALL_SECONDS = 30
"""For the student's file, counted from when torch is loaded."""
START_SECONDS = 120
"""For the box and torch to start; passing it is ours."""
MAX_LINE_BYTES = 300 << 10

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Extraction:
    """A description, and the torch that made it."""

    description: Description
    torch: str | None


def describe(submission: Submission, rubric: Rubric, sandbox: Sandbox) -> Extraction:
    """Run a student's file in a sandbox and read off what it built.

    Raises:
        SandboxUnavailable: the sandbox is at fault, not the file.
    """
    if submission.fault is not None:
        return Extraction(Description.nothing(FileFault(message=submission.fault, line=None)), None)
    with sandbox.start(Box("describe_network")) as program:
        torch_version = _send_request(program, submission, rubric, sandbox)
        return Extraction(_read_description(program), torch_version)


def _send_request(
    program: ConfinedProgram, submission: Submission, rubric: Rubric, sandbox: Sandbox
) -> str:
    """Hand the file over once the program runs. Returns the version of torch inside."""
    request = {
        "source": base64.b64encode(submission.source).decode(),
        "names": sorted({name for problem in rubric.problems for name in _all_names(problem)}),
        "problems": [
            {
                "model": problem.names.model,
                "optimizer": problem.names.optimizer,
                "scheduler": problem.names.scheduler,
            }
            for problem in rubric.problems
        ],
        "schedule_epochs": rubric.longest_training,
        "max_layers": max(problem.network.max_layers for problem in rubric.problems),
        "uid": inner_uid() if sandbox.kind == "bubblewrap" else None,
    }
    try:
        program.send(json.dumps(request).encode())
        ready = DescribeMessage.from_json(program.read_line(time.monotonic() + START_SECONDS)).ready
    except ProgramEnded as ended:
        reason = _last_line(program.error_output()) or f"status {ended.status}"
        raise SandboxUnavailable(
            f"the {sandbox.kind} sandbox ended before it was ready: {reason}"
        ) from None
    except DeadlinePassed:
        raise SandboxUnavailable(
            f"the {sandbox.kind} sandbox did not answer within {START_SECONDS} s"
        ) from None
    except (TooMuchOutput, MalformedRecord) as error:
        raise SandboxUnavailable(
            f"the {sandbox.kind} sandbox cannot be understood: {error}"
        ) from None
    if ready is None:
        raise SandboxUnavailable(f"the {sandbox.kind} sandbox did not say that it is ready")
    return ready.torch


def _read_description(program: ConfinedProgram) -> Description:
    """Read until the file has run to its end, or is ended; what it had built by then counts."""
    description, described = Description.nothing(), False
    line = 0
    deadline = time.monotonic() + WALL_SECONDS
    while True:
        try:
            message = _parse(program.read_line(deadline))
        except DeadlinePassed:
            return _cut_short(description, f"line {line} was still running after {WALL_SECONDS} s")
        except TooMuchOutput:
            return _cut_short(description, f"line {line} flooded the grader with output")
        except ProgramEnded as ended:
            return _cut_short(description, f"line {line} ended Python ({_status(ended.status)})")
        except MalformedRecord as error:
            log.info("a line that is no description: %s", error)
            if not described:  # no statement of the file has run yet: it is ours
                raise SandboxUnavailable(f"a description cannot be understood: {error}") from None
            return _cut_short(description, f"line {line} wrote into the grader's own channel")
        if message.bug is not None:
            raise SandboxUnavailable(f"a bug in the grader, met after line {line}: {message.bug}")
        line = line if message.line is None else message.line
        if message.description is not None:
            description, described = message.description, True
            if description.finished:
                return description


def _parse(line: bytes) -> DescribeMessage:
    if len(line) > MAX_LINE_BYTES:
        raise MalformedRecord(f"a line of {len(line):,} bytes")
    return DescribeMessage.from_json(line)


def _cut_short(description: Description, note: str) -> Description:
    shown = f"the file did not run to its end: {note}"
    return description.model_copy(update={"notes": (*description.notes, shown), "finished": False})


def _status(status: int | None) -> str:
    if status is None:
        return "it stopped answering"
    if status < 0 or status > 128:
        number = -status if status < 0 else status - 128
        with contextlib.suppress(ValueError):
            return signal.strsignal(number) or f"signal {number}"
    return f"exit status {status}"


def _all_names(problem: Problem) -> tuple[str, ...]:
    return tuple(name for names in problem.names.model_dump().values() for name in names)


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else ""
