"""What does a student's file find where something is missing? A stand-in that lets it run on."""

from grader.inside_container.stand_ins import (
    no_gpu,
    no_programs,
    older_names,
    packages,
    torchvision_early,
)
from grader.inside_container.stand_ins.image_sets import known_set
from grader.inside_container.stand_ins.known_packages import notebook_names
from grader.inside_container.stand_ins.made_up_sets import UnknownImages
from grader.inside_container.stand_ins.packages import REAL, asked_for
from grader.inside_container.stand_ins.stand_in import stand_in_name

__all__ = [
    "REAL",
    "UnknownImages",
    "asked_for",
    "install",
    "install_in_child",
    "known_set",
    "notebook_names",
    "stand_in_name",
]


def install() -> None:
    """Put all in place that every file's process begins with. Once, before any is forked.

    After `observe_layers` and `observe_training` are imported, which note down what torch is.
    """
    torchvision_early.install()
    no_gpu.install()
    packages.install()


def install_in_child() -> None:
    """Put in place what our own program could not live with, in the process of one file."""
    no_programs.install_in_child()
    older_names.install_in_child()
