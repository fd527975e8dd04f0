"""A pass over a DataLoader gives one batch, and is told with its true length."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.inside_container.watch_batches import AS_ASKED, LARGEST, MAX_ACCUMULATED, SMALL

Describe = Callable[..., Any]

EPOCHS = "for epoch in range(3):\n    for x, y in train_loader: step(x, y)\n"
OVER = "train_loader = DataLoader({})\n"


def test_a_pass_is_one_step_however_long_it_is(dry: Describe) -> None:
    run = dry(
        EPOCHS + "assert len(train_loader) == 300 and len(train_loader.dataset) == 60_000\n"
    ).run
    assert (run.epochs, run.steps, run.loose_steps) == (3, 3, 0)
    assert (run.batch_size, run.images, run.accumulated) == (200, 60_000, 1)


@pytest.mark.parametrize(
    ("size", "given"),
    [(1, 1), (AS_ASKED, AS_ASKED), (AS_ASKED + 1, SMALL), (200, SMALL), (60_000, SMALL)],
)
def test_a_small_batch_takes_the_place_of_a_large_one(dry: Describe, size: int, given: int) -> None:
    run = dry(OVER.format(f"train_set, {size}, True") + EPOCHS).run
    assert (run.batch_size, run.input_size) == (size, given)


@pytest.mark.parametrize(
    "counting",
    [
        "x = x.view(200, -1)",
        "x = x.view((200, 784))",
        "x = x.reshape(batch_size, 784)",
        "if len(x) != 200: continue",
        "if x.shape[0] < 200: continue",
        "if x.size(0) != batch_size: break",
    ],
)
def test_a_file_that_counts_on_the_size_of_its_batches_gets_it(
    dry: Describe, counting: str
) -> None:
    run = dry(
        "batch_size = 200\n"
        f"for epoch in range(2):\n    for x, y in train_loader:\n        {counting}\n"
        "        step(x, y)\n"
    ).run
    assert (run.epochs, run.batch_size, run.input_size) == (2, 200, 200)


@pytest.mark.parametrize(
    "view",
    [
        "x.view(-1, 784)",
        "x.view(x.size(0), -1)",
        "x.reshape(x.shape[0], 784)",
        "x.view(len(x), -1)",
        "x.view((-1, 28 * 28))",
    ],
)
def test_a_file_that_does_not_count_on_it_gets_a_small_one(dry: Describe, view: str) -> None:
    run = dry(
        f"for epoch in range(2):\n    for x, y in train_loader:\n        step({view}, y)\n"
    ).run
    assert (run.epochs, run.batch_size, run.input_size) == (2, 200, SMALL)


def test_no_batch_is_larger_than_can_be_borne(dry: Describe) -> None:
    run = dry(
        OVER.format("train_set, 60_000") + "for epoch in range(2):\n    for x, y in train_loader:\n"
        "        if len(x) == 1: continue\n        step(x, y)\n"
    ).run
    assert (run.batch_size, run.input_size) == (60_000, LARGEST)


def test_a_look_at_one_batch_is_no_epoch(dry: Describe) -> None:
    run = dry(
        "images, labels = next(iter(train_loader))\nassert images.shape == (200, 1, 28, 28)\n"
        "for x, y in train_loader: break\nfor x, y in train_loader: print(model(x).shape)\n"
        + EPOCHS
    ).run
    assert (run.epochs, run.steps) == (3, 3)


def test_an_iterator_that_is_kept_is_no_pass_that_later_steps_belong_to(dry: Describe) -> None:
    run = dry(
        "examples = iter(train_loader)\nx, y = next(examples)\n"
        "for number in range(20): step(x, y)\n"
    ).run
    assert (run.epochs, run.loose_steps, run.batch_size, run.input_size) == (0, 20, None, 200)


def test_an_iterator_that_is_kept_hides_no_batches_cut_out_by_hand(dry: Describe) -> None:
    run = dry(
        "examples = iter(train_loader)\nx, y = next(examples)\n"
        "images = train_set.data.float() / 255\n"
        "for epoch in range(4):\n    for i in range(0, 60000, 100):\n"
        "        step(images[i:i + 100], train_set.targets[i:i + 100])\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size) == (4, 4, 100)


def test_a_pass_taken_by_hand_in_a_loop_is_one(dry: Describe) -> None:
    run = dry(
        "for epoch in range(3):\n    batches = iter(train_loader)\n"
        "    for number in range(len(train_loader)):\n        x, y = next(batches)\n"
        "        step(x, y)\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size, run.accumulated) == (3, 3, 200, 1)


def test_a_pass_taken_by_hand_until_it_ends_is_one(dry: Describe) -> None:
    run = dry(
        OVER.format("train_set, 2000")
        + "for epoch in range(2):\n    batches = iter(train_loader)\n    while True:\n"
        "        try: x, y = next(batches)\n        except StopIteration: break\n"
        "        step(x, y)\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size, run.accumulated) == (2, 2, 2000, 1)


def test_a_pass_taken_by_hand_and_counted_by_hand_is_one(dry: Describe) -> None:
    run = dry(
        "epoch = 0\nwhile epoch < 12:\n    batches = iter(train_loader)\n    done = 0\n"
        "    while done < len(train_loader):\n        x, y = next(batches)\n        step(x, y)\n"
        "        done += 1\n    epoch += 1\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size) == (12, 12, 200)


def test_a_map_over_a_loader_is_a_pass(dry: Describe) -> None:
    run = dry(
        "def epoch(state, number):\n"
        "    return list(map(lambda batch: step(*batch), train_loader))\n"
        "from functools import reduce\nreduce(epoch, range(4), None)\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size) == (4, 4, 200)


def test_steps_that_begin_anew_when_a_pass_ends_are_as_many_epochs(dry: Describe) -> None:
    run = dry(
        OVER.format("train_set, 2000") + "batches = iter(train_loader)\nfor number in range(75):\n"
        "    try: x, y = next(batches)\n    except StopIteration:\n"
        "        batches = iter(train_loader)\n        x, y = next(batches)\n    step(x, y)\n"
    ).run
    assert (run.epochs, run.steps) == (3, 75)


def test_a_list_of_all_batches_holds_one(dry: Describe) -> None:
    run = dry(
        "batches = list(train_loader)\n"
        "for epoch in range(4):\n    for x, y in batches: step(x, y)\n"
    ).run
    assert (run.epochs, run.loose_steps, run.input_size) == (0, 4, 200)


@pytest.mark.parametrize("every", [2, 4, 16])
def test_gradients_are_gathered_over_as_many_batches_as_the_file_wants(
    dry: Describe, every: int
) -> None:
    run = dry(
        "for epoch in range(2):\n    for number, (x, y) in enumerate(train_loader):\n"
        "        loss = criterion(model(x), y)\n        loss.backward()\n"
        f"        if (number + 1) % {every} == 0:\n"
        "            optimizer.step()\n            optimizer.zero_grad()\n"
    ).run
    assert (run.epochs, run.steps, run.accumulated, run.batch_size) == (2, 2, every, 200)


def test_whoever_gathers_gradients_for_ever_is_stopped(dry: Describe) -> None:
    told = dry(
        "count = 0\nfor x, y in train_loader:\n    criterion(model(x), y).backward()\n"
        f"    count += 1\nassert count == {MAX_ACCUMULATED}\n"
    )
    assert told.runs == []


@pytest.mark.parametrize(
    ("arguments", "batch_size", "images"),
    [
        ("train_set, 128, drop_last=True", 128, 60_000),
        ("train_set, 100, False, torch.utils.data.SubsetRandomSampler(range(50_000))", 100, 50_000),
        ("Subset(train_set, range(1_000)), 50", 50, 1_000),
        ("Subset(train_set, range(30)), 50", 30, 30),
        ("torch.utils.data.random_split(train_set, [50_000, 10_000])[0], 50", 50, 50_000),
        ("torch.utils.data.ConcatDataset([train_set, train_set]), 64", 64, 120_000),
        ("TensorDataset(torch.rand(500, 784), torch.zeros(500).long()), 25, True", 25, 500),
        ("train_set, sampler=torch.utils.data.RandomSampler(train_set, True, 900)", 1, 900),
        ("train_set, 64, sampler=torch.utils.data.RandomSampler(train_set, True, 900)", 64, 900),
        ("train_set, 64, False, None, None, 4, None, True", 64, 60_000),
        ("dataset=train_set, batch_size=64, num_workers=8, prefetch_factor=4", 64, 60_000),
        ("train_set, 64, num_workers=2, persistent_workers=True, pin_memory=True", 64, 60_000),
        ("train_set, 64, generator=torch.Generator('cpu'), timeout=30", 64, 60_000),
    ],
)
def test_any_loader_is_told_with_its_batch_size_and_length(
    dry: Describe, arguments: str, batch_size: int, images: int
) -> None:
    run = dry(OVER.format(arguments) + EPOCHS).run
    assert (run.epochs, run.steps) == (3, 3)
    assert (run.batch_size, run.images) == (batch_size, images)


def test_a_batch_sampler_tells_the_size(dry: Describe) -> None:
    run = dry(
        "class Buckets:\n    def __iter__(self):\n        while True: yield list(range(48))\n"
        "    def __len__(self): return 12\n"
        "train_loader = DataLoader(train_set, batch_sampler=Buckets())\n" + EPOCHS
    ).run
    assert (run.epochs, run.batch_size) == (3, 48)


def test_a_loader_that_makes_no_batches_gives_single_images(dry: Describe) -> None:
    run = dry(
        OVER.format("train_set, batch_size=None, shuffle=True") + "for epoch in range(2):\n"
        "    for x, y in train_loader: step(x[None], torch.tensor([y]))\n"
    ).run
    assert (run.epochs, run.batch_size, run.images) == (2, 1, 60_000)


def test_a_stream_is_read_for_one_batch(dry: Describe) -> None:
    run = dry(
        "class Stream(IterableDataset):\n    def __iter__(self):\n"
        "        while True: yield torch.rand(1, 28, 28), 3\n"
        "train_loader = DataLoader(Stream(), batch_size=40, num_workers=2)\n" + EPOCHS
    ).run
    assert (run.epochs, run.steps, run.batch_size, run.images) == (3, 3, 40, None)


def test_an_empty_loader_is_no_epoch(dry: Describe) -> None:
    told = dry(OVER.format("Subset(train_set, []), 10") + EPOCHS)
    assert told.runs == []
    told = dry(OVER.format("Subset(train_set, range(9)), 10, drop_last=True") + EPOCHS)
    assert told.runs == []


def test_a_data_set_and_a_collate_function_of_the_files_own_make_the_batch(dry: Describe) -> None:
    run = dry(
        "class Own(Dataset):\n    def __len__(self): return 1234\n"
        "    def __getitem__(self, index):\n        assert 0 <= index < 1234\n"
        "        image, label = train_set[index]\n        return {'image': image, 'label': label}\n"
        "def collate(rows):\n"
        "    return {'images': torch.stack([row['image'] for row in rows]),\n"
        "            'labels': torch.tensor([row['label'] for row in rows])}\n"
        "for epoch in range(2):\n"
        "    for batch in DataLoader(Own(), 100, shuffle=True, collate_fn=collate):\n"
        "        step(batch['images'], batch['labels'])\n"
        "    for batch in DataLoader(Own(), 100):\n"
        "        step(batch['image'], batch['label'])\n"
    ).run
    assert (run.epochs, run.batch_size, run.images) == (4, 100, 1234)


def test_data_that_is_not_here_is_made_up(dry: Describe) -> None:
    run = dry(
        "import medmnist\nown = medmnist.PathMNIST(split='train', download=True)\n"
        "train_loader = DataLoader(own, batch_size=128, shuffle=True)\n" + EPOCHS
    ).run
    assert (run.epochs, run.batch_size, run.images) == (3, 128, 60_000)


def test_bars_and_counters_around_a_loader_change_nothing(dry: Describe) -> None:
    run = dry(
        "from tqdm import tqdm\nfor epoch in range(3):\n"
        "    for number, (x, y) in enumerate(tqdm(train_loader, leave=False), 1): step(x, y)\n"
        "    for (x, y), z in zip(train_loader, train_loader): step(x, y)\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size) == (6, 6, 200)


def test_a_loader_of_the_files_own_class_is_watched_too(dry: Describe) -> None:
    run = dry(
        "class Loader(DataLoader):\n    def __iter__(self):\n"
        "        for x, y in super().__iter__(): yield x, y\n"
        "train_loader = Loader(train_set, batch_size=100)\n" + EPOCHS
    ).run
    assert (run.epochs, run.steps, run.batch_size) == (3, 3, 100)


def test_several_steps_with_one_batch_are_one_epoch(dry: Describe) -> None:
    run = dry(
        "for epoch in range(2):\n    for x, y in train_loader:\n"
        "        for again in range(5): step(x, y)\n"
    ).run
    assert (run.epochs, run.steps, run.accumulated) == (2, 10, 1)


@pytest.mark.parametrize(
    ("transform", "mean", "std"),
    [
        ("transforms.Normalize((0.5,), (0.25,))", (0.5,), (0.25,)),
        ("transforms.Compose([transforms.Normalize(0.5, 0.25)])", (0.5,), (0.25,)),
        ("transforms.RandomApply([transforms.Normalize([0.5], [0.25])])", (0.5,), (0.25,)),
    ],
)
@pytest.mark.parametrize("kind", ["{}", "Subset({}, range(9_000))"])
def test_a_normalisation_is_found_wherever_it_stands(
    dry: Describe, transform: str, mean: tuple[float], std: tuple[float], kind: str
) -> None:
    made = (
        "datasets.MNIST('.', transform=transforms.Compose([transforms.ToTensor(), " + transform
    ) + "]))"
    run = dry(OVER.format(f"{kind.format(made)}, 200, True") + EPOCHS).run
    assert run.normalized is not None
    assert (run.normalized.mean, run.normalized.std) == (mean, std)


def test_images_as_they_are_have_no_normalisation(dry: Describe) -> None:
    assert dry(EPOCHS).run.normalized is None


@pytest.mark.parametrize(
    "hostile",
    [
        "DataLoader.__iter__ = lambda self: iter([(torch.rand(8, 784), torch.ones(8).long())])",
        "DataLoader.__init__ = None",
        "DataLoader.__len__ = lambda self: 10**30",
        "train_set.__class__.__len__ = lambda self: 10**18",
        "train_loader.dataset.transform = lambda image: 1 / 0",
        "train_loader = DataLoader(train_set, sampler=type('S', (), {'__iter__': None})())",
        "class Set(Dataset):\n    __hash__ = None\n    def __eq__(self, other): raise SystemExit\n"
        "    def __getattribute__(self, name): raise KeyboardInterrupt\n"
        "train_loader = DataLoader.__new__(DataLoader)\nvars(train_loader)['dataset'] = Set()",
        "class Rows(list):\n    def __len__(self): raise SystemExit\n"
        "vars(train_loader)['batch_sampler'] = [Rows([1, 2])]",
        "vars(train_loader)['batch_sampler'] = [[]]",
        "vars(train_loader)['collate_fn'] = lambda rows: object()",
        "del train_set.transform, train_set.transforms",
    ],
)
def test_a_file_that_takes_loaders_apart_is_described_all_the_same(
    warm_box: Any, beginning: str, hostile: str
) -> None:
    told = warm_box.describe(f"{beginning}{hostile}\n{EPOCHS}model_2c = model\n")
    assert told.status == 0
    assert told.description is not None
    assert told.description.finished
    assert told.description.variables["model_2c"].kind == "network"
