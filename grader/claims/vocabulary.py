"""Which measures and which images do words name? English; in code too: `val_acc`; pure."""

import re
from collections.abc import Iterator
from typing import Literal, TypeVar

from grader.claims.languages import in_english

Of = Literal["test", "validation", "train", "unknown"]
"""The images that an accuracy is about."""
Measure = Literal["accuracy", "correct", "error", "dropout", "epoch", "other"]

_T = TypeVar("_T", bound=str)


def _by_word(words: dict[_T, str]) -> dict[str, _T]:
    return {word: meaning for meaning, listed in words.items() for word in listed.split()}


MEASURES: dict[str, Measure] = _by_word(
    {
        "accuracy": "acc accs accuracy accuracies accurate",
        "correct": "correct correctly hit hits right ok",
        "error": "error err errors",
        "dropout": "p ps dropout dropouts drop prob probs probability",
        "epoch": "epoch epochs ep",
        "other": (
            "loss losses nll ce cost entropy crossentropy mse lr learning time times elapsed took "
            "duration eta seconds secs sec ms min momentum decay wd beta gamma alpha seed batch "
            "batches step steps iter iters iteration iterations it parameters params param units "
            "neurons hidden layers width size sizes gap difference diff std variance precision "
            "recall f f1 auc patience memory mb gb version chance count grad gradient norm weight "
            "weights bias device cuda fold label labels class digit improvement improved increase "
            "increased decreased ppl perplexity kernel padding stride features split ratio"
        ),
    }
)
KINDS: dict[str, Of] = _by_word(
    {
        "test": "test testing tst tests te",
        "validation": "val vali valid validation dev",
        "train": "train training trn tr",
    }
)
_GLUED = re.compile(r"(test|tst|valid|val|train|tr)(acc|accs|accuracy|accuracies|loss|losses|err)")
"""`testacc`, `valloss`."""

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def kinds_in(words: str) -> list[Of]:
    """List the images that words name, in order."""
    return [kind for word in words_of(words) if (kind := KINDS.get(word))]


def measures_in(words: str) -> list[Measure]:
    """List the measures that words name, in order: "accuracy", "other" for a loss."""
    found = words_of(in_english(words))
    return [measure for word in found if (measure := MEASURES.get(word))]


def words_of(text: str) -> Iterator[str]:
    """Split text and identifiers into lower-case words: `valAcc`, `val_acc`, `valacc`."""
    for part in _PARTS.findall(text):
        word = part.lower()
        glued = _GLUED.fullmatch(word)
        yield from glued.groups() if glued else (word,)
