"""The commands that set a machine up: `grade image` and `grade doctor`."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from grader.doctor import can_grade, examine
from grader.reports.build_progress import BuildProgress
from grader.reports.findings import show_findings
from grader.sandbox.engine import connect
from grader.sandbox.image import IMAGE
from grader.sandbox.image_build import IMAGE_GB, NEEDED_GB, build_image, remove_images
from grader.training.data_folder import default_data_folder


@click.group("image")
def image() -> None:
    """Build the image that the docker sandbox starts from."""


@image.command("build")
@click.option("--network", metavar="MODE",
              help="Network of the build: host, say. Default: the engine's own.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def image_build(network: str | None, quiet: bool) -> None:
    """Build the image. Once per version: minutes; after a change of the grader's code, seconds."""
    client = connect()
    errors = Console(stderr=True, highlight=False)
    if not quiet:
        errors.print(
            f"Building {IMAGE}: about {IMAGE_GB} GB, most of it torch's CUDA libraries. The first "
            f"time it downloads 3 GB, and takes minutes and {NEEDED_GB} GB of free disk.",
            markup=False,
        )
    with BuildProgress(errors, quiet=quiet) as progress:
        size = build_image(client, network=network, on_progress=progress.show)
        seconds = progress.seconds
    click.echo(f"{IMAGE} is built: {size / 1e9:.1f} GB, {seconds:.0f} s")


@image.command("remove")
def image_remove() -> None:
    """Remove the images that the grader has built, of every version."""
    removed = remove_images(connect())
    click.echo(f"{removed} image{'' if removed == 1 else 's'} removed")


@click.command("doctor")
@click.option("-o", "--output-dir", type=click.Path(path_type=Path), default=Path("results"),
              show_default=True, help="Where results would go.")  # fmt: skip
@click.option("--data", type=click.Path(path_type=Path), envvar="GRADER_DATA",
              help="Folder of data sets; else the user's cache. [env: GRADER_DATA]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def doctor(output_dir: Path, data: Path | None, as_json: bool) -> int:
    """Say what this machine has for grading, and what to do about the rest.

    Exit 0 when student code can be graded here in a sandbox that is safe, else 1.
    """
    findings = examine(output_dir, data or default_data_folder())
    if as_json:
        document = {
            "can_grade": can_grade(findings),
            "findings": [asdict(each) for each in findings],
        }
        click.echo(json.dumps(document, indent=2))
    else:
        show_findings(Console(highlight=False), findings)
    return 0 if can_grade(findings) else 1
