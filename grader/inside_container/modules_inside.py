"""Which modules are inside of one? Each once, up to a limit, without asking any of them."""

from collections.abc import Iterator
from typing import Any

from torch.nn import Module

from grader.inside_container.plain_values import attributes_of, is_a

MAX_MODULES = 2_000
"""That are looked at; one may hold itself, fifty times over."""


def modules_in(module: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Walk through a module and those inside, in order, each with a copy of what it holds.

    Raises:
        ValueError, KeyError, TypeError: one of them holds things otherwise than torch's do.
    """
    waiting, seen = [module], set[int]()
    while waiting and len(seen) < MAX_MODULES:
        each = waiting.pop()
        if id(each) in seen or not is_a(each, Module):
            continue
        seen.add(id(each))
        own = attributes_of(each, Module)
        yield each, own
        waiting += list(own["_modules"].values())[:MAX_MODULES][::-1]
