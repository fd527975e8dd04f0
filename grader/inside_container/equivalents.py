"""Is something of a file's own the same as layers of torch? Tried out on random images.

A class around one `nn.Sequential`, a Flatten layer of the file's own, images flattened in the loop:
taken for the layers they equal, and said to be. Whoever forges an answer gains nothing: what is
trained is what is written down.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import torch
from torch import nn

from grader.inside_container.layer_arguments import ARGUMENTS
from grader.inside_container.modules_inside import modules_in
from grader.inside_container.own_interpreter import restore
from grader.inside_container.plain_values import attributes_of, class_name, is_a, one_of

# Taken before any student code runs, which may rebind them.
Module, Sequential = nn.Module, nn.Sequential
DataParallel = nn.DataParallel
_Tensor = torch.Tensor
_randn, _equal, _allclose, _no_grad = torch.randn, torch.equal, torch.allclose, torch.no_grad
_get_state, _set_state = torch.get_rng_state, torch.set_rng_state
_LAST: dict[str | None, Callable[[Any], Any]] = {
    None: lambda x: x,
    "LogSoftmax": nn.LogSoftmax(dim=1).forward,
    "Softmax": nn.Softmax(dim=1).forward,
}
_FEW = 5
"""Images that are tried."""
_MAX_LAYERS = 200
_MAX_DEPTH = 8
_MAX_NUMBERS = 1 << 20
"""In the images that are tried."""


@dataclass
class Equivalent:
    """A network made of torch's layers alone, and why it is the same."""

    network: Any
    """The Sequential that holds the layers."""
    flatten_first: bool = False
    last: str | None = None
    """Layer that follows behind the Sequential. A LogSoftmax is none: in a cross-entropy, which
    takes the logarithm of a softmax itself, another one changes nothing."""
    layers: dict[int, str] = field(default_factory=dict)
    """id of a layer of the file's own -> the layer of torch that it equals."""
    words: list[str] = field(default_factory=list)
    """What was taken for what: "Net, a class around one nn.Sequential, for its layers"."""
    counts_on_batch: bool = False
    """Whether it works with batches of one size alone."""


def equivalent_of(
    network: Any, shape: tuple[int, ...] | None, batch_size: int | None, *, reshaped: bool = False
) -> Equivalent | None:
    """Find the Sequential of torch's layers that a network equals.

    Args:
        network: what the file trains, or has under a name.
        shape: of one image, as the network is given it; `None` where that is not known.
        batch_size: as the file trains it: a network may work with no other.
        reshaped: whether the file's loop has flattened the images.

    Returns:
        `None` where it is no network that could be written down as a Sequential.
    """
    if type(network) is DataParallel:
        network = attributes_of(network, Module)["_modules"].get("module")
    outer = network if type(network) is Sequential else _only_sequential(network)
    if outer is None:
        return None
    inner, blocks = _without_own_blocks(outer)
    reshaped = reshaped and not _begins_flat(inner)
    found = Equivalent(inner, flatten_first=reshaped)
    if reshaped:
        found.words.append("images flattened before they reach it, for a Flatten layer")
    known = shape is not None and 0 < _product(shape) * (batch_size or _FEW) <= _MAX_NUMBERS
    state = _get_state()
    try:
        if inner is not network and not (known and _wrapped(network, found, shape, batch_size)):
            if type(network) is not Sequential:
                return None
            found.network, inner, blocks = network, network, []
        found.words += [f"{b}, a class derived from nn.Sequential, for its layers" for b in blocks]
        if known and any(_is_own(layer) for layer in _layers(inner)):
            start = shape if not found.flatten_first or reshaped else (_product(shape or ()),)
            _try_layers(found, start or (), batch_size)
    finally:
        _set_state(state)
    return found


def _begins_flat(network: Any) -> bool:
    """Whether a network begins with a Flatten, so that flat images are none to it."""
    first = next(_layers(network), None)
    return type(first) is nn.Flatten


def _product(shape: tuple[int, ...]) -> int:
    size = 1
    for each in shape:
        size *= each
    return size


def _only_sequential(network: Any) -> Any | None:
    """Find the one Sequential in a module of another class that has all its parameters."""
    if not is_a(network, Module):
        return None
    try:
        own = attributes_of(network, Module)
    except ValueError:
        return None
    if is_a(network, Sequential):
        return None if own["_parameters"] or own["_buffers"] else _as_torch_has_it(own)
    children = list(own["_modules"].values())
    inside = [each for each in children if type(each) is Sequential]
    others = [each for each in children if type(each) is not Sequential]
    if len(inside) != 1 or own["_parameters"] or own["_buffers"] or len(others) > 20:
        return None
    return None if any(_has_parameters(each) for each in others) else inside[0]


def _as_torch_has_it(own: dict[str, Any]) -> Any | None:
    """Put the layers of a class derived from nn.Sequential into one of torch's own."""
    layers = {name: layer for name, layer in own["_modules"].items() if type(name) is str}
    if len(layers) < len(own["_modules"]) or not all(is_a(e, Module) for e in layers.values()):
        return None
    plain = Sequential()
    attributes = vars(plain)
    attributes["_modules"] = layers
    return plain


def _without_own_blocks(network: Any) -> tuple[Any, list[str]]:
    """Put what stands in classes derived from nn.Sequential, anywhere inside, into torch's own.

    Returns:
        The network, and the names of those classes; the network that was given where there is none.
    """
    blocks = _Blocks()
    plain = blocks.opened(network, 0)
    is_whole = blocks.names and blocks.left >= 0
    return (plain, list(blocks.names)) if is_whole else (network, [])


class _Blocks:
    """Classes derived from nn.Sequential, opened wherever they stand in a network."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.left = _MAX_LAYERS
        """Modules that are still looked at: a network may hold itself many times over."""

    def opened(self, network: Any, depth: int) -> Any:
        """Give a Sequential of torch's own with the same layers, and so all those inside of it."""
        own = attributes_of(network, Module)
        if not one_of(own["_modules"], (dict, OrderedDict)):
            return network
        layers = {}
        for name, child in list(own["_modules"].items()):
            self.left -= 1
            if self.left < 0:
                return network
            layers[name] = child
            if type(child) is not Sequential and _is_block(child):
                self.names[class_name(child)] = None
            elif type(child) is not Sequential:
                continue
            if depth < _MAX_DEPTH:
                layers[name] = self.opened(child, depth + 1)
        plain = _as_torch_has_it(own | {"_modules": layers})
        return network if plain is None else plain


def _is_block(module: Any) -> bool:
    return is_a(module, Sequential) and _only_sequential(module) is not None


def _has_parameters(module: Any) -> bool:
    """Whether it, or anything inside, holds numbers, or what is no module at all."""
    if not is_a(module, Module):
        return module is not None
    for _, own in modules_in(module):
        held = [*own["_parameters"].values(), *own["_buffers"].values()]
        if any(each is not None for each in held):
            return True
        if any(not (each is None or is_a(each, Module)) for each in own["_modules"].values()):
            return True
    return False


def _layers(network: Any) -> Iterator[Any]:
    """Walk nested Sequentials in order; one may hold itself, so up to a limit."""
    return islice(_nested(network, 0), _MAX_LAYERS)


def _nested(network: Any, depth: int) -> Iterator[Any]:
    for child in list(attributes_of(network, Module)["_modules"].values())[:_MAX_LAYERS]:
        if type(child) is Sequential and depth < _MAX_DEPTH:
            yield from _nested(child, depth + 1)
        else:
            yield child


def _is_own(layer: Any) -> bool:
    """Whether it may be a layer of the file's own that only moves numbers about."""
    if not is_a(layer, Module) or type(layer) is Sequential or one_of(layer, ARGUMENTS):
        return False  # a Sequential here is nested too deeply for an answer
    return not _has_parameters(layer)


def _wrapped(
    network: Any, found: Equivalent, shape: tuple[int, ...] | None, batch_size: int | None
) -> bool:
    """Find what a wrapper does beside its Sequential; `False` if that is no single layer."""
    flags = [*_flags(network)]
    try:
        for module, _ in flags:
            vars(module)["training"] = False
        for count in dict.fromkeys((_FEW, batch_size or _FEW)):
            images = _randn(count, *(shape or ()))
            if _equals_layers(network, found, images) and _alike_in_training(
                network, found, images, flags
            ):
                found.counts_on_batch = count != _FEW
                if type(network) is not Sequential:
                    name = class_name(network)
                    kind = "derived from" if is_a(network, Sequential) else "around one"
                    found.words.append(f"{name}, a class {kind} nn.Sequential, for its layers")
                return True
    finally:
        for module, training in flags:
            vars(module)["training"] = training
    return False


def _equals_layers(network: Any, found: Equivalent, images: Any) -> bool:
    out = _run(network, images)
    for flatten in (False, True) if type(out) is _Tensor else ():
        inside = _run(found.network, images.flatten(1) if flatten else images)
        if type(inside) is not _Tensor:
            continue
        for last, function in _LAST.items():
            alike = function(inside)
            if alike.shape == out.shape and _allclose(alike, out, atol=1e-5):
                found.flatten_first = found.flatten_first or flatten
                found.last = None if last == "LogSoftmax" else last
                return True
    return False


def _alike_in_training(
    network: Any, found: Equivalent, images: Any, flags: list[tuple[Any, Any]]
) -> bool:
    """Whether a wrapper drops nothing of its own while it trains, as `F.dropout` would."""
    for module, _ in flags:
        # What keeps count of the images that it sees must not see these.
        vars(module)["training"] = not attributes_of(module, Module)["_buffers"]
    state = _get_state()
    out = _run(network, images)
    _set_state(state)
    inside = _run(found.network, images.flatten(1) if found.flatten_first else images)
    if type(inside) is not _Tensor or type(out) is not _Tensor:
        return False
    alike = (inside, *(function(inside) for function in _LAST.values()))
    return any(each.shape == out.shape and _allclose(each, out, atol=1e-5) for each in alike)


def _flags(module: Any) -> Iterator[tuple[Any, Any]]:
    """List a module and those inside with whether they are training."""
    return ((each, own.get("training", True)) for each, own in modules_in(module))


def _try_layers(found: Equivalent, shape: tuple[int, ...], batch_size: int | None) -> None:
    """Send images through the layers, and see what those of the file's own make of them."""
    for count in dict.fromkeys((_FEW, batch_size or _FEW)):
        numbers = _randn(count, *shape)
        found.layers.clear()
        for layer in _layers(found.network):
            after = _run(layer, numbers)
            if type(after) is not _Tensor:
                break
            if _is_own(layer) and (kind := _same_as(numbers, after)):
                found.layers[id(layer)] = kind
            numbers = after
        else:
            found.counts_on_batch = found.counts_on_batch or count != _FEW
            break
    for layer in _layers(found.network):
        if kind := found.layers.get(id(layer)):
            words = f"{class_name(layer)}, a class of the file's own, for torch's {kind}"
            found.words += [words] if words not in found.words else []


def _same_as(before: Any, after: Any) -> str | None:
    flat = before.flatten(1)
    if after.shape == flat.shape and _equal(after, flat):
        return "Flatten" if before.dim() > 2 else "Identity"
    return "Identity" if after.shape == before.shape and _equal(after, before) else None


def _run(module: Any, numbers: Any) -> Any:
    """Call a module, whatever it raises; `None` if it does."""
    try:
        with _no_grad():
            return module(numbers.clone())  # which it may change in place
    except MemoryError:
        raise
    except BaseException:  # noqa: BLE001 - a student's forward may raise anything
        return None
    finally:
        restore()
