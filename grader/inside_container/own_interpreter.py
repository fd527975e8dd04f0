"""Is the interpreter as our own program needs it, though a student's statements have run in it?

What a file does to it is put off while the file's networks are read, and put back for its next
statement: built-ins, signal handlers, the recursion limit. Trace functions are taken off for good.
"""

import _signal  # type: ignore[import-not-found] # what signal wraps, and a file may patch
import builtins
import contextlib
import sys
from typing import Any

_RECURSION_LIMIT = 3000
_builtins = vars(builtins)
_OURS = dict(_builtins)
_SIGNALS = tuple(sorted(_signal.valid_signals()))
# Taken before any student code runs, which may rebind them.
_suppress = contextlib.suppress
_copy, _clear, _update = dict.copy, dict.clear, dict.update
_callable = callable
_get_limit, _set_limit = sys.getrecursionlimit, sys.setrecursionlimit
_get_handler, _set_handler, _ignore = _signal.getsignal, _signal.signal, _signal.SIG_IGN
_set_trace, _set_profile = sys.settrace, sys.setprofile


_ours: list[bool] = []
"""Holds something while the interpreter is ours."""


def restore() -> None:
    """Make it ours once more, after code of a student's that we have called in our own time."""
    if _ours:
        _update(_builtins, _OURS)
        _set_limit(_RECURSION_LIMIT)


class Interpreter:
    """Switches between the student's interpreter and ours."""

    def __init__(self) -> None:
        self._builtins: dict[str, Any] | None = None
        self._limit = 0
        self._handlers: dict[int, Any] = {}

    def take(self) -> None:
        """Make it ours. Twice does no harm."""
        _set_trace(None)
        _set_profile(None)
        if self._builtins is not None:
            restore()
            return
        self._builtins = _copy(_builtins)
        _ours[:] = [True]
        _update(_builtins, _OURS)
        self._limit = _get_limit()
        _set_limit(_RECURSION_LIMIT)
        for number in _SIGNALS:
            handler = _get_handler(number)
            if _callable(handler):
                self._handlers[number] = handler
                _set_handler(number, _ignore)

    def give_back(self) -> None:
        """Make it the student's again."""
        if self._builtins is None:
            return
        theirs, self._builtins = self._builtins, None
        _ours.clear()
        for number, handler in self._handlers.items():
            _set_handler(number, handler)
        self._handlers.clear()
        if self._limit != _RECURSION_LIMIT:
            with _suppress(RecursionError):
                _set_limit(self._limit)
        _clear(_builtins)
        _update(_builtins, theirs)
