"""What becomes of what is meant for a GPU? It stays on the CPU, and nothing is said about it.

Only functions of torch and methods of tensors are replaced: modules and optimizers are compared
with what they were when the box began. A module's `.to` and `.cuda` go through its tensors' ones.
"""

import contextlib
import functools
import types
from collections.abc import Callable
from typing import Any

import torch
import torch.utils._device

from grader.inside_container.plain_values import one_of
from grader.inside_container.stand_ins.stand_in import StandIn

Function = Callable[..., Any]

_GPUS = frozenset({"cuda", "mps", "xpu", "hip", "xla", "tpu", "gpu"})
_CPU = torch.device("cpu")
_FACTORIES = (
    "arange asarray as_tensor bartlett_window blackman_window empty empty_like empty_strided eye "
    "full full_like hamming_window hann_window kaiser_window linspace logspace normal ones "
    "ones_like rand rand_like randint randint_like randn randn_like randperm range scalar_tensor "
    "sparse_coo_tensor tensor tril_indices triu_indices zeros zeros_like"
)
_METHODS = "new_empty new_empty_strided new_full new_ones new_tensor new_zeros"
_CUDA_TYPES = "Float Double Half BFloat16 Byte Char Short Int Long Bool"
_NOTHING = (
    "synchronize empty_cache set_device manual_seed manual_seed_all seed seed_all init ipc_collect "
    "reset_peak_memory_stats reset_max_memory_allocated reset_max_memory_cached set_rng_state "
    "reset_accumulated_memory_stats set_rng_state_all set_per_process_memory_fraction set_stream"
)
_ZERO = (
    "current_device device_count memory_allocated max_memory_allocated memory_reserved "
    "max_memory_reserved memory_cached max_memory_cached utilization temperature power_draw "
    "initial_seed"
)
_NAME = "no GPU"
_MEMORY = 16 << 30


def install() -> None:
    """Replace what would need a GPU. Twice does no harm."""
    if hasattr(torch.Tensor.cuda, "_stays_here"):
        return
    # Notes down torch's own factories, which a default device is given to, while they are there.
    torch.utils._device._device_constructors()
    _replace_tensor_methods()
    for names, holder in ((_FACTORIES, torch), (_METHODS, torch.Tensor)):
        for name in names.split():
            if hasattr(holder, name):
                setattr(holder, name, _with_device_here(getattr(holder, name)))
    _replace_functions()
    _replace_cuda(torch.cuda)
    _replace_mps()


def here(device: Any) -> Any:
    """Give the CPU in a GPU's stead; anything else is left to torch to judge."""
    if type(device) is torch.device:
        return _CPU if device.type in _GPUS else device
    if type(device) is str:
        return _CPU if device.partition(":")[0] in _GPUS else device
    if type(device) is int or one_of(device, (StandIn,)):
        return _CPU
    return device


def _with_device_here(function: Function, position: int | None = None) -> Function:
    """Wrap a function with the argument `device`; `position`: where it may stand unnamed."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if "device" in kwargs:
            kwargs["device"] = here(kwargs["device"])
        elif position is not None and len(args) > position:
            args = (*args[:position], here(args[position]), *args[position + 1 :])
        return function(*args, **kwargs)

    return call


def _replace_tensor_methods() -> None:
    tensor: Any = torch.Tensor

    def cuda(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self

    vars(cuda)["_stays_here"] = True
    tensor.cuda = cuda
    tensor.xpu = tensor.pin_memory = cuda
    tensor.to = _with_device_here(tensor.to, 1)
    original = tensor.type

    @functools.wraps(original)
    def cast(self: Any, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
        return original(self, _cpu_type(dtype), *args, **kwargs)

    tensor.type = cast


def _cpu_type(kind: Any) -> Any:
    return kind.replace("torch.cuda.", "torch.") if type(kind) is str else kind


def _replace_functions() -> None:
    anything: Any = torch
    parse_to = torch._C._nn._parse_to
    # A module's `.to` asks it what it was given; a stand-in (of `torch_xla`, say) it would refuse.
    vars(torch._C._nn)["_parse_to"] = _with_device_here(parse_to, 0)
    load, default_type = vars(torch)["load"], torch.set_default_tensor_type

    @functools.wraps(load)
    def load_here(file: Any, map_location: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(map_location, dict) and not callable(map_location):
            map_location = _CPU
        return load(file, map_location, *args, **kwargs)

    @functools.wraps(default_type)
    def set_default_tensor_type(kind: Any) -> None:
        default_type(_cpu_type(kind))

    vars(torch)["load"] = load_here
    anything.set_default_tensor_type = set_default_tensor_type
    anything.set_default_device = _unless_gpu(torch.set_default_device)
    anything.compile = _compile
    anything.Generator = _Generator
    context: Any = torch.utils._device.DeviceContext
    context.__init__ = _with_device_here(context.__init__, 1)


def _unless_gpu(set_device: Function) -> Function:
    @functools.wraps(set_device)
    def call(device: Any) -> None:
        if here(device) is device:
            set_device(device)

    return call


def _compile(model: Any = None, **kwargs: Any) -> Any:
    """Give the model as it is; without one, what gives a model as it is."""
    return model if model is not None else lambda model: model


class _GeneratorKind(type(torch._C.Generator)):  # type: ignore[misc]
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, torch._C.Generator)


class _Generator(torch._C.Generator, metaclass=_GeneratorKind):
    def __new__(cls, device: Any = "cpu") -> "_Generator":
        return super().__new__(cls, here(device))  # type: ignore[call-arg]


class _Event:
    """A mark in a stream of work that nobody times."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def _nothing(self, *args: Any, **kwargs: Any) -> None:
        return None

    record = synchronize = wait = wait_stream = wait_event = record_event = _nothing

    def query(self) -> bool:
        """Be done."""
        return True

    def elapsed_time(self, end: Any) -> float:
        """Give milliseconds that can be divided by."""
        return 1.0


class _Context(contextlib.nullcontext[None]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()


def _replace_cuda(cuda: Any) -> None:
    """Have `torch.cuda` answer as if it had nothing to do; there is no GPU, it still says."""
    for name in _NOTHING.split():
        setattr(cuda, name, lambda *args, **kwargs: None)
    for name in _ZERO.split():
        setattr(cuda, name, lambda *args, **kwargs: 0)
    for name in _CUDA_TYPES.split():
        if hasattr(torch, f"{name}Tensor"):
            setattr(cuda, f"{name}Tensor", getattr(torch, f"{name}Tensor"))
    properties = types.SimpleNamespace(
        name=_NAME, major=0, minor=0, total_memory=_MEMORY, multi_processor_count=1
    )
    answers: dict[str, Any] = {
        "is_available": False,
        "is_initialized": False,
        "is_bf16_supported": False,
        "get_device_name": _NAME,
        "get_device_properties": properties,
        "get_device_capability": (0, 0),
        "mem_get_info": (_MEMORY, _MEMORY),
        "memory_summary": "",
        "memory_stats": {},
        "get_rng_state_all": [],
    }
    for name, answer in answers.items():
        setattr(cuda, name, lambda *args, _answer=answer, **kwargs: _answer)
    cuda.get_rng_state = lambda *args, **kwargs: torch.get_rng_state()
    cuda.Event = cuda.Stream = _Event
    cuda.current_stream = cuda.default_stream = _Event
    cuda.device = cuda.stream = _Context


def _replace_mps() -> None:
    mps: Any = torch.mps
    for name in ("synchronize", "empty_cache", "manual_seed", "seed", "set_rng_state"):
        setattr(mps, name, lambda *args, **kwargs: None)
    for name in ("current_allocated_memory", "driver_allocated_memory", "device_count"):
        setattr(mps, name, lambda *args, **kwargs: 0)
