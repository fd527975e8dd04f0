"""How does a report say which network was taken, how it is trained, and what a person decides?"""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.class_results import MAX_CANDIDATES
from grader.network_spec import OptimizerSpec, OptionValue, ScheduleSpec
from grader.optimizers import OPTIMIZERS
from grader.results import Candidate, Claim, NetworkSummary, ProblemGrade, RecipePart

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class AnswerLine:
    """One line on an answer; its text is a student's in part."""

    kind: Literal["found", "recipe", "claim", "flag", "person", "candidate"]
    text: str


def answer_lines(problem: ProblemGrade) -> tuple[AnswerLine, ...]:
    """Say what was taken and how.

    Of a file that has the rubric's names there is the recipe to tell at most, where some of it is
    missing, unless there is anything that a person should know.
    """
    by_other_means = problem.how is not None and problem.how != "name"
    doubted = problem.claim is not None and problem.claim.doubt is not None
    if by_other_means or doubted or problem.flags or problem.needs_person is not None:
        return tuple(_lines(problem))
    if problem.assumed:
        return tuple(line for line in _lines(problem) if line.kind == "recipe")
    return ()


def _lines(problem: ProblemGrade) -> Iterator[AnswerLine]:
    if problem.found:
        yield AnswerLine("found", problem.found)
    if problem.network is not None:
        recipe = recipe_parts(problem.network, problem.assumed)
        yield AnswerLine("recipe", ", ".join(text for _, text in recipe))
    if problem.claim is not None:
        yield AnswerLine("claim", f"claims {say_claim(problem.claim)}")
    for flag in problem.flags:
        yield AnswerLine("flag", f"! {flag.message}")
    if problem.needs_person is None:
        return
    yield AnswerLine("person", f"needs a person: {problem.needs_person}")
    for position, each in enumerate(problem.candidates[:MAX_CANDIDATES]):
        option = f"--pick {shlex.quote(f'{problem.id}={each.pick}')}"
        how = f"taken ({option})" if position == 0 else f"or {option}"
        yield AnswerLine("candidate", f"{how}: {each.shown}")
    if more := say_more(problem.candidates):
        yield AnswerLine("candidate", more)


def say_claim(claim: Claim) -> str:
    """Say which accuracy a student claims, where, and whether it may be another network's."""
    doubt = f"; the claim {claim.doubt}" if claim.doubt else ""
    return f"{100 * claim.accuracy:.2f}%, {claim.where}{doubt}"


def say_more(candidates: Sequence[Candidate]) -> str | None:
    """Count the candidates that are not shown; `None` when all are."""
    more = len(candidates) - MAX_CANDIDATES
    return f"and {more:,} more" if more > 0 else None


def recipe_parts(
    network: NetworkSummary, assumed: Sequence[RecipePart] = ()
) -> list[tuple[RecipePart, str]]:
    """Say how a network is trained, part by part, and which parts are the rubric's for want of any.

    Args:
        network: as it is trained.
        assumed: parts that a student may choose and the file does not tell.
    """
    said: dict[RecipePart, str] = {}
    if network.optimizer is not None:
        said["optimizer"] = say_optimizer(network.optimizer)
    if network.schedule is not None:
        said["schedule"] = say_schedule(network.schedule, network.epochs)
    elif "schedule" in assumed:
        said["schedule"] = "no schedule"
    said["epochs"] = f"{network.epochs} epoch{'s' * (network.epochs != 1)}"
    said["batch_size"] = f"batch size {network.batch_size}"
    return [(part, f"{text} (assumed)" if part in assumed else text) for part, text in said.items()]


def say_optimizer(optimizer: OptimizerSpec) -> str:
    """Write "SGD lr 0.1 momentum 0.9": the learning rate, and what differs from torch's default."""
    defaults = OPTIMIZERS.get(optimizer.name, {})
    options = optimizer.groups[0].options if optimizer.groups else {}
    words = [optimizer.name]
    for name, value in options.items():
        if name == "lr" or (name in defaults and value != defaults[name]):
            words.append(name if value is True else f"{name} {_say_value(value)}")
    if len(optimizer.groups) > 1:
        words.append(f"({len(optimizer.groups)} parameter groups)")
    return " ".join(words)


def say_schedule(schedule: ScheduleSpec, epochs: int) -> str:
    """Write "StepLR lr 0.01 to 0.001": of the first epoch, and of the last that is trained."""
    if schedule.kind == "plateau":
        return f"ReduceLROnPlateau factor {schedule.factor:g}"
    rates = schedule.groups[0].get("lr", ())[:epochs] if schedule.groups else ()
    if not rates:
        return schedule.name
    return f"{schedule.name} lr {_say_value(rates[0])} to {_say_value(rates[-1])}"


def _say_value(value: OptionValue) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_say_value(each) for each in value)})"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:g}"


def picks_table(student: str) -> str:
    """Write the heading of a student's table in `picks.toml`: `[alice]`."""
    return f"[{_toml_key(student)}]"


def picks_line(problem: str, pick: str) -> str:
    """Write the line of `picks.toml` that settles a problem: `2C = "5:3"`."""
    # JSON's strings are TOML's too, as long as nothing is escaped that is a letter.
    place = pick if re.fullmatch("[1-9][0-9]*", pick) else json.dumps(pick, ensure_ascii=False)
    return f"{_toml_key(problem)} = {place}"


def _toml_key(text: str) -> str:
    return text if _BARE_KEY.fullmatch(text) else json.dumps(text, ensure_ascii=False)
