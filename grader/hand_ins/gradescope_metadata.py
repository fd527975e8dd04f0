"""Whose is each submission of a Gradescope export? What its submission_metadata.yml says.

The file is Ruby's: keys are symbols (`:submitters`), tags name Ruby's classes, and every earlier
attempt is in it with all that was printed, so it may have tens of MiB. It is read as a stream of
YAML's events, of which the submitters are kept: no tag makes an object, no alias is expanded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from grader.errors import UsageError
from grader.records import clean_text

MAX_METADATA_BYTES = 64 << 20
MAX_SUBMITTERS = 20_000
MAX_NESTING = 500
"""Lists and mappings within each other; libyaml's time grows with the square of it."""
MAX_ANCHORS = 100_000
MAX_ANCHORED_TEXT = 400

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where it was built in: ten times as fast."""
_NULLS = ("", "~", "null", "Null", "NULL")
_KEPT_DEPTH = 3
"""A list of mappings of text, and one to spare."""


@dataclass(frozen=True)
class Submitter:
    """A student as Gradescope's roster has them."""

    name: str | None
    sid: str | None
    email: str | None


def read_metadata(text: bytes, shown: str) -> dict[str, tuple[Submitter, ...]]:
    """Read who handed in each submission.

    Args:
        text: the file.
        shown: its path for people.

    Returns:
        "submission_123" -> its submitters, several for a group.

    Raises:
        UsageError: naming the file and what is wrong with it.
    """
    try:
        return _Metadata(text).submissions()
    except yaml.MarkedYAMLError as error:
        where = _line(error.problem_mark)
        raise UsageError(f"{shown}: not YAML: {where}{clean_text(str(error.problem))}") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{shown}: not YAML: {clean_text(str(error))}") from None
    except _Unexpected as error:
        raise UsageError(f"{shown}: {error}") from None


class _Unexpected(Exception):
    """YAML that isn't what Gradescope writes."""


class _Metadata:
    def __init__(self, text: bytes) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, Any] = {}
        self._submitters = 0

    def submissions(self) -> dict[str, tuple[Submitter, ...]]:
        found: dict[str, tuple[Submitter, ...]] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingStartEvent):
                break
            if isinstance(event, yaml.StreamEndEvent):
                raise _Unexpected("is empty")
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                raise _Unexpected("holds no list of submissions")
        for key, value in self._pairs():
            if key is None or not isinstance(value, yaml.MappingStartEvent):
                self._skip(value)
                continue
            if key in found:
                raise _Unexpected(f"{clean_text(key)} stands twice")
            found[key] = self._submitters_of(key)
        # Behind the list the document must end; further ones would have no limit, and mean nothing.
        next(self._events)
        return found

    def _submitters_of(self, key: str) -> tuple[Submitter, ...]:
        submitters: tuple[Submitter, ...] = ()
        for name, value in self._pairs():
            if name == "submitters":
                submitters = self._as_submitters(key, self._keep(value, _KEPT_DEPTH))
            else:
                self._skip(value)
        self._submitters += len(submitters)
        if self._submitters > MAX_SUBMITTERS:
            raise _Unexpected(f"names more than {MAX_SUBMITTERS:,} submitters")
        return submitters

    @staticmethod
    def _as_submitters(key: str, kept: Any) -> tuple[Submitter, ...]:
        people = kept if isinstance(kept, list) else []
        if kept is not None and not isinstance(kept, list):
            raise _Unexpected(f"{clean_text(key)}: submitters is no list")
        if len(people) > MAX_SUBMITTERS:
            raise _Unexpected(f"{clean_text(key)} names more than {MAX_SUBMITTERS:,} submitters")
        if not all(isinstance(person, dict) for person in people):
            raise _Unexpected(f"{clean_text(key)}: a submitter has no name")
        found = (
            Submitter(*(_text(person.get(field)) for field in ("name", "sid", "email")))
            for person in people
        )
        return tuple(dict.fromkeys(found))

    def _pairs(self) -> Iterator[tuple[str | None, Any]]:
        """Give each key of a mapping, without a symbol's colon, and the first event of its value.

        What is given must be read to its end, or skipped, before the next.
        """
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = None
            if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                key = self._keep(event, 0)
            else:
                self._skip(event)
            yield key.removeprefix(":") if isinstance(key, str) else None, next(self._events)

    def _keep(self, event: Any, depth: int) -> Any:
        """Build text, lists and mappings; what lies deeper is left out."""
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise _Unexpected(f"{_line(event.start_mark)}an alias to what is not kept")
            return self._anchors[event.anchor]
        kept: Any = None
        if isinstance(event, yaml.ScalarEvent):
            plain_null = event.implicit[0] and event.value in _NULLS
            kept = None if plain_null else event.value
        elif depth == 0:
            self._skip(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            kept = []
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                kept.append(self._keep(item, depth - 1))
        else:
            kept = {}
            for key, value in self._pairs():
                kept[key] = self._keep(value, depth - 1)
        self._remember(event, kept)
        return kept

    def _skip(self, event: Any) -> None:
        depth = 0
        while True:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_NESTING:
                    raise _Unexpected(f"{_line(event.start_mark)}nested too deep")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.ScalarEvent) and len(event.value) <= MAX_ANCHORED_TEXT:
                self._remember(event, event.value)
            if depth == 0:
                return
            event = next(self._events)

    def _remember(self, event: Any, value: Any) -> None:
        if event.anchor is not None and len(self._anchors) < MAX_ANCHORS:
            self._anchors[event.anchor] = value


def _line(mark: Any) -> str:
    return f"line {mark.line + 1}: " if mark is not None else ""


def _text(value: Any) -> str | None:
    return clean_text(value).strip() or None if isinstance(value, str) else None
