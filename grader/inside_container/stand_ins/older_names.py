"""Which names did a student's older versions have that ours have lost? They are put back.

A file that ran at home is to run here: NumPy 2, Python 3.10 and torchvision took names away that
tutorials still use. Each is what its last documentation said to use instead.
"""

import collections.abc
import inspect
import sys
import time
from typing import Any

_IN_NUMPY = {
    "product": "prod",
    "cumproduct": "cumprod",
    "sometrue": "any",
    "alltrue": "all",
    "row_stack": "vstack",
    "trapz": "trapezoid",
    "float_": "float64",
    "complex_": "complex128",
    "unicode_": "str_",
    "string_": "bytes_",
    "in1d": "isin",
    "NaN": "nan",
    "NAN": "nan",
    "Inf": "inf",
    "infty": "inf",
    "round_": "round",
}
_BUILT_IN = {"float": float, "int": int, "object": object, "str": str, "complex": complex}
"""What NumPy had as its own until 1.24."""
_ELSEWHERE = {
    "torchvision.transforms": {"Scale": "Resize", "RandomSizedCrop": "RandomResizedCrop"},
    "PIL.Image": {"ANTIALIAS": "LANCZOS", "LINEAR": "BILINEAR", "CUBIC": "BICUBIC"},
}


def install_in_child() -> None:
    """Put them back for the rest of this process, right before a student's code runs."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        _add(numpy, {old: vars(numpy).get(new) for old, new in _IN_NUMPY.items()})
        _add(numpy, _BUILT_IN)
        _add(numpy, {"asscalar": lambda array: array.item()})
    for name, names in _ELSEWHERE.items():
        module = sys.modules.get(name)
        if module is not None:
            _add(module, {old: getattr(module, new, None) for old, new in names.items()})
    _add(collections, {name: vars(collections.abc)[name] for name in collections.abc.__all__})
    _add(time, {"clock": time.process_time})
    _add(inspect, {"getargspec": inspect.getfullargspec})


def _add(module: Any, names: dict[str, Any]) -> None:
    for name, value in names.items():
        if name not in vars(module) and value is not None:
            setattr(module, name, value)
