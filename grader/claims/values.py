"""What does a number come to as an accuracy? Pure."""

import re

from grader.claims.runs import Number

_LEAST_INTEGER = 20
"""Below, one without a % is a count, or the 10 of 10^4."""


def is_list(between: str, count: int) -> bool:
    """Whether numbers that begin and end a piece of a line are a list: nothing is between them."""
    return count > 2 and re.fullmatch(r"[-\d.,;%e\s|)\]]*", between) is not None


def fraction_of(number: Number, *, decimal: bool = False) -> float | None:
    """Read an accuracy as a fraction: above 1 it is in percent; `None` if it can be none."""
    if number.whole is not None:
        return number.value if number.whole >= 100 and 0 <= number.value <= 1 else None
    plain_integer = not number.percent and "." not in number.text
    if number.text[:1] in "+-" or number.value < 0 or number.value > 100:
        return None
    if plain_integer and (decimal or number.value < _LEAST_INTEGER):
        return None
    return number.value / 100 if number.value > 1 else number.value


def in_percent(number: Number) -> float:
    """Read a number that is known to be an accuracy as a fraction."""
    return number.value / 100 if number.value > 1 or number.percent else number.value


def decimals_of(number: Number) -> int:
    """Count the decimals that a student has written, of the fraction: 98.70 % has four."""
    if number.whole is not None:
        return len(str(number.whole)) - 1
    written = len(number.text.partition(".")[2])
    return written + 2 if number.percent or number.value > 1 else written
