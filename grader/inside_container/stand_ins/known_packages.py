"""Which stand-ins must do something? Those that a training passes through or takes numbers from."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from grader.inside_container.stand_ins import made_up_tables
from grader.inside_container.stand_ins.stand_in import StandIn, also_a_stand_in


def known_members(package: str) -> dict[str, Any]:
    """Give what a package's stand-in has real: dotted path inside of the package -> object."""
    make = _KNOWN.get(package)
    return make() if make else {}


class Progress:
    """A progress bar that shows nothing: `tqdm.tqdm`."""

    def __init__(
        self,
        iterable: Iterable[Any] | None = None,
        desc: str | None = None,
        total: float | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.iterable, self.desc, self.total, self.n = iterable, desc, total, 0.0

    def __iter__(self) -> Iterator[Any]:
        for item in self.iterable or ():
            yield item
            self.n += 1

    def __len__(self) -> int:
        return int(self.total) if self.total is not None else len(self.iterable or ())  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def update(self, n: float = 1) -> None:
        """Count."""
        self.n += n

    def reset(self, total: float | None = None) -> None:
        """Begin anew."""
        self.n, self.total = 0.0, total if total is not None else self.total

    @classmethod
    def write(cls, text: object = "", *args: Any, **kwargs: Any) -> None:
        """Print. What is printed may be what a student claims."""
        print(text)  # noqa: T201

    @classmethod
    def _nothing(cls, *args: Any, **kwargs: Any) -> None:
        return None

    set_description = set_description_str = set_postfix = set_postfix_str = _nothing
    close = refresh = clear = display = pandas = unpause = _nothing

    def __getattr__(self, name: str) -> Any:
        return getattr(StandIn("tqdm.tqdm"), name)


def _progress_range(*args: Any, **kwargs: Any) -> Progress:
    return Progress(range(*args), **kwargs)


def _tqdm() -> dict[str, Any]:
    both = {"tqdm": Progress, "trange": _progress_range}
    parts = ("auto", "autonotebook", "notebook", "std", "asyncio", "gui", "rich")
    inside = {f"{part}.{name}": member for part in parts for name, member in both.items()}
    old = {"tqdm_notebook": Progress, "tnrange": _progress_range}
    return both | inside | old | {"write": Progress.write}


def _pass_through(iterable: Any, *args: Any, **kwargs: Any) -> Any:
    return iterable


class Settings(StandIn):
    """What is set is there again, as an attribute and as an item: `wandb.config`."""

    def __getattr__(self, name: str) -> Any:
        items = vars(self)["_stand_in_items"]
        return items[name] if name in items else super().__getattr__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys())

    def keys(self) -> list[Any]:
        """See `dict.keys`."""
        return list(vars(self)["_stand_in_items"])

    def items(self) -> list[tuple[Any, Any]]:
        """See `dict.items`."""
        return list(vars(self)["_stand_in_items"].items())

    def get(self, key: Any, default: Any = None) -> Any:
        """See `dict.get`."""
        return vars(self)["_stand_in_items"].get(key, default)

    def setdefaults(self, settings: Any) -> None:
        """Set what is not set."""
        self.update({key: self.get(key, value) for key, value in _mapping(settings).items()})

    def update(self, settings: Any = None, **more: Any) -> None:
        """See `dict.update`; the members of an `argparse.Namespace`, too."""
        for key, value in {**_mapping(settings), **more}.items():
            if key != "allow_val_change":
                self[key] = value


also_a_stand_in(Settings)


def _mapping(settings: Any) -> dict[Any, Any]:
    if isinstance(settings, Mapping):
        return dict(settings)
    if settings is None or isinstance(settings, StandIn):
        return {}
    return dict(getattr(settings, "__dict__", {}))


def _wandb() -> dict[str, Any]:
    settings, run = Settings("wandb.config"), StandIn("wandb.run")
    vars(run)["config"] = settings

    def init(*args: Any, config: Any = None, **kwargs: Any) -> StandIn:
        settings.update(config)
        return run

    return {"config": settings, "run": run, "init": init}


def _one_hot(labels: Any, num_classes: int | None = None, **kwargs: Any) -> Any:
    return made_up_tables.one_hot(labels, num_classes)


def _keras(prefix: str = "") -> dict[str, Any]:
    members: dict[str, Any] = {f"{prefix}utils.to_categorical": _one_hot}
    for name in made_up_tables.KERAS_SETS:
        load = functools.partial(made_up_tables.load_keras, name)
        members[f"{prefix}datasets.{name}.load_data"] = load
    return members


def _tensorflow() -> dict[str, Any]:
    return _keras("keras.") | _keras("python.keras.")


class Response:
    """What a web server would have said: nothing."""

    status_code, ok, content, text, reason, url = 200, True, b"", "", "OK", ""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    def json(self) -> dict[str, Any]:
        """Give an empty document."""
        return {}

    def iter_content(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        """Give no chunk."""
        return iter(())

    def raise_for_status(self) -> None:
        """Find nothing wrong."""

    def close(self) -> None:
        """Close nothing."""

    def __enter__(self) -> "Response":
        return self

    def __exit__(self, *exception: object) -> None:
        return None


def _respond(*args: Any, **kwargs: Any) -> Response:
    return Response()


def show_nothing(*objects: Any, **kwargs: Any) -> None:
    """Stand for `display` and `clear_output`."""


def get_ipython() -> StandIn:
    """Stand for IPython's function of that name."""
    return StandIn("get_ipython()")


def notebook_names() -> dict[str, Any]:
    """Give the names that a notebook's cells find without importing them."""
    return {"get_ipython": get_ipython, "display": show_nothing}


def _ipython() -> dict[str, Any]:
    shown = ("display.display", "display.clear_output", "core.display.display")
    return dict.fromkeys((*shown, "core.display.clear_output"), show_nothing) | {
        "get_ipython": get_ipython,
        "display.get_ipython": get_ipython,
    }


def _google() -> dict[str, Any]:
    return {"colab.drive.mount": show_nothing, "colab.files.upload": dict}


def _requests() -> dict[str, Any]:
    return dict.fromkeys(("get", "post", "put", "head", "request"), _respond)


_KNOWN: dict[str, Callable[[], dict[str, Any]]] = {
    "tqdm": _tqdm,
    "wandb": _wandb,
    "keras": _keras,
    "tensorflow": _tensorflow,
    "IPython": _ipython,
    "google": _google,
    "requests": _requests,
    "rich": lambda: {"progress.track": _pass_through},
    "fastprogress": lambda: dict.fromkeys(
        ("progress_bar", "master_bar", "fastprogress.progress_bar", "fastprogress.master_bar"),
        _pass_through,
    ),
}
