"""How is a value of a student read without running the student's code? By exact type alone.

Nothing here calls a method that a student's class could have replaced: no `str`, no `repr`, no
`isinstance` (which asks `__class__`), no attribute access on objects of unknown type.
"""

import math
import re
import types
from collections.abc import Iterable
from typing import Any

import numpy
import torch

MAX_TEXT = 300
MAX_NAME = 80
MAX_NUMBERS = 100

# Taken before any student code runs, which may rebind them.
_type_name = type.__dict__["__name__"].__get__
_type_mro = type.__dict__["__mro__"].__get__
_traceback = BaseException.__dict__["__traceback__"].__get__
_Tensor, _Parameter, _array = torch.Tensor, torch.nn.Parameter, numpy.ndarray
_numel, _item, _tolist, _dim = _Tensor.numel, _Tensor.item, _Tensor.tolist, _Tensor.dim
_isfinite = math.isfinite


def class_name(value: object) -> str:
    """Name the class of a value, whatever its metaclass claims."""
    return str.__str__(_type_name(type(value)))[:MAX_TEXT]


def own_name(cls: type) -> str:
    """Name a class, whatever its metaclass claims."""
    return str.__str__(_type_name(cls))[:MAX_TEXT]


def is_a(value: object, cls: type) -> bool:
    """Whether the value's true class is `cls` or derives from it."""
    return any(base is cls for base in _type_mro(type(value)))


def one_of(value: object, kinds: Iterable[type]) -> bool:
    """Whether the value's true class is one of these. `in` would ask a metaclass of a student's."""
    kind = type(value)
    return any(kind is each for each in kinds)


def attributes_of(value: object, base: type) -> dict[str, Any]:
    """Copy what is stored in an object of the class `base`, whatever it answers when asked.

    Raises:
        ValueError: under a name that is no plain text, and may pass for another.
    """
    own: dict[str, Any] = dict.copy(vars(base)["__dict__"].__get__(value))
    if not all(type(name) is str for name in own):
        raise ValueError("has an attribute whose name is no plain text")
    return own


def traceback_of(error: BaseException) -> types.TracebackType | None:
    """Give the true traceback of an exception."""
    return _traceback(error)  # type: ignore[no-any-return]


def derives_from(value: object, cls: type) -> bool:
    """Whether the value is itself a class that derives from `cls`."""
    return is_a(value, type) and any(base is cls for base in _type_mro(value))


def clean_name(name: str) -> str:
    """Shorten a name, and make text of one that is none: a lone surrogate is no UTF-8."""
    return name[:MAX_NAME].encode("utf-8", "replace").decode()


def exact_int(value: object) -> int | None:
    """Read a whole number; a bool or a NumPy integer counts as what torch makes of it."""
    if type(value) is int:
        return value if abs(value) < 2**62 else None
    if type(value) is bool or one_of(value, _NUMPY_INTEGERS):
        return int(value)  # type: ignore[call-overload, no-any-return]
    return None


def exact_number(value: object) -> int | float | None:
    """Read a finite number: Python's, NumPy's, or a tensor of one element. Never a bool."""
    if one_of(value, (_Tensor, _Parameter)):
        if _numel(value) != 1:  # type: ignore[arg-type]
            return None
        value = _item(value)  # type: ignore[arg-type]
    if one_of(value, _NUMPY_FLOATS):
        value = float(value)  # type: ignore[arg-type]
    if type(value) is float:
        return value if _isfinite(value) else None
    return None if type(value) is bool else exact_int(value)


def number_list(value: object) -> list[int | float] | None:
    """Read a list of finite numbers: a list, a tuple, an array or a tensor of one dimension."""
    if type(value) is _array and value.ndim == 1 and value.dtype.kind in "fiu":
        value = value.tolist() if value.size <= MAX_NUMBERS else None
    elif type(value) is _Tensor and _dim(value) == 1:
        value = _tolist(value) if _numel(value) <= MAX_NUMBERS else None
    if not one_of(value, (list, tuple)) or len(value) > MAX_NUMBERS:  # type: ignore[arg-type]
        return None
    numbers = [exact_number(item) for item in value]  # type: ignore[attr-defined]
    return None if None in numbers else numbers  # type: ignore[return-value]


def say_number(value: object) -> str:
    """Show a value in a message if it is safe to, else name its type."""
    if type(value) is int and abs(value) >= 2**62:
        return "a whole number beyond all bounds"  # whose digits may take minutes to compute
    if one_of(value, (int, float, bool)):
        return repr(value)[:40]
    if type(value) is str:
        return repr(value[:40])
    return "None" if value is None else f"of type {class_name(value)}"


_OURS = re.compile(r"\bgrader\.inside_container(?:\.\w+)*\.(?=\w)")
"""Where a stand-in of ours is from, which tells a student nothing."""


def say_exception(error: BaseException) -> str:
    """Put an exception in words, even one whose `__str__` raises."""
    name = class_name(error)
    try:
        text = str(error)
        words = " ".join(text.split()) if type(text) is str else ""
        words = _OURS.sub("", words)
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        words = "(and its message cannot be read)"
    return (f"{name}: {words}" if words else name).encode("utf-8", "replace").decode()[:MAX_TEXT]


_NUMPY_INTEGERS = tuple(
    getattr(numpy, name)
    for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
)
_NUMPY_FLOATS = (numpy.float16, numpy.float32, numpy.float64)
