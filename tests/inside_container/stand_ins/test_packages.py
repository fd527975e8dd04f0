"""What is imported but not there must not stop a file, and must not be taken for the real thing."""

from collections.abc import Callable
from typing import Any

import pytest

Student = Callable[[str], Any]

PLOTS = """
import matplotlib
import matplotlib.pyplot as plt
from matplotlib import cm, rcParams
import seaborn as sns
matplotlib.use("Agg")
plt.style.use("ggplot")
plt.rcParams["figure.figsize"] = (10, 8)
assert plt.rcParams["figure.figsize"] == (10, 8)
sns.set_theme(style="whitegrid")
fig, ax = plt.subplots()
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4))
first, *others, last = plt.subplots(1, 5)
fig, axes = plt.subplots(2, 5)
for i in range(10):
    axes[i // 5, i % 5].imshow([[0]], cmap="gray")
    axes.flat[i].set_title(f"digit {i:>3}")
for number, each in enumerate(axes.ravel()):
    raise ValueError("nothing to go through")
ax.plot([1, 2], [3, 4], label="loss", color=cm.viridis(0.5))
n, bins, patches = plt.hist([1, 2, 3])
with plt.xkcd():
    plt.savefig("figure.png")
plt.show()
"""


def test_plots_are_made_of_nothing(student: Student) -> None:
    ran = student(PLOTS)
    assert ran.asked_for == {"matplotlib": 2, "seaborn": 5}
    assert ran.stand_ins["left"] == ran.stand_ins["ax"] == "matplotlib.pyplot.subplots"
    assert ran.stand_ins["n"] == "matplotlib.pyplot.hist"


def test_the_line_is_that_of_the_first_import(student: Student) -> None:
    source = "x = 1\n\ndef show():\n    import cv2\n    import cv2.aruco\nshow()\nimport cv2\n"
    assert student(source).asked_for == {"cv2": 4}


@pytest.mark.parametrize(
    "statement",
    [
        "helper = __import__('helper')",
        "import importlib; helper = importlib.import_module('helper')",
        "exec('import helper')",
        "exec('import helper', {'__builtins__': __builtins__}); import helper",
        "import helper.deep.down; from helper import *",
        "from helper.net import Net; import helper",
    ],
)
def test_every_way_to_import_is_answered(student: Student, statement: str) -> None:
    ran = student(statement)
    assert ran.asked_for == {"helper": 1}
    assert ran.stand_ins["helper"] == "helper"


def test_a_model_from_a_missing_file_is_known_for_what_it_is(student: Student) -> None:
    ran = student(
        "from helper import Net\n"
        "import torch\n"
        "model = Net(784, 10).to('cpu')\n"
        "output = model(torch.rand(4, 784))\n"
        "loss = torch.nn.CrossEntropyLoss()(output, torch.zeros(4, dtype=torch.long))\n"
        "loss.backward()\n"
        "print(f'{loss.item():.4f} {float(loss):6.2f} %d' % loss)\n"
        "weights = [p for p in model.parameters()]\n"
        "assert weights == []\n"
    )
    assert ran.stand_ins["model"] == "helper.Net.to"
    assert ran.stand_ins["Net"] == "helper.Net"


def test_real_packages_are_real(student: Student) -> None:
    ran = student(
        "import torch, torchvision, numpy, scipy.stats, PIL.Image, sklearn.metrics, sympy\n"
        "import torchvision.transforms as T\n"
        "from torchvision.transforms import v2\n"
        "from torchvision import models\n"
        "assert sklearn.metrics.accuracy_score([1, 0], [1, 1]) == 0.5\n"
        "assert T.ToTensor()(PIL.Image.new('L', (4, 4))).shape == (1, 4, 4)\n"
    )
    assert ran.asked_for == {}
    assert ran.stand_ins == {}


def test_what_is_installed_beside_is_not_found(student: Student) -> None:
    # All of these are in the test environment; students' sandboxes differ in them.
    ran = student("import plotly, rich, pydantic, pytest, yaml\n")
    assert sorted(ran.asked_for) == ["plotly", "pydantic", "pytest", "rich", "yaml"]


def test_imports_of_real_packages_are_none_of_the_files(student: Student) -> None:
    # scikit-learn looks for pandas, torch's compiler for much else.
    ran = student(
        "from sklearn.linear_model import LogisticRegression\n"
        "import torch._dynamo\n"
        "LogisticRegression().fit([[0.0], [1.0]], [0, 1])\n"
    )
    assert ran.asked_for == {}


def test_real_packages_bear_stand_ins_beside_them(student: Student) -> None:
    student(
        "import pandas as pd, polars, jax\n"
        "from sklearn.model_selection import train_test_split\n"
        "from sklearn.preprocessing import StandardScaler\n"
        "import numpy as np\n"
        "import torch\n"
        "left, right = train_test_split(np.arange(10.0).reshape(-1, 1), test_size=0.2)\n"
        "assert StandardScaler().fit_transform(left).shape == (8, 1)\n"
        "table = pd.DataFrame({'epoch': [1, 2]})\n"
        "best = table[table['epoch'] > 1]['loss'].min() + 1\n"
        "assert not isinstance(left, pd.DataFrame)\n"
        "mean = np.mean(table['loss']) / 3\n"
        "model = torch.nn.Linear(2, 2)\n"
        "torch.optim.Adam(model.parameters()).step()\n"
    )


def test_an_endless_wait_for_a_stand_in_ends(student: Student) -> None:
    student(
        "import helper\nwhile helper.accuracy() < 0.98:\n    pass\nfor e in range(helper.N): pass"
    )


def test_decorators_leave_what_they_decorate(student: Student) -> None:
    student(
        "import numba, wandb, hydra\n"
        "@numba.njit\ndef one(): return 1\n"
        "@hydra.main(config_path='conf')\ndef two(): return 2\n"
        "@wandb.watch\nclass Three: value = 3\n"
        "assert (one(), two(), Three.value) == (1, 2, 3)\n"
    )


def test_classes_derive_from_stand_ins(student: Student) -> None:
    ran = student(
        "import pytorch_lightning as pl\n"
        "import torch, keras, gym\n"
        "from torch import nn\n"
        "class Net(pl.LightningModule):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n"
        "    def forward(self, x): return self.layers(x)\n"
        "class Data(pl.LightningDataModule, gym.Env):\n"
        "    def __init__(self, path):\n"
        "        super().__init__(path)\n"
        "        self.prepare_data_per_node = False\n"
        "class Mixed(nn.Module, helper.Mixin if False else gym.Env): pass\n"
        "class Stop(keras.callbacks.Callback, flag=True): pass\n"
        "class Failed(wandb.Error if False else gym.error.Error): pass\n"
        "try:\n    raise Failed('x')\nexcept Exception: pass\n"
        "net = Net()\n"
        "assert net(torch.rand(2, 1, 28, 28)).shape == (2, 10)\n"
        "layers = net.layers\n"
        "Data('data').setup(stage='fit')\n"
        "pl.Trainer(max_epochs=3).fit(net)\n"
    )
    assert ran.networks == {"layers": ["Flatten", "Linear"]}


def test_parts_of_torch_that_need_a_missing_package_are_stand_ins(student: Student) -> None:
    ran = student(
        "from torch.utils.tensorboard import SummaryWriter\n"
        "writer = SummaryWriter('runs/1')\n"
        "writer.add_scalar('loss', 0.1, 1)\n"
    )
    assert ran.asked_for == {"torch.utils.tensorboard": 1}


def test_a_file_that_the_student_wrote_is_no_stand_in(student: Student) -> None:
    ran = student(
        "import sys\n"
        "from pathlib import Path\n"
        "Path('written_here.py').write_text('WIDTH = 30')\n"
        "sys.path.insert(0, '.')\n"
        "from written_here import WIDTH\n"
        "assert WIDTH == 30\n"
    )
    assert ran.asked_for == {}


def test_stand_ins_can_be_copied_and_printed(student: Student) -> None:
    student(
        "import copy, helper, json, collections\n"
        "net = helper.net\n"
        "assert copy.deepcopy(net) is net\n"
        "assert str(net) == '<stand-in for helper.net>' and f'{net:.3f}' == str(net)\n"
        "assert len(net) == 1 and list(net) == [] and net.loss / len(net)\n"
        "assert helper.__version__.split('.')[0] == '1'\n"
        "assert collections.Counter([net, net])[net] == 2\n"
        "net.width = 3\nassert net.width == 3\n"
        "net['a'] = 4\nassert net['a'] == 4\n"
        "assert not hasattr(net, '__array__')\n"
    )


@pytest.mark.parametrize("name", ["", "x." * 500])
def test_names_of_stand_ins_are_short(student: Student, name: str) -> None:
    ran = student(f"import helper\nnet = helper.{name}net\n")
    assert 0 < len(ran.stand_ins["net"]) <= 120


def test_the_name_of_a_tampered_stand_in_runs_no_code(student: Student) -> None:
    ran = student(
        "import helper\n"
        "class Text(str):\n    def __getitem__(self, key): raise SystemExit\n"
        "net = helper.net\n"
        "vars(net)['_stand_in_name'] = Text('x')\n"
        "class Liar:\n    @property\n    def __class__(self): raise SystemExit\n"
        "liar = Liar()\n"
    )
    assert ran.stand_ins["net"] == "?"
    assert "liar" not in ran.stand_ins
