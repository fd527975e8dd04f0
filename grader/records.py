"""What may cross a file or a process: records that are frozen, closed, strict and finite."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

MAX_STUDENT_TEXT = 400
"""Characters kept of any one string that a student can influence."""


class MalformedRecord(ValueError):
    """Bytes that are not the record they should be."""


class Record(BaseModel):
    """Base of all records: immutable, no unknown keys, no silent conversion, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read JSON as strictly as it can be read.

        Raises:
            MalformedRecord: not JSON, a key twice, `NaN` or `Infinity`, or not this record.
        """
        try:
            json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise MalformedRecord(
                clean_text(_first_error(error.errors(include_input=False)))
            ) from None
        except (ValueError, RecursionError) as error:
            raise MalformedRecord(clean_text(str(error))) from None

    def to_json(self) -> bytes:
        """Write one line of JSON, without a line break in it."""
        return self.model_dump_json().encode()


def clean_text(text: str) -> str:
    """Make a student's string fit to be shown and written: one line, printable, short.

    Control characters (terminal escapes among them), lone surrogates and bidirectional overrides
    become a replacement mark; markup is the business of whoever prints it.
    """
    shown = printable(text)
    return shown if len(shown) <= MAX_STUDENT_TEXT else shown[: MAX_STUDENT_TEXT - 1] + "…"


def printable(text: str) -> str:
    """Put text on one line, without anything that steers a terminal or that UTF-8 cannot hold."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


StudentText = Annotated[str, AfterValidator(clean_text)]
"""A string that a student can influence, cleaned on the way in."""


def _without_duplicates(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


def _first_error(errors: Sequence[Any]) -> str:
    first = errors[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}"[:MAX_STUDENT_TEXT]
