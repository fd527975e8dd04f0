import pytest

from grader.records import (
    MAX_STUDENT_TEXT,
    MalformedRecord,
    Record,
    StudentText,
    clean_text,
    printable,
)


class Example(Record):
    number: float = 0.0
    count: int = 0
    text: StudentText = ""
    inner: dict[str, int] = {}  # noqa: RUF012 - pydantic copies it


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"not json",
        b"[]",
        b'{"unknown": 1}',
        b'{"count": 1, "count": 2}',
        b'{"inner": {"a": 1, "a": 2}}',
        b'{"number": NaN}',
        b'{"number": Infinity}',
        b'{"number": -Infinity}',
        b'{"number": 1e999}',
        b'{"number": true}',
        b'{"number": "1"}',
        b'{"count": 1.0}',
        b'{"count": true}',
        b'{"text": 1}',
        b'{"text": "\xff"}',
        b'{"text": "\\ud800"}',
        b'{"count": 1} {}',
        b"[" * 100_000,
        b'{"inner": ' * 100_000,
        b'{"count": ' + b"1" * 5_000 + b"}",
    ],
)
def test_anything_but_the_record_is_malformed(line: bytes) -> None:
    with pytest.raises(MalformedRecord):
        Example.from_json(line)


def test_what_is_written_can_be_read_again() -> None:
    record = Example(number=1 / 3, count=-5, text="a\u2028b", inner={"x": 1})
    line = record.to_json()
    assert b"\n" not in line
    assert Example.from_json(line) == record


def test_the_reason_is_short_whatever_was_sent() -> None:
    with pytest.raises(MalformedRecord) as malformed:
        Example.from_json(b'{"' + b"x" * 10_000 + b'": 1}')
    assert len(str(malformed.value)) <= MAX_STUDENT_TEXT


def test_student_text_is_cleaned_on_the_way_in() -> None:
    assert Example.from_json(b'{"text": "a\\u001b[31mb\\nc"}').text == "a\ufffd[31mb c"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b]0;title\x07", "\ufffd]0;title\ufffd"),
        ("\ud800", "\ufffd"),
        ("abc\u202edef", "abc\ufffddef"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("größe 猫", "größe 猫"),
    ],
)
def test_text_steers_no_terminal_and_fits_utf_8(text: str, shown: str) -> None:
    assert clean_text(text) == printable(text) == shown
    clean_text(text).encode()


@pytest.mark.parametrize("excess", [-1, 0, 1, 1000])
def test_text_is_cut_at_the_limit(excess: int) -> None:
    cut = clean_text("x" * (MAX_STUDENT_TEXT + excess))
    assert len(cut) == min(MAX_STUDENT_TEXT, MAX_STUDENT_TEXT + excess)
    assert cut.endswith("…") == (excess > 0)
