"""Which of a line's numbers are accuracies? Run by run, by the words around them; pure.

The last word before a number that names a measure says what it is; where words and numbers are as
many, they go together in order.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.claims.bars import Bars
from grader.claims.behind import WordsBehind
from grader.claims.labels import Labels
from grader.claims.results import Results
from grader.claims.runs import Number, Run
from grader.claims.stated import Stated
from grader.claims.values import decimals_of, fraction_of, in_percent, is_list
from grader.claims.vocabulary import Measure, Of

_ROUNDING = 0.00501
"""What a percentage without decimals may be off."""


class LineReader:
    """Goes through a line's runs; knows an accuracy that was announced and has no number yet."""

    def __init__(self, line: str, *, loose: bool) -> None:
        self._line = line
        self.labels = Labels(line)
        self._results = Results(line, self.labels, loose=loose)
        self._bars = Bars(line)
        self._behind = WordsBehind(line, loose=loose)
        self._pending: Run | None = None
        self._carried: Of | None = None
        self._named_behind = False
        """Whether the words that come next were about the number before them."""
        self.found: list[Stated] = []
        self.epoch: int | None = None
        self.p: float | None = None

    def read(self, run: Run) -> None:
        """Take what a run of words says of the numbers behind it."""
        if self._named_behind and "accuracy" in run.measures:
            run.measures.remove("accuracy")
            run.kinds = run.kinds[1:]
        self._named_behind = False
        measures, numbers = run.measures, run.numbers
        if "accuracy" in measures and measures[-1] == "epoch" and not _counts(numbers[0]):
            measures.pop()  # "accuracy of the best epoch: 97.93 %"
        self._results.see(run)
        if run.kinds:
            self._carried = run.kinds[-1]
        if "accuracy" in measures or "correct" in measures:
            self._pending = run
        elif self._pending is not None and run.kinds:
            self._pending = replace(self._pending, kinds=run.kinds)
        if not measures:
            self._unnamed(run, numbers)
        elif measures[-1] in ("dropout", "epoch"):
            self._take(measures[-1], run, numbers)
        elif measures[0] == "accuracy" and measures[-1] == "other" and self._answers(numbers):
            self._take("accuracy", run, numbers[-1:])
        elif len(measures) == len(numbers) and len(measures) > 1:
            for measure, number in zip(measures, numbers, strict=True):
                self._take(measure, run, [number])
        elif len(set(measures)) == 1 or len(numbers) == 1:
            self._take(measures[-1], run, numbers)
        elif "other" in measures:
            self._pending = None  # "loss and accuracy" before numbers of which nobody knows which

    def _answers(self, numbers: Sequence[Number]) -> bool:
        """Whether the last number is what "accuracy with 100 hidden units: 97.81" comes to."""
        before = self._line[max(0, numbers[-1].at - 3) : numbers[-1].at]
        if len(numbers) == 1:
            before = self._line[max(0, numbers[0].at - 12) : numbers[0].at]
            named = re.search(r"(?:units|neurons|layers):\s?$", before) is not None
        else:
            named = len(numbers) == 2 and re.search(r"\d\W{0,2}:\s?$", before) is not None
        return named and self._results.is_plausible(numbers[-1])

    def _take(self, measure: Measure, run: Run, numbers: Sequence[Number]) -> None:
        first = numbers[0]
        if measure in ("accuracy", "correct"):
            self._accuracies(measure, run, numbers)
        elif measure == "error":
            self._error(run, first)
        elif measure == "dropout":
            value = first.value / 100 if first.percent else first.value
            if 0 <= value <= 1 and first.whole is None:
                self.p = value
            if len(numbers) > 1:
                self._unnamed(run, numbers[1:])
        elif measure == "epoch":
            part = first.text.split("/")[0].split(" ")[0]
            self.epoch = int(part) if part.isdigit() and len(part) < 7 else self.epoch
            if len(numbers) > 1 and self._pending is not None:
                self._unnamed(run, numbers[1:])
            elif run.best and (found := self._results.pick_last(numbers[1:])):
                self._note(in_percent(found), self._of(run, found), found, run)
        elif self._results.is_behind_arrow(numbers[-1]):
            self._note(in_percent(numbers[-1]), self._of(run, numbers[-1]), numbers[-1], run)
        elif "accuracy" not in run.measures:
            self._pending = None

    def _unnamed(self, run: Run, numbers: Sequence[Number]) -> None:
        """Read numbers that no word before them names."""
        if self._pending is not None and self._accuracies("accuracy", self._pending, numbers):
            return
        number = numbers[-1]
        kind = self._kind_behind(number, run)
        if kind is not None and (value := fraction_of(number, decimal=True)) is not None:
            self._note(value, kind, number, run)
        elif number.whole is not None and self._behind.are_right(number):
            self._accuracies("correct", run, [number])
        elif found := self._results.pick(
            run, list(numbers), called_best=self._behind.are_best(number)
        ):
            self._note(in_percent(found), self._of(run, found), found, run)

    def _kind_behind(self, number: Number, run: Run) -> Of | None:
        """Tell by the words behind a number what it is the accuracy of; `None`: no accuracy."""
        if named := self._behind.name(number):
            self._named_behind = True
            return named[0] or self._of(run, number)
        return self._behind.images_reached(number, of_loss=self._results.of_loss)

    def _accuracies(self, measure: Measure, run: Run, numbers: Sequence[Number]) -> bool:
        """Note the accuracies among numbers that are said to be some. Whether there was one."""
        usable = [
            (value, number)
            for number in numbers
            if (value := fraction_of(number)) is not None
            and (measure == "accuracy" or number.whole is not None or number.percent)
        ]
        if not usable:
            return False
        self._pending = None
        first = usable[0][1]
        between = self._line[first.at : usable[-1][1].end]
        listed = "[" in self._line[max(0, first.at - 3) : first.at] and len(usable) > 1
        if len(run.kinds) == len(usable) > 1:
            for (value, number), kind in zip(usable, run.kinds, strict=True):
                self._note(value, kind, number, run)
        elif listed or is_list(between, len(usable)):
            for value, number in usable:
                self._note(value, self._of(run, number), number, run)
        else:
            value, number = usable[-1] if re.search(r"->|=>|\u2192", between) else usable[0]
            self._note(value, self._of(run, number), number, run)
        return True

    def _error(self, run: Run, number: Number) -> None:
        """Note what is left of an error, if that is one of classification and no loss."""
        clear = number.percent or run.is_rate
        if clear and number.value >= 0 and (value := fraction_of(number)) is not None:
            self._note(1 - value, self._of(run, number), number, run)

    def _of(self, run: Run, number: Number) -> Of:
        if run.kinds:
            return run.kinds[-1]
        return self._behind.images(number) or self._carried or "unknown"

    def _note(self, value: float, of: Of, number: Number, run: Run) -> None:
        if self._bars.is_bar(number):
            return
        exact, about = number.whole is not None, self.labels.before(number.at)
        stated = Stated(value, of, self.p, run.best, exact, about, decimals=decimals_of(number))
        for each in self.found[-1:]:
            # (98%) behind 9812/10000
            if each.exact and each.of == of and abs(each.accuracy - value) < _ROUNDING:
                return
        self.found.append(stated)


def _counts(number: Number) -> bool:
    """Whether a number can be an epoch's."""
    return "." not in number.text and not number.percent
