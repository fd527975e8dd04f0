"""What is an accuracy that a student's text states? Pure."""

from dataclasses import dataclass

from grader.claims.labels import Label
from grader.claims.vocabulary import Of


@dataclass(frozen=True)
class Stated:
    """An accuracy that a line states."""

    accuracy: float
    """A fraction, 0 to 1."""
    of: Of
    p: float | None = None
    """Dropout's, if the line names it."""
    best: bool = False
    """Whether it is called the best so far."""
    exact: bool = False
    """Whether it was given as correctly classified images / all images."""
    about: Label | None = None
    """The problem that the line names before it."""
    epoch: int | None = None
    """That the line names."""
    decimals: int = 0
    """Written, of the fraction; 0 where nobody has looked."""
