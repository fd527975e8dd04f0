"""Where a training goes through a package or takes numbers from it, its stand-in gives them."""

from collections.abc import Callable
from typing import Any

import pytest

Student = Callable[[str], Any]


@pytest.mark.parametrize(
    "statement",
    [
        "from tqdm import tqdm, trange",
        "from tqdm.auto import tqdm, trange",
        "from tqdm.notebook import tqdm, trange",
        "import tqdm.notebook as tq; tqdm, trange = tq.tqdm, tq.trange",
        "import tqdm as t; tqdm, trange = t.tqdm, t.trange",
        "from tqdm import tqdm_notebook as tqdm, tnrange as trange",
    ],
)
def test_progress_bars_pass_everything_through(student: Student, statement: str) -> None:
    student(
        f"{statement}\n"
        "seen = []\n"
        "bar = tqdm([1, 2, 3], desc='epoch', leave=False)\n"
        "assert len(bar) == 3\n"
        "for value in bar:\n"
        "    seen.append(value)\n"
        "    bar.set_postfix(loss=0.1, acc='97%')\n"
        "    bar.set_description(f'epoch {value}')\n"
        "    tqdm.write('97.5%')\n"
        "assert seen == [1, 2, 3]\n"
        "assert list(trange(2, 5)) == [2, 3, 4]\n"
        "with tqdm(total=100, unit='batch') as bar:\n"
        "    for _ in range(5): bar.update(20)\n"
        "    assert bar.n == 100\n"
        "bar.close()\n"
        "pairs = [x for x, y in tqdm(enumerate('ab'), total=2)]\n"
        "assert pairs == [0, 1]\n"
        "bar.format_dict['elapsed']\n"
    )


def test_other_bars_pass_everything_through(student: Student) -> None:
    student(
        "from rich.progress import track\n"
        "from fastprogress import master_bar, progress_bar\n"
        "assert list(track(range(3), description='x')) == [0, 1, 2]\n"
        "mb = master_bar(range(2))\n"
        "assert [list(progress_bar('ab', parent=mb)) for _ in mb] == [['a', 'b']] * 2\n"
    )


@pytest.mark.parametrize(
    ("before", "config"),
    [
        ("run = wandb.init(project='x', config={'lr': 0.1, 'epochs': 7})", "wandb.config"),
        ("run = wandb.init(config=dict(lr=0.1, epochs=7))", "run.config"),
        ("wandb.init()\nwandb.config.lr = 0.1\nwandb.config['epochs'] = 7", "wandb.config"),
        (
            "from argparse import Namespace\nwandb.init(config=Namespace(lr=0.1, epochs=7))",
            "wandb.config",
        ),
        ("wandb.init()\nwandb.config.update({'lr': 0.1}, epochs=7)", "wandb.run.config"),
        ("wandb.init()\nwandb.config = {'lr': 0.1, 'epochs': 7}", "dict(wandb.config)"),
    ],
)
def test_settings_are_given_back(student: Student, before: str, config: str) -> None:
    attribute = (
        "" if "dict(wandb" in config else "assert config.lr == 0.1 and config.get('lr') == 0.1\n"
    )
    ran = student(
        f"import wandb\n{before}\nconfig = {config}\n{attribute}"
        "assert config['lr'] == 0.1 and list(range(config['epochs'])) == [0, 1, 2, 3, 4, 5, 6]\n"
        "assert dict(config) == {'lr': 0.1, 'epochs': 7} == {k: v for k, v in config.items()}\n"
        "wandb.log({'loss': 1.0})\n"
        "missing = wandb.config.missing if not isinstance(wandb.config, dict) else None\n"
        "wandb.finish()\n"
    )
    assert ran.asked_for == {"wandb": 1}


def test_notebooks_find_what_notebooks_bring(student: Student) -> None:
    student(
        "from google.colab import drive, files\n"
        "drive.mount('/content/drive', force_remount=True)\n"
        "uploaded = files.upload()\n"
        "assert list(uploaded) == []\n"
        "from IPython.display import clear_output, display, Image\n"
        "from IPython import get_ipython, display as shown\n"
        "display(1, 2)\nclear_output(wait=True)\nshown.clear_output()\n"
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "from grader.inside_container.stand_ins import notebook_names\n"
        "globals().update(notebook_names())\n"
        "display('x')\nget_ipython().system('pip install torch')\n"
    )


def test_summaries_leave_the_model_alone(student: Student) -> None:
    ran = student(
        "from torchsummary import summary\nimport torchinfo\nfrom torch import nn\n"
        "model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n"
        "summary(model, (1, 28, 28))\nprint(torchinfo.summary(model, input_size=(1, 784)))\n"
    )
    assert ran.networks == {"model": ["Flatten", "Linear"]}


@pytest.mark.parametrize(
    "statement",
    [
        "from keras.datasets import {name}",
        "from tensorflow.keras.datasets import {name}",
        "import tensorflow as tf; {name} = tf.keras.datasets.{name}",
        "from tensorflow import keras; {name} = keras.datasets.{name}",
        "import keras.datasets.{name} as {name}",
    ],
)
@pytest.mark.parametrize(
    ("name", "images", "labels"),
    [
        ("mnist", (60_000, 28, 28), (60_000,)),
        ("fashion_mnist", (60_000, 28, 28), (60_000,)),
        ("cifar10", (50_000, 32, 32, 3), (50_000, 1)),
    ],
)
def test_keras_data_has_its_shapes(
    student: Student,
    statement: str,
    name: str,
    images: tuple[int, ...],
    labels: tuple[int, ...],
) -> None:
    ran = student(
        f"{statement.format(name=name)}\n"
        f"(x_train, y_train), (x_test, y_test) = {name}.load_data()\n"
        f"assert x_train.shape == {images} and y_train.shape == {labels}\n"
        "assert str(x_train.dtype) == str(y_train.dtype) == 'uint8'\n"
        f"assert x_test.shape == {(10_000, *images[1:])} and len(y_test) == 10_000\n"
        "assert set(y_test.reshape(-1).tolist()) == set(range(10))\n"
    )
    assert set(ran.asked_for) <= {"keras", "tensorflow"}
    assert ran.asked_for


def test_labels_become_columns(student: Student) -> None:
    student(
        "from keras.utils import to_categorical\n"
        "assert to_categorical([0, 2], 3).tolist() == [[1, 0, 0], [0, 0, 1]]\n"
        "assert to_categorical([[1]]).shape == (1, 2)\n"
    )


@pytest.mark.parametrize("as_frame", ["", ", as_frame=True", ", as_frame=False, parser='auto'"])
def test_openml_is_asked_for_nothing(student: Student, as_frame: str) -> None:
    student(
        "from sklearn.datasets import fetch_openml, load_digits\n"
        "import numpy as np, torch\n"
        f"mnist = fetch_openml('mnist_784', version=1{as_frame})\n"
        "X, y = mnist['data'], mnist.target\n"
        "assert X.shape == (70_000, 784) and y.shape == (70_000,)\n"
        "X = np.array(X) / 255.0\n"
        "assert set(y.astype(int).tolist()) == set(range(10)) and y[3] == '3'\n"
        "assert torch.tensor(mnist.data.values[:5], dtype=torch.float32).shape == (5, 784)\n"
        "assert mnist.data.iloc[:3].to_numpy().shape == (3, 784)\n"
        "assert load_digits().data.shape == (1797, 64)\n"
    )


def test_both_halves_of_openml_are_given(student: Student) -> None:
    student(
        "import sklearn.datasets\n"
        "X, y = sklearn.datasets.fetch_openml('Fashion-MNIST', return_X_y=True)\n"
        "assert X.shape == (70_000, 784) and y.to_numpy(dtype='int64').max() == 9\n"
    )


def test_web_requests_bring_nothing(student: Student) -> None:
    student(
        "import requests\n"
        "answer = requests.get('http://example.com/mnist.gz', stream=True)\n"
        "answer.raise_for_status()\n"
        "with open('mnist.gz', 'wb') as file:\n"
        "    file.write(answer.content)\n"
        "    for chunk in answer.iter_content(1024): file.write(chunk)\n"
        "assert answer.status_code == 200 and answer.ok\n"
    )
