"""What of torchvision is there before a file asks for it? All of it, but with our data sets."""

import contextlib
import importlib
import sys

from grader.inside_container import no_compiler
from grader.inside_container.stand_ins.image_sets import TORCHVISION


def install() -> None:
    """Import torchvision and replace its data sets; without torchvision, do nothing."""
    no_compiler.install()
    # Whatever is wrong with it, a file that never asks for it is none the worse.
    with contextlib.suppress(Exception):
        importlib.import_module("torchvision.transforms.v2")
    datasets = sys.modules.get("torchvision.datasets")
    if datasets is None:
        return
    for place, classes in TORCHVISION.items():
        module = sys.modules.get(f"torchvision.datasets.{place}", datasets)
        for cls in classes:
            setattr(datasets, cls.__name__, cls)
            setattr(module, cls.__name__, cls)
