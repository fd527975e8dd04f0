"""Is the interpreter as our own program needs it, though a student's statements have run in it?

What a file does to it is put off while the file's networks are read, and put back for its next
statement: built-ins, signal handlers, the recursion limit. Trace functions are taken off for good.
"""

import _signal  # type: ignore[import-not-found] # what signal wraps, and a file may patch
import builtins
import contextlib
import sys
from collections.abc import Callable
from typing import Any

_RECURSION_LIMIT = 3000
_ATTEMPTS = tuple(range(1_000))
"""At a step that handlers of the file's interrupt."""
_MemoryError, _BaseException = MemoryError, BaseException
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
_handlers: dict[int, Any] = {}
"""What the file handles signals with, while they are ignored."""
_first_handlers = {number: _get_handler(number) for number in _SIGNALS}


def restore() -> None:
    """Make it ours once more, after code of a student's that we have called in our own time."""
    if _ours:
        _set_limit(_RECURSION_LIMIT)
        _surely(_restore)


def _surely(step: Callable[[], None]) -> None:
    """Go through with a step that does no harm twice, though handlers of the file's may raise."""
    for _ in _ATTEMPTS:  # nothing is looked up in the built-ins here, which may be gone
        try:
            step()
        except _MemoryError:
            raise
        except _BaseException:  # whatever such a handler raises
            continue
        return
    step()


def _restore() -> None:
    _ignore_signals()
    _update(_builtins, _OURS)


def handles_signals() -> bool:
    """Tell whether the file handles signals, so that its code may have raised anywhere in ours."""
    now = {number: _get_handler(number) for number in _SIGNALS} | _handlers
    return any(_callable(now[each]) and now[each] is not _first_handlers[each] for each in now)


def _ignore_signals() -> None:
    for number in _SIGNALS:
        handler = _get_handler(number)
        if _callable(handler):
            _handlers[number] = handler
            _set_handler(number, _ignore)


class Interpreter:
    """Switches between the student's interpreter and ours."""

    def __init__(self) -> None:
        self._builtins: dict[str, Any] | None = None
        self._limit = 0

    def take(self) -> None:
        """Make it ours, though a handler of the file's may raise meanwhile. Twice does no harm."""
        if self._builtins is None:
            self._limit = _get_limit()
        _set_limit(_RECURSION_LIMIT)  # before anything is called that the file's may be too low for
        _surely(self._take)

    def _take(self) -> None:
        _ignore_signals()
        _set_trace(None)
        _set_profile(None)
        if self._builtins is None:
            self._builtins = _copy(_builtins)
        _ours[:] = [True]
        _restore()

    def give_back(self) -> None:
        """Make it the student's again."""
        if self._builtins is None:
            return
        if self._limit != _RECURSION_LIMIT:
            with _suppress(RecursionError):
                _set_limit(self._limit)
        _clear(_builtins)
        _update(_builtins, self._builtins)
        self._builtins = None
        _ours.clear()
        # Last, for from here on a handler may raise anywhere.
        for number, handler in _handlers.items():
            _set_handler(number, handler)
        _handlers.clear()
