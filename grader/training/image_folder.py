"""Where is a rubric's own folder of images, and what is in it? Without torch."""

from pathlib import Path

from grader.errors import DataUnavailable
from grader.network_spec import Shape
from grader.rubric import ImageFolder

# As torchvision's `ImageFolder` knows them.
_SUFFIXES = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


def find_image_folder(dataset: ImageFolder, data_folder: Path) -> Path:
    """Find the folder, absolute or from the data folder.

    Raises:
        DataUnavailable: it has no `train` or no `test`.
    """
    folder = (data_folder / Path(dataset.image_folder).expanduser()).absolute()
    for part in ("train", "test"):
        if not (folder / part).is_dir():
            raise DataUnavailable(
                f"{folder} has no folder {part}: images are looked for in "
                "train/<class>/ and test/<class>/"
            )
    return folder


def survey_images(folder: Path) -> tuple[Shape, int, int, int]:
    """Count the files and look at one: images are read as RGB, and must all be of one size.

    Returns:
        (channels, height, width) of an image; how many classes, training images, test images.

    Raises:
        DataUnavailable: no images, or the first cannot be read.
    """
    from PIL import Image, UnidentifiedImageError

    train, test = (_images_below(folder / part) for part in ("train", "test"))
    if not train or not test:
        raise DataUnavailable(f"{folder} has no images in train/<class>/ or none in test/<class>/")
    try:
        with Image.open(train[0]) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError) as error:
        raise DataUnavailable(f"{train[0]} cannot be read: {error}") from error
    classes = sum(entry.is_dir() for entry in (folder / "train").iterdir())
    return (3, height, width), classes, len(train), len(test)


def _images_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/**/*") if path.suffix.lower() in _SUFFIXES)
