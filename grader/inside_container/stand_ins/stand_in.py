"""What is a package that is not here, and all that is in it? Objects that go along with anything.

Nothing of it computes. Where a number is wanted it is 1, in a loop there is nothing to go through,
taken apart (`fig, axes = plt.subplots()`) there is one for each name.
"""

import contextlib
import opcode
import sys
import types
from collections.abc import Iterator
from typing import Any

from torch import nn

from grader.inside_container.plain_values import is_a, one_of

MAX_NAME = 120
_ERROR_ENDINGS = ("Error", "Exception", "Warning", "Pruned")
_NETWORK_CLASSES = frozenset({"LightningModule"})
_BINARY = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or"
_UNARY = "neg pos abs invert round trunc floor ceil"
_COMPARISONS = "lt le gt ge eq ne"
_UNPACK = opcode.opmap["UNPACK_SEQUENCE"]
_UNPACK_AROUND_STAR = opcode.opmap["UNPACK_EX"]
_EXTENDED = opcode.opmap["EXTENDED_ARG"]
_frame = sys._getframe


class StandInBase:
    """What a student's class derives from when it derives from a stand-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __init_subclass__(cls, **kwargs: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if _is_asked_by_python(name):
            raise AttributeError(name)
        return StandIn(f"{type(self).__name__}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> "StandIn":
        """Go along."""
        return StandIn(type(self).__name__)


class StandIn:
    """One object of a package that is not here; so is each of its attributes."""

    __hash__ = object.__hash__

    def __init__(self, name: str, *, truth: bool = True) -> None:
        # Straight into the dictionary: a kind of stand-in may keep what is set on it elsewhere.
        own = vars(self)
        own["_stand_in_name"] = name
        own["_stand_in_truth"] = truth
        own["_stand_in_items"] = {}

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return "1.0.0"
        if _is_asked_by_python(name):
            raise AttributeError(name)
        made: Any
        if name.endswith(_ERROR_ENDINGS) and name[0].isupper():
            made = type(name, (Exception,), {"__module__": vars(self)["_stand_in_name"]})
        else:
            made = StandIn(_longer(vars(self)["_stand_in_name"], name))
        # Kept: what is set on it must be there when it is asked for again.
        vars(self)[name] = made
        return made

    def _another(self, *args: Any, **kwargs: Any) -> "StandIn":
        return StandIn(vars(self)["_stand_in_name"])

    def _not_so(self, other: object) -> "StandIn":
        # False wherever a condition asks, so that no loop waits for it; yet `.sum()` of it works.
        return StandIn(vars(self)["_stand_in_name"], truth=False)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Go along; as a decorator, leave what is decorated as it is."""
        if len(args) == 1 and not kwargs and _is_code(args[0]):
            return args[0]
        return self._another()

    def __getitem__(self, key: Any) -> Any:
        try:
            return vars(self)["_stand_in_items"][key]
        except (KeyError, TypeError):
            return self._another()

    def __setitem__(self, key: Any, value: Any) -> None:
        with contextlib.suppress(TypeError):  # a slice or a mask: nothing to be asked for again
            vars(self)["_stand_in_items"][key] = value

    def __delitem__(self, key: Any) -> None:
        with contextlib.suppress(TypeError):
            vars(self)["_stand_in_items"].pop(key, None)

    def __delattr__(self, name: str) -> None:
        vars(self).pop(name, None)

    def __iter__(self) -> Iterator[Any]:
        return iter([self._another() for _ in range(_names_to_fill(_frame(1)))])

    def __next__(self) -> "StandIn":
        return self._another()

    def __len__(self) -> int:
        return 1  # what is divided by it can be

    def __bool__(self) -> bool:
        truth: bool = vars(self)["_stand_in_truth"]
        return truth

    def __int__(self) -> int:
        return 1

    __index__ = __int__

    def __float__(self) -> float:
        return 1.0

    def __complex__(self) -> complex:
        return 1 + 0j

    def __str__(self) -> str:
        return f"<stand-in for {vars(self)['_stand_in_name']}>"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)

    def __fspath__(self) -> str:
        return "not-in-the-sandbox"

    def __enter__(self) -> "StandIn":
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def __copy__(self) -> "StandIn":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "StandIn":
        return self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Say what a class derives from in this one's stead."""
        if vars(self)["_stand_in_name"].rpartition(".")[2] in _NETWORK_CLASSES:
            return (nn.Module,)  # its layers are torch's, and its forward is the student's
        first = next(base for base in bases if type(base) is type(self))
        return (StandInBase,) if first is self else ()

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __subclasscheck__(self, cls: object) -> bool:
        return False

    @classmethod
    def __torch_function__(cls, *args: Any, **kwargs: Any) -> "StandIn":
        return StandIn("a result of stand-ins")

    def __array_ufunc__(self, *args: Any, **kwargs: Any) -> "StandIn":
        return self._another()

    def __array_function__(self, *args: Any, **kwargs: Any) -> "StandIn":
        return self._another()


def _give_operators() -> None:
    """Have every operator and its reflection give a stand-in, and every comparison a false one."""
    for name in _BINARY.split():
        for variant in (name, f"r{name}", f"i{name}"):
            setattr(StandIn, f"__{variant}__", StandIn._another)
    for name in _UNARY.split():
        setattr(StandIn, f"__{name}__", StandIn._another)
    for name in _COMPARISONS.split():
        setattr(StandIn, f"__{name}__", StandIn._not_so)


_give_operators()

_KINDS: list[type] = [StandIn]


def also_a_stand_in(kind: type) -> None:
    """Have `stand_in_name` know a further class of stand-ins, derived from `StandIn`."""
    _KINDS.append(kind)


def is_stand_in(value: object) -> bool:
    """Whether a value is a stand-in, by its exact class."""
    return one_of(value, _KINDS)


def stand_in_name(value: object) -> str | None:
    """Name what a value stands in for, with dots: `helper.Net`; `None` if it is no stand-in.

    Goes by the value's exact class, so no code of a student's runs.
    """
    if not is_stand_in(value):
        return None
    own: dict[str, Any] = dict.copy(object.__getattribute__(value, "__dict__"))
    name = own.get("_stand_in_name")
    return name[:MAX_NAME] if type(name) is str else "?"


def _longer(name: str, attribute: str) -> str:
    return f"{name}.{attribute}" if len(name) + len(attribute) < MAX_NAME else name


def _is_asked_by_python(name: str) -> bool:
    """Whether libraries ask for such an attribute to find out what an object can do."""
    return (name.startswith("__") and name.endswith("__")) or name.startswith(
        ("_repr_", "_ipython")
    )


def _is_code(value: object) -> bool:
    return type(value) is types.FunctionType or is_a(value, type)


def _names_to_fill(frame: types.FrameType) -> int:
    """Count the names that a statement takes an iterable apart into; 0 where it does not."""
    code, place = frame.f_code.co_code, frame.f_lasti
    operation, count = code[place], code[place + 1]
    more = code[place - 1] if place >= 2 and code[place - 2] == _EXTENDED else 0
    if operation == _UNPACK:
        return count + (more << 8)
    # Its argument's low byte counts the names before the star, the next one those after it.
    return count + more if operation == _UNPACK_AROUND_STAR else 0
