"""Which loops does a file run, how far did each get, and how far would it have gone?

The `for` loops of a file over a `range` are rewritten to go through here, and so are all loops that
make steps themselves, and not in a loop inside. A loop over epochs is counted; one over the batches
of tensors ends after its first batch, as a DataLoader does; one that takes too long ends early, its
remaining rounds noted.
"""

import ast
import builtins
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

LOOP_NAME = "__grader_loop__"
ANY_LOOP_NAME = "__grader_any_loop__"
WHILE_NAME = "__grader_while__"
EPOCHS_NAME = "__grader_while_epochs__"
FULL_BATCH = 5_000
"""Images in a step from which on it is taken for one over the whole training set."""
LOOP_SECONDS = 3.0
"""Of processor time, after which a loop of three rounds of training or more ends early."""
ALL_SECONDS = 9.0
"""Of processor time, after which all loops do that have trained for one round: later problems of
the same file are to be seen, too."""
MAX_ROUNDS = 1 << 40
"""That are told of a loop; `range(10**30)` stands for one that only `break` ends."""
_clock = time.process_time
_type, _range, _min, _max, _abs = type, range, min, max, abs


class Loop:
    """A loop, while it runs.

    Args:
        values: that it goes over; an empty range where nobody knows how many there are.
        outer: the loop that it runs in.
        is_counted: whether it goes over a range.
    """

    def __init__(self, values: range, outer: "Loop | None", *, is_counted: bool = True) -> None:
        self.is_counted = is_counted
        self.step = values.step
        self.spread = _min(
            _max((values.stop - values.start) * (1 if self.step > 0 else -1), 0), MAX_ROUNDS
        )
        self.total = -(-self.spread // _abs(self.step))
        self.outer = outer
        self.begun = 0
        """Rounds."""
        self.ended: str | None = None
        """`early`: by the file itself, or an error of its; `cut`: by us."""
        self.is_over_batches = False
        self.trained: dict[int, int] = {}
        """Run -> its epochs when this loop first trained it."""
        self.steps: dict[int, int] = {}
        """Run -> its steps then."""
        self.rounds_trained = 0


class Loops:
    """The loops that run just now, the innermost last.

    Args:
        on_end: told of every loop that has trained something and has ended before its range did.
        clock: tells the seconds of processor time that were used so far.
    """

    def __init__(self, on_end: Callable[[Loop], None], clock: Callable[[], float] = _clock) -> None:
        self.open: list[Loop] = []
        self.clock = clock
        self._on_end = on_end
        self._noted: range | None = None
        """What the next call's values go over."""
        self._began: float | None = None
        """When the first loop began: in the file's own process, whose clock starts anew."""

    def install(self) -> None:
        """Take the calls that `rewritten` puts into a file."""
        vars(builtins)[LOOP_NAME] = self.over
        vars(builtins)[ANY_LOOP_NAME] = self.over_anything
        vars(builtins)[WHILE_NAME] = self.as_long_as
        vars(builtins)[EPOCHS_NAME] = self.epochs_as_long_as

    def over(self, values: Any, may_break: bool | None = False) -> Any:
        """Go through a range, or through what has one inside: `tqdm(range(10))`.

        Args:
            values: anything else is given back as it is.
            may_break: whether the loop can end before its range; `None` for the range inside.
        """
        noted, self._noted = self._noted, None
        if may_break is None:
            self._noted = values if _type(values) is _range else None
            return values
        if _type(values) is _range:
            noted = values
        return values if noted is None else self._rounds(values, noted, may_break)

    def over_anything(self, values: Any) -> Any:
        """Go through whatever a loop that makes steps itself goes over."""
        return self._rounds(values, _range(0), False, is_counted=False)

    def as_long_as(self, is_decided: bool) -> Any:
        """Go through the rounds of a `while` that makes steps itself."""
        rounds = itertools.count()
        return self._rounds(rounds, _range(0), False, is_counted=False, is_decided=is_decided)

    def epochs_as_long_as(self, is_decided: bool) -> Any:
        """Go through the rounds of any other `while`: over epochs, if anything."""
        rounds = itertools.count()
        return self._rounds(
            rounds, _range(0), False, is_counted=False, is_decided=is_decided, may_be_cut=True
        )

    def innermost(self) -> Loop | None:
        """Give the loop that a step belongs to, if any."""
        return self.open[-1] if self.open else None

    def _rounds(
        self,
        values: Iterable[Any],
        over: range,
        may_break: bool,
        *,
        is_counted: bool = True,
        is_decided: bool = False,
        may_be_cut: bool = False,
    ) -> Iterator[Any]:
        loop = Loop(over, self.innermost(), is_counted=is_counted)
        self.open.append(loop)
        began = self.clock()
        if self._began is None:
            self._began = began
        finished = False
        try:
            for value in values:
                loop.begun += 1
                trained = loop.rounds_trained
                yield value
                if loop.is_over_batches and loop.rounds_trained > trained:
                    break
                may_end = is_counted or may_be_cut
                if may_end and loop.trained and self._takes_too_long(loop, began):
                    loop.ended = "cut" if may_be_cut or loop.begun < loop.total else None
                    break
            finished = True
        finally:
            self._close(loop)
            if may_break or (not finished and loop.begun < loop.total):
                loop.ended = "early"
            if is_decided and loop.ended is None:
                loop.ended = "early"
            if loop.ended and loop.trained and not loop.is_over_batches:
                self._on_end(loop)

    def _takes_too_long(self, loop: Loop, began: float) -> bool:
        now = self.clock()
        if now - (self._began or 0.0) > ALL_SECONDS:
            return True
        return loop.begun >= 3 and now - began > LOOP_SECONDS

    def _close(self, loop: Loop) -> None:
        # A loop that was left by an error may be closed late, when others have been opened.
        self.open = [each for each in self.open if each is not loop]


class _Rewriter(ast.NodeTransformer):
    """Sends loops through `Loops`, and takes out what only asks for a GPU."""

    def visit_For(self, node: ast.For) -> ast.AST:
        """Wrap what is looped over, if it is written as a range."""
        self.generic_visit(node)
        outer = node.iter
        if _calls(outer, "range"):
            node.iter = _sent(outer, _breaks(node.body))
        elif isinstance(outer, ast.Call) and outer.args and _calls(outer.args[0], "range"):
            outer.args[0] = _sent(outer.args[0], None)
            node.iter = _sent(outer, _breaks(node.body))
        elif _makes_steps(node.body):
            node.iter = _called(ANY_LOOP_NAME, outer)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        """Make a `for` of a `while`, whose rounds can be counted; its test stays where it is."""
        self.generic_visit(node)
        if node.orelse:
            return node
        # Decided by what the file computes, and not by a counter: a dry run cannot tell how long.
        is_decided = _breaks(node.body) or not _counts(node.test)
        name = WHILE_NAME if _makes_steps(node.body) else EPOCHS_NAME
        rounds = _called(name, ast.copy_location(ast.Constant(is_decided), node.test))
        target = ast.Name("__grader_round__", ast.Store())
        stop = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Break()], [])
        for each in (target, stop, stop.test, stop.body[0]):
            ast.copy_location(each, node.test)
        ast.copy_location(stop.test, node.test)
        return ast.copy_location(ast.For(target, rounds, [stop, *node.body], []), node)

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        """Let pass what demands a GPU."""
        return ast.copy_location(ast.Pass(), node) if _asks_for_gpu(node.test) else node

    def visit_If(self, node: ast.If) -> ast.AST:
        """Leave out what gives up where there is no GPU."""
        self.generic_visit(node)
        if _asks_for_gpu(node.test) and any(_gives_up(each) for each in node.body):
            no = ast.copy_location(ast.Constant(False), node.test)
            return ast.copy_location(ast.If(no, node.body, node.orelse), node)
        return node


def rewritten(statement: ast.stmt) -> ast.stmt:
    """Rewrite a statement, in place; every line stays where it is."""
    try:
        changed = _Rewriter().visit(statement)
    except RecursionError:  # nested deeper than a file's loops ever are
        return statement
    assert isinstance(changed, ast.stmt)
    return changed


def _sent(values: ast.expr, may_break: bool | None) -> ast.expr:
    """Send the values of a loop through `Loops.over`."""
    call = ast.Call(ast.Name(LOOP_NAME, ast.Load()), [values, ast.Constant(may_break)], [])
    for node in (call, call.func, call.args[1]):
        ast.copy_location(node, values)
    return call


def _called(name: str, value: ast.expr) -> ast.expr:
    """Call one of our functions with a value."""
    call = ast.Call(ast.Name(name, ast.Load()), [value], [])
    for node in (call, call.func):
        ast.copy_location(node, value)
    return call


def _makes_steps(body: list[ast.stmt]) -> bool:
    """Whether a loop calls `.step()` in its own rounds, and not in a loop inside."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "step":
            if "sched" not in _name(called.value).lower():
                return True
            continue
        if not isinstance(node, ast.For | ast.While | ast.FunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return False


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _counts(test: ast.expr) -> bool:
    """Whether a test compares a variable with a number or another variable: `epoch < 30`."""
    if not isinstance(test, ast.Compare) or len(test.ops) > 1:
        return False
    sides = (test.left, test.comparators[0])
    if not all(isinstance(side, ast.Name | ast.Attribute | ast.Constant) for side in sides):
        return False
    words = " ".join(_name(side).lower() for side in sides)
    if any(word in words for word in ("acc", "loss", "err", "best", "patien", "bad", "wait")):
        return False
    return isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE | ast.NotEq)


def _breaks(body: list[ast.stmt]) -> bool:
    """Whether a loop can end before its range does: by `break`, or `return` from any depth."""
    waiting: list[tuple[ast.AST, bool]] = [(node, False) for node in body]
    while waiting:
        node, is_inside = waiting.pop()
        if isinstance(node, ast.Return) or (isinstance(node, ast.Break) and not is_inside):
            return True
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            is_loop = isinstance(node, ast.For | ast.While)
            waiting += [(each, is_inside or is_loop) for each in ast.iter_child_nodes(node)]
    return False


def _calls(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _asks_for_gpu(test: ast.expr) -> bool:
    """Whether a test is about a GPU: `torch.cuda.is_available()`, `device.type == "cuda"`."""
    for node in ast.walk(test):
        if isinstance(node, ast.Attribute) and node.attr in ("is_available", "device_count"):
            return True
        if isinstance(node, ast.Constant) and node.value == "cuda":
            return True
    return False


def _gives_up(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return True
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in ("exit", "quit", "_exit", "abort")
    return False
