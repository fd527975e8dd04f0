"""Which packages does a student's file find? The fixed real ones, and stand-ins for all others.

Whether a sandbox happens to have pandas must not decide what a file does in it, so the stand-ins
come before what is installed. Only imports from the student's file are answered: torch imports its
own dependencies late, and must find them.
"""

import importlib
import sys
import types
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

from grader.inside_container.run_file import FILE_NAME
from grader.inside_container.stand_ins.known_packages import known_members
from grader.inside_container.stand_ins.made_up_tables import replace_openml
from grader.inside_container.stand_ins.stand_in import StandIn, is_stand_in

REAL = frozenset(sys.stdlib_module_names) | frozenset(
    (
        *("grader", "torch", "torchvision", "numpy", "PIL", "sklearn", "scipy"),
        # What those bring along in every sandbox.
        *("typing_extensions", "sympy", "mpmath", "networkx", "jinja2", "markupsafe", "filelock"),
        *("fsspec", "functorch", "torchgen", "triton", "joblib", "threadpoolctl", "narwhals"),
    )
)
"""Top-level packages that are what they are at home."""

_MISSING_PARTS = ("torch.utils.tensorboard",)
"""Of real packages: parts that need a package that is not."""

asked_for: dict[str, int] = {}
"""Package that the file got a stand-in for -> the line that first imported it."""

_frame = sys._getframe
_IMPORTLIB = str(Path(importlib.__file__).parent)


def install() -> None:
    """Come before all other finders. Twice does no harm."""
    if not any(type(finder) is StandIns for finder in sys.meta_path):
        sys.meta_path.insert(0, StandIns())


class StandIns(MetaPathFinder):
    """Finds a stand-in for what the student's file imports."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Answer as `MetaPathFinder.find_spec` does; `None` leaves it to the other finders."""
        if fullname == "sklearn.datasets._openml":
            return _with_openml_replaced(PathFinder.find_spec(fullname, path))
        top, _, _ = fullname.partition(".")
        is_missing_part = fullname.startswith(_MISSING_PARTS)
        if top in REAL and not is_missing_part:
            return None
        parent = sys.modules.get(fullname.rpartition(".")[0])
        # Whoever got hold of a stand-in package may have its modules, too.
        if not is_stand_in(parent):
            line = _line_of_student()
            if line is None or Path(f"{top}.py").exists():  # a file that the student's code wrote
                return None
            asked_for.setdefault(fullname if is_missing_part else top, line)
        return ModuleSpec(fullname, _StandInLoader(), is_package=True)


class _StandInLoader(Loader):
    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Make a stand-in, or take what already stands for an attribute of the parent."""
        above, _, name = spec.name.rpartition(".")
        parent = sys.modules.get(above)
        module: Any = getattr(parent, name) if is_stand_in(parent) else None
        if not is_stand_in(module):
            module = StandIn(spec.name)
            for path, member in known_members(spec.name).items():
                _put(module, path.split("."), member)
        vars(module).update(__name__=spec.name, __all__=[])
        made: types.ModuleType = module  # the import system takes any object
        return made

    def exec_module(self, module: types.ModuleType) -> None:
        """Run nothing."""


class _OpenmlLoader(Loader):
    """Loads the module that downloads data, then replaces what does so."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> types.ModuleType | None:
        """See `Loader.create_module`."""
        return self._loader.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        """See `Loader.exec_module`."""
        self._loader.exec_module(module)
        replace_openml(module)


def _with_openml_replaced(spec: ModuleSpec | None) -> ModuleSpec | None:
    if spec is not None and spec.loader is not None:
        spec.loader = _OpenmlLoader(spec.loader)
    return spec


def _put(stand_in: Any, path: list[str], member: object) -> None:
    for name in path[:-1]:
        stand_in = getattr(stand_in, name)
    setattr(stand_in, path[-1], member)


def _line_of_student() -> int | None:
    """Find the line of the student's file that imports; `None` if it is not the file that does."""
    frame: types.FrameType | None = _frame(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name == FILE_NAME or name.startswith(f"{Path.cwd()}/"):
            return frame.f_lineno
        # Code that has no file was executed by the one below it.
        if not name.startswith(("<", _IMPORTLIB)):
            return None
        frame = frame.f_back
    return None
