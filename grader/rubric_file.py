"""Where is a rubric, and what does its TOML say? Errors name file and key."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from grader.errors import RubricError, UsageError
from grader.rubric import Rubric
from grader.rubric_errors import explain_errors

DEFAULT_RUBRIC = "cs155-set4"
MAX_RUBRIC_BYTES = 1 << 20

_PACKAGE = Path(__file__).parent
# Installed from a wheel the rubrics lie inside the package, in a checkout beside it.
_FOLDERS = (_PACKAGE / "rubrics", _PACKAGE.parent / "rubrics")


@dataclass(frozen=True)
class RubricFile:
    """A rubric and the file it came from."""

    path: Path
    sha256: str
    rubric: Rubric
    """Its problems may be some of the file's: `--problem` leaves the others out."""
    whole: Rubric | None = None
    """With all the file's problems; `None` where `rubric` has them."""

    @property
    def whole_rubric(self) -> Rubric:
        """The rubric with all of its problems: a network may be another problem's answer."""
        return self.whole or self.rubric


def bundled_rubrics() -> dict[str, Path]:
    """Name -> file of the rubrics that come with the grader."""
    folder = next((folder for folder in _FOLDERS if folder.is_dir()), None)
    return {path.stem: path for path in sorted(folder.glob("*.toml"))} if folder else {}


def find_rubric(name_or_file: str) -> Path:
    """Turn what stands after `--rubric` into a file: a bundled name, or a path.

    Raises:
        UsageError: neither.
    """
    bundled = bundled_rubrics()
    if name_or_file in bundled:
        return bundled[name_or_file]
    path = Path(name_or_file)
    if path.is_file():
        return path
    raise UsageError(
        f"no rubric {name_or_file!r}: neither a file nor one of the bundled {', '.join(bundled)}"
    )


def read_rubric(path: Path) -> RubricFile:
    """Read and validate a rubric.

    Raises:
        RubricError: naming the file and every key that is wrong.
    """
    try:
        with path.open("rb") as file:
            text = file.read(MAX_RUBRIC_BYTES + 1)
    except OSError as error:
        raise RubricError(path, [("", error.strerror or str(error))]) from None
    if len(text) > MAX_RUBRIC_BYTES:
        raise RubricError(path, [("", f"larger than {MAX_RUBRIC_BYTES:,} bytes")])
    try:
        table = tomllib.loads(text.decode())
        rubric = Rubric.model_validate(_with_tuples(table))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RubricError(path, [("", f"not TOML: {error}")]) from None
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise RubricError(path, explain_errors(found, table, Rubric.model_json_schema())) from None
    return RubricFile(path=path, sha256=hashlib.sha256(text).hexdigest(), rubric=rubric)


def _with_tuples(value: Any) -> Any:
    """Freeze TOML's arrays, so that the records can stay strict."""
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(_with_tuples(item) for item in value) if isinstance(value, list) else value
