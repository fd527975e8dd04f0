"""What is sent to a GPU must stay where it is, be the same objects, and train."""

from collections.abc import Callable
from typing import Any

import pytest

Student = Callable[[str], Any]

TRAINING = """
import torch
from torch import nn, optim
{before}
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.BatchNorm1d(32), nn.ReLU())
parameters = list(model.parameters())
{move}
assert all(old is new for old, new in zip(parameters, model.parameters(), strict=True))
optimizer = optim.Adam(model.parameters(), lr=0.01)
x, y = torch.rand(16, 1, 28, 28), torch.arange(16)
{batch}
before = model[1].weight.clone()
loss = nn.CrossEntropyLoss()(model(x), y)
loss.backward()
optimizer.step()
assert model[1].weight.device.type == x.device.type == "cpu"
assert not torch.equal(before, model[1].weight)
assert not torch.cuda.is_available()
"""


@pytest.mark.parametrize(
    ("before", "move", "batch"),
    [
        ("", "model.cuda()", "x, y = x.cuda(), y.cuda(non_blocking=True)"),
        ("", "model = model.to('cuda')", "x, y = x.to('cuda'), y.to('cuda:0')"),
        ("device = torch.device('cuda')", "model.to(device)", "x, y = x.to(device), y.to(device)"),
        (
            "device = torch.device('cuda', 0)",
            "model.to(device=device)",
            "x, y = x.to(device=device), y.to(device, non_blocking=True)",
        ),
        ("device = torch.device('mps')", "model.to(device)", "x, y = x.to(device), y.to(device)"),
        ("device = 'cuda:1'", "model.to(device, torch.float32)", "x = x.to(device, torch.float32)"),
        ("", "model.to(0)", "x, y = x.to(0), y.cuda(0)"),
        (
            "import torch_xla.core.xla_model as xm\ndevice = xm.xla_device()",
            "model.to(device)",
            "x, y = x.to(device), y.to(device)",
        ),
        (
            "torch.set_default_tensor_type('torch.cuda.FloatTensor')",
            "pass",
            "x, y = x.type(torch.cuda.FloatTensor), y.type('torch.cuda.LongTensor')",
        ),
        ("torch.set_default_tensor_type(torch.cuda.FloatTensor)", "pass", "x = x.pin_memory()"),
        ("torch.set_default_device('cuda')", "pass", "pass"),
        (
            "",
            "nn.DataParallel(model, device_ids=[0, 1]).cuda()(torch.rand(2, 784))",
            "pass",
        ),
        ("", "assert torch.compile(model, mode='reduce-overhead') is model", "pass"),
        (
            "with torch.device('cuda'):\n    assert torch.zeros(2).device.type == 'cpu'",
            "pass",
            "pass",
        ),
    ],
)
def test_a_network_meant_for_a_gpu_trains(
    student: Student, before: str, move: str, batch: str
) -> None:
    ran = student(TRAINING.format(before=before, move=move, batch=batch))
    layers = ["Flatten", "Linear", "BatchNorm1d", "ReLU"]
    assert ran.networks["model"] == layers


@pytest.mark.parametrize(
    "made",
    [
        "zeros(2, device={})",
        "ones((2,), device={})",
        "tensor([1.0], device={})",
        "rand(2, 3, device={})",
        "randn(2, device={})",
        "randint(0, 5, (3,), device={})",
        "arange(5, device={})",
        "empty(2, device={})",
        "full((2,), 1.0, device={})",
        "eye(3, device={})",
        "zeros_like(torch.ones(2), device={})",
        "linspace(0, 1, 3, device={})",
        "rand_like(torch.ones(2), device={})",
        "as_tensor([1], device={})",
        "randperm(4, device={})",
        "ones(2).new_zeros(3, device={})",
        "nn.Linear(2, 2, device={}).weight",
        "nn.BatchNorm2d(2, device={}).running_mean",
        "rand(3, generator=torch.Generator(device={}).manual_seed(0))",
    ],
)
@pytest.mark.parametrize("device", ["'cuda'", "torch.device('cuda:0')", "'mps'"])
def test_tensors_are_made_on_the_cpu(student: Student, made: str, device: str) -> None:
    student(f"import torch\nassert torch.{made.format(device)}.device.type == 'cpu'\n")


def test_other_devices_are_left_to_torch(student: Student) -> None:
    student(
        "import torch\nfrom torch import nn\n"
        "assert torch.zeros(2, device='meta').is_meta and torch.ones(2).to('meta').is_meta\n"
        "assert nn.Linear(2, 2, device='meta').weight.is_meta\n"
        "with torch.device('meta'):\n    assert torch.zeros(2).is_meta\n"
        "try:\n    torch.zeros(2, device='nonsense')\nexcept RuntimeError:\n    refused = True\n"
        "assert refused\n"
        "assert isinstance(torch.device('cuda'), torch.device)\n"
        "assert isinstance(torch.default_generator, torch.Generator)\n"
        "assert isinstance(torch.Generator(), torch.Generator)\n"
        "assert not isinstance(1, torch.Generator)\n"
        "assert torch.ones(2).to(torch.float64).dtype == torch.float64\n"
        "assert torch.ones(2).to(torch.ones(1, dtype=torch.int32)).dtype == torch.int32\n"
        "assert torch.ones(2).type() == 'torch.FloatTensor'\n"
        "with torch.random.fork_rng():\n    torch.manual_seed(3)\n"
    )


def test_torch_cuda_has_nothing_to_do(student: Student) -> None:
    student(
        "import torch\n"
        "print(torch.cuda.get_device_name(0), torch.cuda.get_device_name())\n"
        "assert torch.cuda.device_count() == torch.cuda.current_device() == 0\n"
        "torch.cuda.synchronize()\ntorch.cuda.empty_cache()\ntorch.cuda.set_device(0)\n"
        "torch.cuda.manual_seed(1)\ntorch.cuda.manual_seed_all(1)\n"
        "print(torch.cuda.memory_allocated() / 1024 ** 2, torch.cuda.memory_summary())\n"
        "print(torch.cuda.get_device_properties(0).total_memory / 2 ** 30)\n"
        "start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))\n"
        "start.record()\nend.record()\nprint(1 / start.elapsed_time(end))\n"
        "with torch.cuda.device(0), torch.cuda.stream(torch.cuda.Stream()):\n"
        "    x = torch.cuda.FloatTensor([1.0])\n"
        "assert x.device.type == 'cpu'\n"
        "torch.backends.cudnn.benchmark = False\ntorch.backends.cudnn.deterministic = True\n"
        "torch.cuda.set_rng_state(torch.cuda.get_rng_state())\n"
        "torch.mps.empty_cache()\n"
    )


@pytest.mark.parametrize(
    ("cast", "scaler"),
    [
        ("torch.cuda.amp.autocast()", "torch.cuda.amp.GradScaler()"),
        ("torch.autocast(device_type='cuda', dtype=torch.float16)", "torch.amp.GradScaler('cuda')"),
        ("torch.amp.autocast('cuda', enabled=True)", "torch.amp.GradScaler()"),
    ],
)
def test_mixed_precision_is_plain(student: Student, cast: str, scaler: str) -> None:
    student(
        "import torch\nfrom torch import nn\n"
        "model = nn.Linear(3, 1)\noptimizer = torch.optim.SGD(model.parameters(), lr=1.0)\n"
        f"scaler = {scaler}\nbefore = model.weight.clone()\n"
        f"with {cast}:\n    loss = model(torch.ones(2, 3)).sum()\n"
        "assert loss.dtype == torch.float32\n"
        "scaler.scale(loss).backward()\nscaler.unscale_(optimizer)\nscaler.step(optimizer)\n"
        "scaler.update()\n"
        "assert not torch.equal(before, model.weight)\n"
    )


def test_saved_weights_come_back_to_the_cpu(student: Student) -> None:
    student(
        "import torch\nfrom torch import nn\nmodel = nn.Linear(3, 1)\n"
        "torch.save(model.state_dict(), 'best.pt')\n"
        "for where in ('cuda', torch.device('cuda:0'), None, 'cpu', {'cuda:0': 'cpu'}):\n"
        "    model.load_state_dict(torch.load('best.pt', map_location=where))\n"
        "model.load_state_dict(torch.load('best.pt', weights_only=True))\n"
    )


def test_compiling_is_left_out(student: Student) -> None:
    student(
        "import torch\n"
        "@torch.compile\ndef double(x): return 2 * x\n"
        "@torch.compile(fullgraph=True)\ndef triple(x): return 3 * x\n"
        "assert double(2) + triple(2) == 10\n"
    )
