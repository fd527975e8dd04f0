"""Nothing of torch's compiler is loaded, and whoever wants to compile goes on without."""

from collections.abc import Callable
from typing import Any

import pytest

Describe = Callable[..., Any]

EPOCHS = "for epoch in range(2):\n    for x, y in train_loader: step(x, y)\n"


def test_training_does_not_load_the_compiler(dry: Describe) -> None:
    dry(
        "import sys\n" + EPOCHS + "s = optim.lr_scheduler.StepLR(optimizer, 1)\ns.step()\n"
        "loaded = [name for name in sys.modules if name.startswith('torch._dynamo')]\n"
        "assert sorted(loaded) == ['torch._dynamo', 'torch._dynamo.utils']\n"
        "assert not hasattr(sys.modules['torch._dynamo'], '__file__')\n"
        "assert 'torch._inductor' not in sys.modules\n"
    )


@pytest.mark.parametrize(
    "compiled",
    [
        "model = torch.compile(model)",
        "model = torch.compile(model, mode='reduce-overhead')",
        "model = torch.jit.script(model)",
        "model = torch.jit.trace(model, torch.rand(1, 1, 28, 28))",
        "@torch.compile\ndef step(x, y):\n    optimizer.zero_grad()\n"
        "    criterion(model(x), y).backward()\n    optimizer.step()",
        "@torch.compile(dynamic=True)\ndef step(x, y):\n    optimizer.zero_grad()\n"
        "    criterion(model(x), y).backward()\n    optimizer.step()",
        "torch.compiler.reset()",
        "torch._dynamo.graph_break()",
    ],
)
def test_what_is_compiled_stays_what_it_is(dry: Describe, compiled: str) -> None:
    run = dry(f"{compiled}\n{EPOCHS}").run
    assert run.epochs == 2
    assert run.network.defect is None
    assert [layer.type for layer in run.network.layers] == ["Flatten", "Linear", "ReLU", "Linear"]
    assert run.optimizer is not None
    assert run.optimizer.defect is None


@pytest.mark.parametrize(
    "used",
    [
        "torch.func.vmap(lambda a: a * 2)(torch.ones(3))",
        "torch.utils.checkpoint.checkpoint(lambda a: a, torch.ones(1), use_reentrant=False)",
        "torch._dynamo.config.suppress_errors = True",
        "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
        "optim.swa_utils.AveragedModel(model)",
        "torch.nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))",
        "torch.autograd.functional.jacobian(lambda a: a ** 2, torch.ones(2))",
        "import torchvision.models as models\nmodels.resnet18()",
        "torch.nn.TransformerEncoderLayer(8, 2)(torch.rand(1, 2, 8))",
    ],
)
def test_the_rest_of_torch_works_without_it(dry: Describe, used: str) -> None:
    assert dry(f"import torch.utils.checkpoint\n{used}\n{EPOCHS}").run.epochs == 2
