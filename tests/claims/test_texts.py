"""Comments, prints and docstrings speak to a reader."""

import pytest

from grader.claims.reading import read_claims
from grader.submissions import SourceFile


def claimed(code: str) -> list[tuple[float, str]]:
    found = read_claims(SourceFile(code.encode()))
    return [(round(each.accuracy, 6), each.where) for each in found]


@pytest.mark.parametrize(
    ("code", "claims"),
    [
        ('"""\nMy homework.\n\nfinal: 99.27 %\n"""\n', [(0.9927, "the docstring in line 4")]),
        ("# >>> final test acc = 0.9802 +- 0.0014\n", [(0.9802, "the comment in line 1")]),
        ('logger.info("best test accuracy: %.4f", best)  # 0.9815\n',
         [(0.9815, "the comment in line 1")]),
        ("print(test_acc)  # 97.77\n", [(0.9777, "the comment in line 1")]),
        ("# {'c': 0.9792, 'd': 0.9822}\n",
         [(0.9792, "the comment in line 1"), (0.9822, "the comment in line 1")]),
    ],
)  # fmt: skip
def test_what_is_said(code: str, claims: list[tuple[float, str]]) -> None:
    assert claimed(code) == claims


@pytest.mark.parametrize(
    "code",
    [
        '"""Reach a test accuracy of 97.5 % with 100 hidden units."""\n',
        '"""2D: test accuracy 0.98"""\n',
        'x = """test accuracy: 0.9812"""\n',
        'def f():\n    """best 0.9812"""\n',
        "print(loss)  # 0.9815\n",
        "lr = 0.9815  # 0.9815\n",
        "# binomial error bar on the accuracy, N = 10^4\n",
    ],
)
def test_what_is_no_claim(code: str) -> None:
    assert claimed(code) == []
