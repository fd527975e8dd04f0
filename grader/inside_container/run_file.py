"""How is a student's file run? Statement by statement, on after an error, as `__main__`."""

import __future__

import ast
import contextlib
import io
import linecache
import re
import sys
import tokenize
import types
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader.inside_container.own_interpreter import Interpreter
from grader.inside_container.plain_values import clean_name, say_exception, traceback_of
from grader.inside_container.watch_loops import rewritten

FILE_NAME = "submission.py"
MAX_FAILURES = 20
MAX_NAMES = 20
MAX_QUOTE = 80

# Taken before any student code runs, which may rebind them.
_compile, _exec = compile, exec
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """The file is no Python; the message says why, the line where (`None`: the whole file)."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Watches(Protocol):
    """Sees what a statement does while it runs."""

    is_on: bool
    statement: int
    """First line of the one that runs."""
    aside: Callable[[], contextlib.AbstractContextManager[None]]
    """Makes the interpreter ours for a while."""


@dataclass
class Run:
    """A file being run: its variables, and what went wrong so far."""

    variables: dict[str, Any]
    failures: list[dict[str, Any]] = field(default_factory=list)
    failure_count: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    """Variable -> line of the statement that last bound it."""
    line: int = 0
    """First line of the statement that runs."""
    ahead: Counter[str] = field(default_factory=Counter)
    """Variable -> how many statements that would bind it have not run to their end yet."""

    def named(self) -> dict[str, Any]:
        """Copy the variables whose names are plain text; others may raise when compared."""
        copied = dict.copy(self.variables)
        return {name: value for name, value in copied.items() if type(name) is str}


def read_source(source: bytes) -> tuple[str, int | None]:
    """Decode a file as Python would, more patiently.

    Returns:
        The text, and the first line in which characters had to be replaced, if any.

    Raises:
        Unreadable: empty, binary, or in an encoding that is not text.
    """
    if not source.strip():
        raise Unreadable("the file is empty")
    if source.startswith(_BYTE_ORDER_MARKS):
        raise Unreadable("the file is encoded in UTF-16; save it as UTF-8")
    if b"\0" in source:
        line = source[: source.index(b"\0")].count(b"\n") + 1
        raise Unreadable("the file holds NUL bytes: it is no Python text", line)
    if source.lstrip().startswith(b"{") and b'"nbformat"' in source:
        raise Unreadable("the file is a Jupyter notebook, not a Python script; name it .ipynb")
    try:
        return source.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
    with contextlib.suppress(SyntaxError, LookupError, UnicodeDecodeError):
        declared, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source.decode(declared), None
    text = source.decode("utf-8-sig", errors="replace")
    if sum(not (c.isprintable() or c.isspace()) or c == "\ufffd" for c in text) > len(text) // 10:
        raise Unreadable("the file is binary: it is no Python text")
    return text, line


def parse(text: str) -> ast.Module:
    """Parse a file.

    Raises:
        Unreadable: it does not parse; with the line.
    """
    try:
        return ast.parse(text, FILE_NAME)
    except SyntaxError as error:
        quote = (error.text or "").strip()[:MAX_QUOTE]
        reason = f"{error.msg}: {quote}" if quote else str(error.msg)
        raise Unreadable(f"does not parse: {reason}", error.lineno) from None
    except (RecursionError, MemoryError):
        raise Unreadable("the file is nested too deeply to parse") from None
    except ValueError as error:
        raise Unreadable(f"does not parse: {error}") from None


_NETWORK = re.compile(r"\b(?:nn\.)?Sequential\s*\(")


def commented_network(text: str, tree: ast.Module) -> int | None:
    """Find a network in a comment, where none is built by the code; its line, from 1.

    In a string that nothing is done with, too: some people comment with three quotes.
    """
    if any(_builds_network(node) for node in ast.walk(tree)):
        return None
    for number, line in enumerate(text.splitlines(), start=1):
        _, mark, comment = line.partition("#")
        if mark and _NETWORK.search(comment):
            return number
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Constant) and type(value.value) is str:
            found = _NETWORK.search(value.value)
            if found:
                return value.lineno + value.value[: found.start()].count("\n")
    return None


def _builds_network(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name == "Sequential"


def run_statements(
    text: str, tree: ast.Module, after_each: Callable[[Run], None], watch: Watches
) -> Run:
    """Run a file to its end, whatever its statements raise.

    Args:
        text: the source, for tracebacks and quotations.
        tree: the parsed source.
        after_each: called before the first statement and after each one.
        watch: switched on while a statement runs.
    """
    module = types.ModuleType("__main__")
    module.__dict__["__file__"] = FILE_NAME
    sys.modules["__main__"] = module
    linecache.cache[FILE_NAME] = (len(text), None, text.splitlines(keepends=True), FILE_NAME)
    run = Run(variables=module.__dict__)
    sys.argv = [FILE_NAME]
    interpreter = Interpreter()
    watch.aside = lambda: _aside(interpreter, watch)
    run.ahead = Counter(name for each, _ in _statements(tree) for name in _bound_names(each))
    for statement, flags in _statements(tree):
        run.line = statement.lineno
        after_each(run)
        before = run.named()
        watch.statement = statement.lineno
        _run_statement(statement, flags, text, run, interpreter, watch)
        for name, value in run.named().items():
            if name not in before or before[name] is not value:
                run.lines[name] = statement.lineno
        run.ahead.subtract(_bound_names(statement))
    after_each(run)
    return run


def _statements(tree: ast.Module) -> Iterator[tuple[ast.stmt, int]]:
    """Yield top-level statements, those under `if __name__ == "__main__":` one by one too."""
    flags = 0
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                feature = getattr(__future__, alias.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
        if isinstance(statement, ast.If) and _is_main_guard(statement.test):
            yield from ((inner, flags) for inner in statement.body)
        else:
            yield statement, flags


def _is_main_guard(test: ast.expr) -> bool:
    if not (
        isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)
    ):
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(s, ast.Constant) and s.value == "__main__" for s in sides)


@contextlib.contextmanager
def _aside(interpreter: Interpreter, watch: Watches) -> Iterator[None]:
    """Have the interpreter to ourselves in the middle of a statement."""
    watch.is_on = False
    interpreter.take()
    try:
        yield
    finally:
        interpreter.give_back()
        watch.is_on = True


def _run_statement(
    statement: ast.stmt,
    flags: int,
    text: str,
    run: Run,
    interpreter: Interpreter,
    watch: Watches,
) -> None:
    try:
        error = _error_of(statement, flags, run, interpreter, watch)
    except BaseException as raised:  # noqa: BLE001 - a handler of signals, after the statement's end
        watch.is_on = False
        interpreter.take()
        error = raised
    if error is None:
        return
    run.failure_count += 1
    if len(run.failures) < MAX_FAILURES:
        run.failures.append(
            {
                "line": _failing_line(error, statement),
                "begins": statement.lineno,
                "statement": _quote(text, statement.lineno),
                "names": [clean_name(n) for n in sorted(_bound_names(statement))[:MAX_NAMES]],
                "error": say_exception(error),
            }
        )
    interpreter.take()  # again: the error's own words may have been the student's code


def _error_of(
    statement: ast.stmt, flags: int, run: Run, interpreter: Interpreter, watch: Watches
) -> BaseException | None:
    """Run a statement and give what it raises."""
    try:
        code = _compile(
            ast.Module([rewritten(statement)], []),
            FILE_NAME,
            "exec",
            flags=flags,
            dont_inherit=True,
        )
        interpreter.give_back()
        watch.is_on = True
        try:
            _exec(code, run.variables)
        finally:
            watch.is_on = False
            interpreter.take()
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt too: on we go
        interpreter.take()
        return error
    return None


def _failing_line(error: BaseException, statement: ast.stmt) -> int:
    """Find the line of the top-level code that raised; a long statement may span many."""
    trace = traceback_of(error)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE_NAME:
            line = trace.tb_lineno
            return line if statement.lineno <= line <= _last_line(statement) else statement.lineno
        trace = trace.tb_next
    return statement.lineno


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _quote(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1].strip()[:MAX_QUOTE] if 0 < line <= len(lines) else ""


def _bound_names(statement: ast.stmt) -> set[str]:
    """List the variables that the statement binds, at the top level or inside of it."""
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node is statement:
            names.add(node.name)
    return names
