"""What does a pass over a DataLoader give? One batch: a dry run needs no more to see an epoch.

The batch is as the student's own data set, transforms and collate function make it, of the size
that the student asked for. Where that is large, and nothing in the file counts on it, a small one
takes its place: a dry run is about what is done, not about what comes out.
"""

import itertools
import opcode
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.utils import data

from grader.inside_container.plain_values import attributes_of, exact_int, exact_number, is_a

# Taken before any student code runs, which may rebind them.
DataLoader = data.DataLoader
_Subset, _ConcatDataset, _Dataset = data.Subset, data.ConcatDataset, data.Dataset
_IterableDataset = data.IterableDataset
_islice, _len, _list, _min, _next, _iter, _max = itertools.islice, len, list, min, next, iter, max
_true_iter, _true_init = DataLoader.__iter__, DataLoader.__init__
_BatchSampler, _RandomSampler = data.BatchSampler, data.RandomSampler
_SequentialSampler = data.SequentialSampler
_getframe, _opnames = sys._getframe, opcode.opname
_randint = torch.randint
_NEXT = frozenset(("next", "__next__", "_next"))
"""Names by which a batch is taken by hand."""

SMALL = 32
"""Images of a batch that stands for a larger one."""
AS_ASKED = 64
"""Up to this size a batch is as large as it was asked for."""
LARGEST = 2_048
"""Beyond which no batch is, even where the file counts on it."""
READ = 16
"""Images that are read from the data set; a batch repeats them."""
MAX_ACCUMULATED = 64
"""Batches of one pass, while the file computes gradients and has not made a step."""

_COUNTS_ON_SIZE = re.compile(
    r"\.(?:view|reshape)\(\s*\(?\s*(?!-\s*1\b|[\w.\[\]]+\.(?:shape\[0\]|size\(0\))|len\()[\w.\[\]]+\s*,"
    r"|(?:\.size\(0\)|\.shape\[0\]|\blen\(\w+\))\s*(?:!=|==|<)",
)
"""`x.view(200, -1)`, `if len(x) != batch_size: continue`."""


class Pass:
    """One pass over a loader."""

    def __init__(self, loader: Any, number: int) -> None:
        self.loader = loader
        self.number = number
        self.images: int | None = None
        """In the whole pass, not in the one batch that is given."""
        self.batch_size: int | None = None
        self.batches = 0
        self.stepped = False
        self.gradients = 0
        """Backward passes."""
        self.called: list[Any] = []
        """Networks that were called, each with whether it was training: (network, bool)."""
        self.first: Any = None
        """The first tensor of its batch."""
        self.by_hand = False
        """Whether its batches are taken with `next`, not by a loop."""
        self.drawn_at: Any = None
        """The moment at which its last batch was taken."""
        self.exhausted = False
        """Whether its loop went through to the end."""


class Batches:
    """The passes that are open just now, the innermost last.

    Args:
        on_end: told of every pass when its iterator has ended.
        fallback: gives a data set in place of one that is none; `None` for one that is.
    """

    def __init__(
        self, on_end: Callable[[Pass], None], fallback: Callable[[Any], Any | None]
    ) -> None:
        self.open: list[Pass] = []
        self.moment: Callable[[], Any] = lambda: None
        """Tells the round of a loop, or the statement, that is on just now."""
        self.of_any_size = False
        """Whether nothing in the file counts on the size of a batch."""
        self._on_end = on_end
        self._fallback = fallback
        self._numbers = itertools.count(1)

    def install(self) -> None:
        """Have all loaders give one batch per pass."""
        batches = self

        def __iter__(loader: Any) -> Iterator[Any]:
            return _OneBatch(loader, batches, _caller())

        def __init__(loader: Any, dataset: Any, *args: Any, **kwargs: Any) -> None:
            instead = batches._fallback(dataset)
            kwargs.pop("num_workers", None)  # nor what only workers need
            for name in ("prefetch_factor", "persistent_workers", "multiprocessing_context"):
                kwargs.pop(name, None)
            kwargs.pop("generator", None)
            if _len(args) > 4:
                args = (*args[:4], 0, *args[5:])
            _true_init(loader, dataset if instead is None else instead, *args, **kwargs)

        DataLoader.__iter__ = __iter__  # type: ignore[method-assign, assignment]
        DataLoader.__init__ = __init__  # type: ignore[method-assign, assignment]

    def read(self, text: str) -> None:
        """Note whether a file counts on the size of its batches."""
        self.of_any_size = _COUNTS_ON_SIZE.search(text) is None

    def innermost(self) -> Pass | None:
        """Give the pass that a step belongs to, if any.

        One whose batches are taken by hand, `x, y = next(batches)`, only while that batch is fresh:
        many files look at a batch first, and keep the iterator.
        """
        for held in reversed(self.open):
            if not held.by_hand or held.drawn_at == self.moment():
                return held
        return None

    def begin(self, loader: Any) -> Pass:
        """Open a pass."""
        opened = Pass(loader, _next(self._numbers))
        self.open.append(opened)
        return opened

    def end(self, ended: Pass) -> None:
        """Close a pass; twice does no harm."""
        if any(each is ended for each in self.open):
            self.open = [each for each in self.open if each is not ended]
            self._on_end(ended)

    def size(self, wanted: int, *, by_hand: bool) -> int:
        """Tell how many images a batch has in place of as many as were wanted.

        One that was taken by hand is as large as was asked for: it may be kept, and trained on when
        nobody knows any more where it came from.
        """
        if wanted <= AS_ASKED:
            return wanted
        return SMALL if self.of_any_size and not by_hand else _min(wanted, LARGEST)


class _OneBatch:
    """A pass, as the student's loop sees it."""

    def __init__(
        self, loader: Any, batches: Batches, begun_at: tuple[int, int, bool, bool]
    ) -> None:
        self._batches = batches
        self._pass = batches.begin(loader)
        self._batch: Any = None
        self._begun_at = begun_at

    def __iter__(self) -> "_OneBatch":
        return self

    def __len__(self) -> int:
        return _len(self._pass.loader)

    def __next__(self) -> Any:
        held = self._pass
        at = _caller()
        held.by_hand = at[2] and at[3] and at != self._begun_at
        held.drawn_at = self._batches.moment()
        if held.batches == 0:
            try:
                self._batch = _read_batch(held, self._batches, by_hand=at[2])
            except BaseException:
                self._batches.end(held)
                raise
        elif self._is_over(held):
            held.exhausted = True
            self._batches.end(held)
            raise StopIteration
        held.batches += 1
        return self._batch

    def _is_over(self, held: Pass) -> bool:
        if held.by_hand:  # whoever counts the batches counts on them
            return held.batches >= batches_of(held.loader)
        return held.stepped or not held.gradients or held.batches >= MAX_ACCUMULATED

    next = __next__
    """As tutorials from before Python 3 call it."""

    def __del__(self) -> None:
        self._batches.end(self._pass)


def _caller() -> tuple[int, int, bool, bool]:
    """Tell who asks an iterator for something: frame, instruction, and whether that is a call.

    `for` has an instruction of its own, whatever `enumerate` or `zip` stands in between. And
    whether the code knows the word `next`: where it doesn't, its call goes through all batches, as
    in `list(map(step, loader))`.
    """
    frame = _getframe(2)
    at, code = frame.f_lasti, frame.f_code
    name = _opnames[code.co_code[at]] if at >= 0 else ""
    return id(frame), at, "CALL" in name, not _NEXT.isdisjoint(code.co_names)


def batches_of(loader: Any) -> int:
    """Tell how many batches a whole pass has; 1 where nobody knows."""
    try:
        return exact_int(_len(loader)) or 1
    except Exception:  # noqa: BLE001 - a sampler of the student's own may have no length
        return 1


def _read_batch(held: Pass, batches: Batches, *, by_hand: bool) -> Any:
    """Read the first batch of a pass.

    Raises:
        StopIteration: there is none.
    """
    loader = held.loader
    held.images = _pass_length(loader)
    dataset = loader.dataset
    if is_a(dataset, _IterableDataset):
        held.batch_size = exact_int(loader.batch_size)
        return _next(_iter(_true_iter(loader)))
    if loader.batch_sampler is None:
        held.batch_size = 1
        return loader.collate_fn(dataset[_next(_iter(loader.sampler))])
    wanted = _first_indices(loader)
    held.batch_size = _len(wanted)
    count = batches.size(_len(wanted), by_hand=by_hand)
    few = wanted[: _min(count, READ)]
    rows = [dataset[index] for index in few]
    batch = loader.collate_fn((rows * (count // _max(_len(rows), 1) + 1))[:count])
    held.first = first_tensor(batch)
    return batch


def _first_indices(loader: Any) -> Any:
    """Give the indices of a pass's first batch.

    Without torch's own samplers where it is clear what they would give: they shuffle a whole data
    set to begin with.

    Raises:
        StopIteration: there are none.
    """
    batch_sampler = loader.batch_sampler
    sampler: Any = getattr(batch_sampler, "sampler", None)
    if type(batch_sampler) is _BatchSampler and type(sampler) in (
        _RandomSampler,
        _SequentialSampler,
    ):
        total = _len(sampler)
        size = _min(batch_sampler.batch_size, total)
        images = _len(sampler.data_source)
        if size > 0 and size == batch_sampler.batch_size:
            if type(sampler) is _SequentialSampler:
                return range(size)
            return _randint(images, (size,)).tolist()
    return _list(_next(_iter(batch_sampler)))


def first_tensor(batch: Any) -> Any:
    """Give the first tensor of a batch, the images in all likelihood; `None` if there is none."""
    if type(batch) is torch.Tensor:
        return batch
    if type(batch) in (list, tuple):
        return _next((each for each in batch if type(each) is torch.Tensor), None)
    if type(batch) is dict:
        return _next((each for each in batch.values() if type(each) is torch.Tensor), None)
    return None


def _pass_length(loader: Any) -> int | None:
    """Tell how many images a whole pass goes over."""
    try:
        return exact_int(_len(loader.sampler))
    except Exception:  # noqa: BLE001 - a sampler of the student's own may have no length
        return None


def own_sets(dataset: Any) -> Iterator[Any]:
    """Walk through what a data set is made of: subsets' and unions' own sets, itself first."""
    waiting = [dataset]
    for _ in range(20):
        if not waiting:
            return
        each = waiting.pop(0)
        yield each
        if is_a(each, _Dataset):
            own = attributes_of(each, _Dataset)
            inner: Any = own.get("datasets")
            waiting += inner[:20] if type(inner) is list else []
            names = ("dataset", "ds", "base", "data_set")
            waiting += [own[name] for name in names if name in own]


def normalization(dataset: Any) -> tuple[list[float], list[float]] | None:
    """Find a `Normalize` among a data set's transforms: its means and standard deviations."""
    for each in own_sets(dataset):
        if not is_a(each, _Dataset):
            continue
        waiting: list[Any] = [attributes_of(each, _Dataset).get("transform")]
        for _ in range(40):
            if not waiting:
                break
            step: Any = waiting.pop(0)
            if type(step) in (list, tuple):
                waiting += [*step][:40]
                continue
            own = getattr(step, "__dict__", None)
            if type(own) is not dict:
                continue
            if type(step).__name__ == "Normalize" and "mean" in own and "std" in own:
                return _numbers(own["mean"]), _numbers(own["std"])
            waiting.append(own.get("transforms"))
    return None


def _numbers(value: Any) -> list[float]:
    values = value if type(value) in (list, tuple) else [value]
    known = [exact_number(each) for each in values]
    return [float(each) for each in known if each is not None][:4]
