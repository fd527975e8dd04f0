"""Is a number with no word for accuracy before it one all the same? "best 0.9793", "-> 0.9812"."""

import re
from collections.abc import Sequence

from grader.claims.labels import Labels
from grader.claims.runs import BEST, Number, Run
from grader.claims.vocabulary import KINDS, MEASURES

_LEAST = 0.8
"""Below, a number that is not called an accuracy may be anything."""
_RESULTS = BEST | {
    "final",
    "last",
    "result",
    "results",
    "winner",
    "score",
    "end",
    "reached",
    "got",
    "eval",
}
_FILLER_WORDS = (
    "is was of so far my the it a an in at on for to set data result results score value machine "
    "overall model network net mlp cnn problem part question c d e g i we here now run"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_REACH = 6
"""Words."""
_ARROW = re.compile(r"(?:->|=>|\u2192)\s{0,4}(?:np\.float\d\d\(|tensor\()?$")
_END = re.compile(r"[\s.!)\]*]{0,10}$")
_NO_RESULT = re.compile(
    r"loss|nll|cost|entropy|err(?![a-z])|error|mse|momentum|beta|gamma|decay", re.IGNORECASE
)
_DECIMALS = {False: (3, 1), True: (4, 2)}
"""Of a fraction and of a percentage, in an output and in prose: a bar is 0.975 or 98 %."""


class Results:
    """Reads those numbers of one line that are results for what stands around them."""

    def __init__(self, line: str, labels: Labels, *, loose: bool) -> None:
        self._line = line
        self._labels = labels
        self._decimals = _DECIMALS[loose]
        self._of_no_result = _NO_RESULT.search(line) is not None
        self.of_loss = False
        """Whether images that come next are those of a loss: "loss: train 0.95, test 0.91"."""

    def see(self, run: Run) -> None:
        """Take note of words, whatever their numbers are."""
        if run.measures:
            measures = [at for at, word in enumerate(run.words) if word in MEASURES]
            kinds = [at for at, word in enumerate(run.words) if word in KINDS]
            self.of_loss = run.measures[-1] == "other" and bool(kinds) and kinds[-1] > measures[-1]

    def pick(self, run: Run, numbers: list[Number], *, called_best: bool = False) -> Number | None:
        """Give the number of a run without measures that is an accuracy, if one is.

        Args:
            run: of the line.
            numbers: of the run, at least one.
            called_best: whether words behind the last number call it the best.
        """
        last = numbers[-1]
        if len(numbers) == 2 and self._is_of_images(run) and not self.is_plausible(numbers[0]):
            return last if self.is_plausible(last) else None  # loss and accuracy
        if len(numbers) == 1 and self.is_plausible(last):
            named = called_best or self._is_of_images(run) or self._is_result(run)
            if named or self._labels.right_before(last.at) is not None:
                return last
        return last if self.is_behind_arrow(last) else None

    def pick_last(self, numbers: Sequence[Number]) -> Number | None:
        """Give the last of those behind "best epoch: 11": of a loss and an accuracy the latter."""
        plausible = [each for each in numbers[-2:] if self.is_plausible(each)]
        alone = len(numbers) in (1, 2) and plausible == [numbers[-1]]
        return numbers[-1] if alone and not self._of_no_result else None

    def is_behind_arrow(self, number: Number) -> bool:
        """Whether a line ends in an arrow and this number: "[100] 0.1 0.003 -> 0.9812"."""
        if not self.is_plausible(number) or not _END.match(self._line, number.end):
            return False
        before = self._line[max(0, number.at - 20) : number.at]
        return bool(_ARROW.search(before)) and not self._of_no_result

    def is_plausible(self, number: Number) -> bool:
        """Whether a network comes to that, and nobody demands it."""
        decimals = len(number.text.partition(".")[2])
        if number.whole is not None or number.text[:1] in "+-" or "e" in number.text.lower():
            return False
        if number.value < 1 and not number.percent:
            return number.value >= _LEAST and decimals >= self._decimals[0]
        return 100 * _LEAST <= number.value < 100 and decimals >= self._decimals[1]

    def _is_of_images(self, run: Run) -> bool:
        return bool(run.words) and run.words[-1] in KINDS and not self.of_loss

    def _is_result(self, run: Run) -> bool:
        for word in run.words[: -_REACH - 1 : -1]:
            if word in _RESULTS:
                return True
            if word not in _FILLERS and word not in KINDS:
                return False
        return False
