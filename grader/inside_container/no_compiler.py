"""How is torch kept from importing its compiler, which takes a second and is of no use here?

Every optimizer's first step, and torchvision, import it to tell it what not to compile. Where
nothing is compiled, a module that says yes to that will do; whoever wants to compile is refused.
"""

import contextlib
import sys
import types
from collections.abc import Callable
from typing import Any


def install() -> None:
    """Stand in for torch's compiler, unless it has been imported already."""
    if "torch._dynamo" in sys.modules:
        return
    import torch

    compiler, tools = types.ModuleType("torch._dynamo"), types.ModuleType("torch._dynamo.utils")
    compiler.__dict__.update(
        __path__=[],
        graph_break=lambda *args, **kwargs: None,
        is_compiling=lambda: False,
        reset=lambda: None,
        config=_Settings(),
        disable=_disable,
        utils=tools,
    )
    tools.__dict__.update(is_compile_supported=lambda device: False)
    sys.modules["torch._dynamo"], sys.modules["torch._dynamo.utils"] = compiler, tools
    torch._dynamo = compiler
    # What a student compiles stays what it is.
    anything: Any = torch
    anything.jit.script = _disable
    anything.jit.trace = _disable


class _Settings:
    """Of a compiler that nobody asks: whichever is read says no."""

    def __getattr__(self, name: str) -> None:
        return None

    def patch(self, *args: Any, **kwargs: Any) -> contextlib.AbstractContextManager[None]:
        """Change them for a while."""
        return contextlib.nullcontext()


def _disable(function: Callable[..., Any] | None = None, *args: Any, **kwargs: Any) -> Any:
    """Give back a function as it is: nobody compiles it. Without one, something that does so."""
    return (lambda each: each) if function is None else function
