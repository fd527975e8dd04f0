"""A loop over epochs is counted, one over batches ends after its first, and none takes long."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.inside_container.watch_loops import (
    ALL_SECONDS,
    FULL_BATCH,
    LOOP_NAME,
    LOOP_SECONDS,
    MAX_ROUNDS,
    Loop,
    Loops,
    rewritten,
)

Describe = Callable[..., Any]

PIXELS = "images, labels = train_set.data.float() / 255, train_set.targets\n"
TRAIN = "    for x, y in train_loader: step(x, y)\n"


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def gone_through(
    loops: Loops, values: range, clock: Clock, seconds: float, *, trains: bool = True
) -> int:
    """Go through a range in which every round trains and takes this long; its rounds."""
    rounds = 0
    for _ in loops.over(values):
        rounds += 1
        innermost = loops.innermost()
        assert innermost is not None
        if trains:
            innermost.trained.setdefault(0, 0)
            innermost.rounds_trained = innermost.begun
        clock.seconds += seconds
    return rounds


@pytest.fixture
def ended() -> list[Loop]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loops(ended: list[Loop], clock: Clock) -> Loops:
    return Loops(ended.append, clock)


def test_a_loop_that_trains_ends_after_its_time_but_not_before_three_rounds(
    loops: Loops, ended: list[Loop], clock: Clock
) -> None:
    assert gone_through(loops, range(100), clock, LOOP_SECONDS / 2) == 3
    assert [(loop.ended, loop.total, loop.begun) for loop in ended] == [("cut", 100, 3)]


def test_a_loop_exactly_as_long_as_it_may_be_goes_on(
    loops: Loops, ended: list[Loop], clock: Clock
) -> None:
    assert gone_through(loops, range(12), clock, LOOP_SECONDS / 12) == 12
    assert ended == []


def test_what_is_cut_in_its_last_round_is_not_cut(
    loops: Loops, ended: list[Loop], clock: Clock
) -> None:
    assert gone_through(loops, range(3), clock, LOOP_SECONDS) == 3
    assert ended == []


def test_a_loop_that_trains_nothing_is_never_cut(
    loops: Loops, ended: list[Loop], clock: Clock
) -> None:
    assert gone_through(loops, range(50), clock, ALL_SECONDS, trains=False) == 50
    assert ended == []


def test_when_all_time_is_gone_a_loop_has_one_round_left(
    loops: Loops, ended: list[Loop], clock: Clock
) -> None:
    gone_through(loops, range(1), clock, ALL_SECONDS)
    assert gone_through(loops, range(100), clock, 0.01) == 1
    assert [loop.ended for loop in ended] == ["cut"]


def test_the_time_of_all_loops_counts_from_the_first_one(
    loops: Loops, ended: list[Loop], clock: Clock
) -> None:
    clock.seconds += 2 * ALL_SECONDS
    assert gone_through(loops, range(10), clock, 0.01) == 10


@pytest.mark.parametrize(
    ("values", "total"),
    [
        (range(0), 0),
        (range(5, 5), 0),
        (range(7, 3), 0),
        (range(10), 10),
        (range(0, 60_000, 128), 469),
        (range(10, 0, -3), 4),
        (range(10**30), MAX_ROUNDS),
        (range(-(10**30), 0), MAX_ROUNDS),
    ],
)
def test_the_rounds_of_any_range_are_known(values: range, total: int) -> None:
    assert Loop(values, None).total == total


def test_a_loop_that_was_left_is_closed_whatever_was_opened_meanwhile(loops: Loops) -> None:
    outer: Iterator[int] = loops.over(range(3))
    next(outer)
    inner: Iterator[int] = loops.over(range(3))
    next(inner)
    outer.close()  # type: ignore[attr-defined]
    assert [loop.total for loop in loops.open] == [3]
    inner.close()  # type: ignore[attr-defined]
    assert loops.open == []


def test_what_is_no_range_goes_through_as_it_is(loops: Loops) -> None:
    values = [1, 2]
    assert loops.over(values) is values
    assert loops.over(values, None) is values
    assert loops.over((each for each in values), False) is not None
    assert loops.open == []


def run(source: str, **names: Any) -> dict[str, Any]:
    """Run a statement as it is rewritten."""
    (statement,) = ast.parse(source).body
    loops = Loops(lambda loop: None, Clock())
    names |= {LOOP_NAME: loops.over, "loops": loops}
    module = ast.Module([rewritten(statement)], [])
    exec(compile(module, "submission.py", "exec"), names)
    return names


@pytest.mark.parametrize(
    "iterable",
    ["range(4)", "enumerate(range(4))", "bar(range(4), desc='epoch')", "zip(range(4), 'abcd')"],
)
def test_a_range_is_found_in_what_shows_its_progress(iterable: str) -> None:
    seen: list[Any] = []
    source = f"for _ in {iterable}: seen.append(loops.innermost().total)"
    run(source, seen=seen, bar=lambda values, desc: list(values))
    assert seen == [4, 4, 4, 4]


def test_a_range_of_the_files_own_making_is_left_alone() -> None:
    seen: list[Any] = []
    run("for _ in range(3): seen.append(loops.innermost())", seen=seen, range=lambda n: "ab")
    assert seen == [None, None]


def test_a_statement_nested_too_deeply_for_us_runs_as_it_is() -> None:
    terms = " + ".join(["1"] * 900)
    assert run(f"total = {terms}")["total"] == 900


@pytest.mark.parametrize(
    "demand",
    [
        "assert torch.cuda.is_available()",
        "assert torch.cuda.is_available(), 'switch the GPU on'",
        "assert device.type == 'cuda'",
        "assert torch.cuda.device_count() > 0",
        "if not torch.cuda.is_available(): raise RuntimeError('no GPU')",
        "if not torch.cuda.is_available(): raise SystemExit",
        "if device.type != 'cuda':\n    print('no GPU')\n    exit()",
        "if not torch.cuda.is_available():\n    import sys\n    sys.exit(1)",
        "def check():\n    assert torch.cuda.is_available()\ncheck()",
    ],
)
def test_whoever_demands_a_gpu_goes_on_without(dry: Describe, demand: str) -> None:
    told = dry(f"device = torch.device('cpu')\n{demand}\nfor epoch in range(2):\n{TRAIN}")
    assert told.run.epochs == 2


def test_what_only_asks_for_a_gpu_stays() -> None:
    asked = "if is_available(): found = 1\nelse: found = 0"
    assert run(asked, is_available=lambda: False)["found"] == 0
    with pytest.raises(AssertionError):
        run("assert ready", ready=False)
    with pytest.raises(ZeroDivisionError):
        run("if not ready: raise ZeroDivisionError", ready=False)


def test_a_loop_that_breaks_is_told_with_the_epochs_it_was_to_have(dry: Describe) -> None:
    run = dry(f"for epoch in range(30):\n{TRAIN}    if epoch == 3: break\n").run
    assert (run.epochs, run.planned, run.ended) == (4, 30, "early")


def test_a_break_that_a_dry_run_does_not_get_to_is_told_too(dry: Describe) -> None:
    run = dry(f"for epoch in range(3):\n{TRAIN}    if y.float().mean() > 10: break\n").run
    assert (run.epochs, run.planned, run.ended) == (3, 3, "early")


def test_the_break_of_an_inner_loop_is_none_of_the_outer_ones(dry: Describe) -> None:
    run = dry(
        "for epoch in range(3):\n"
        "    for number, (x, y) in enumerate(train_loader):\n"
        "        step(x, y)\n        if number == 100: break\n"
    ).run
    assert (run.epochs, run.planned, run.ended) == (3, None, None)


def test_a_loop_in_which_something_fails_is_told_with_the_epochs_it_was_to_have(
    warm_box: Any, beginning: str
) -> None:
    told = warm_box.describe(f"{beginning}for epoch in range(30):\n{TRAIN}    history.append(0)\n")
    assert told.failures == ["NameError: name 'history' is not defined"]
    assert (told.run.epochs, told.run.planned, told.run.ended) == (1, 30, "early")


def test_a_function_that_returns_from_its_loop_is_told_with_it(dry: Describe) -> None:
    run = dry(
        f"def train():\n    for epoch in range(30):\n    {TRAIN}        if epoch == 1: return\n"
        "train()\n"
    ).run
    assert (run.epochs, run.planned, run.ended) == (2, 30, "early")


def test_what_takes_too_long_is_cut_and_told_with_the_epochs_it_was_to_have(dry: Describe) -> None:
    run = dry(f"for epoch in range(30):\n{TRAIN}", seconds=2).run
    assert (run.epochs, run.planned, run.ended) == (3, 30, "cut")


def test_a_second_loop_over_epochs_goes_on_where_the_first_has_ended(dry: Describe) -> None:
    run = dry(f"for epoch in range(2):\n{TRAIN}for epoch in range(30):\n{TRAIN}", seconds=1.5).run
    assert (run.planned, run.ended) == (32, "cut")


def test_a_range_without_end_is_left_by_break(dry: Describe) -> None:
    run = dry(f"for epoch in range(10**30):\n{TRAIN}    if epoch == 4: break\n").run
    assert (run.epochs, run.planned, run.ended) == (5, MAX_ROUNDS, "early")


def test_batches_cut_out_by_hand_are_a_pass(dry: Describe) -> None:
    run = dry(
        f"{PIXELS}for epoch in range(5):\n    for i in range(0, 60000, 128):\n"
        "        step(images[i:i + 128], labels[i:i + 128])\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size, run.images) == (5, 5, 128, 60_000)
    assert run.loose_steps == 0


def test_a_bar_around_batches_cut_out_by_hand_changes_nothing(dry: Describe) -> None:
    run = dry(
        f"from tqdm import tqdm\n{PIXELS}for epoch in tqdm(range(5)):\n"
        "    for i in tqdm(range(0, 60000, 100), leave=False):\n"
        "        step(images[i:i + 100], labels[i:i + 100])\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size, run.images) == (5, 5, 100, 60_000)


def test_batches_cut_out_by_their_number_are_a_pass(dry: Describe) -> None:
    run = dry(
        f"{PIXELS}for epoch in range(4):\n    order = torch.randperm(60000)\n"
        "    for i in range(600):\n        chosen = order[i * 100:(i + 1) * 100]\n"
        "        step(images[chosen], labels[chosen])\n"
    ).run
    assert (run.epochs, run.steps, run.batch_size, run.images) == (4, 4, 100, 60_000)


def test_a_generator_of_batches_is_a_pass(dry: Describe) -> None:
    run = dry(
        f"{PIXELS}def batches(size):\n    for i in range(0, len(images), size):\n"
        "        yield images[i:i + size], labels[i:i + size]\n"
        "for epoch in range(3):\n    for x, y in batches(250): step(x, y)\n"
    ).run
    assert (run.epochs, run.batch_size, run.images) == (3, 250, 60_000)


@pytest.mark.parametrize(
    "loop", ["for epoch in range(20):\n", "for trial in range(1):\n    for epoch in range(20):\n"]
)
def test_steps_over_all_images_are_counted_one_by_one(dry: Describe, loop: str) -> None:
    cut = f"images, labels = images[:{FULL_BATCH}], labels[:{FULL_BATCH}]\n"
    run = dry(f"{PIXELS}{cut}{loop}        step(images, labels)\n").run
    assert (run.epochs, run.loose_steps, run.input_size) == (0, 20, FULL_BATCH)


def test_steps_over_images_drawn_by_lot_are_counted_one_by_one(dry: Describe) -> None:
    run = dry(
        f"{PIXELS}for number in range(40):\n    chosen = torch.randint(0, 60000, (100,))\n"
        "    step(images[chosen], labels[chosen])\n"
    ).run
    assert (run.epochs, run.loose_steps, run.input_size) == (0, 40, 100)


def test_steps_that_take_too_long_are_cut_and_told_with_those_they_were_to_be(
    dry: Describe,
) -> None:
    run = dry(f"{PIXELS}for number in range(40): step(images[:100], labels[:100])\n", seconds=2).run
    assert (run.loose_steps, run.planned, run.ended) == (3, 40, "cut")


def test_a_loop_without_training_runs_to_its_end(dry: Describe) -> None:
    told = dry("total = 0\nfor i in range(1000):\n    for j in range(2): total += 1\n"
               "assert total == 2000\n", seconds=1)  # fmt: skip
    assert told.runs == []


def test_a_file_that_takes_the_watch_away_hurts_itself_alone(warm_box: Any, beginning: str) -> None:
    told = warm_box.describe(
        f"{beginning}import builtins\ndel builtins.{LOOP_NAME}\nfor epoch in range(2):\n{TRAIN}"
        "model_2c = model\n"
    )
    assert told.failures == [f"NameError: name '{LOOP_NAME}' is not defined"]
    assert told.description.finished
    assert told.runs == []


def test_a_file_that_breaks_the_watch_hurts_itself_alone(warm_box: Any, beginning: str) -> None:
    told = warm_box.describe(
        f"{beginning}import builtins\nbuiltins.{LOOP_NAME} = lambda *all: iter('ab')\n"
        f"for epoch in range(7):\n{TRAIN}"
    )
    assert told.description.finished
    assert told.run.epochs == 2


@pytest.mark.parametrize(
    "loop",
    [
        "    for x, y in zip(images.split(100), labels.split(100)):\n        step(x, y)\n",
        "    i = 0\n    while i < len(images):\n"
        "        x, y = images[i : i + 100], labels[i : i + 100]\n        i += 100\n"
        "        step(x, y)\n",
    ],
)
def test_batches_that_no_range_goes_over_are_a_pass(dry: Describe, loop: str) -> None:
    # Steps in a loop are seen by their name, so they stand in it as students write them.
    written = loop.replace(
        "step(x, y)",
        "optimizer.zero_grad(); F.cross_entropy(model(x), y).backward(); optimizer.step()",
    )
    (run,) = dry(f"import torch.nn.functional as F\n{PIXELS}for epoch in range(7):\n{written}").runs
    assert (run.epochs, run.batch_size, run.images) == (7, 100, None)


@pytest.mark.parametrize(
    ("loop", "ended"),
    [
        (f"while epoch < 5:\n{TRAIN}    epoch += 1\n", None),
        (f"while True:\n{TRAIN}    epoch += 1\n    if epoch >= 5: break\n", "early"),
        (f"patience = 5\nwhile patience > 0:\n{TRAIN}    patience -= 1\n", "early"),
        (f"while float(epoch) < 5:\n{TRAIN}    epoch += 1\n", "early"),
    ],
)
def test_a_while_over_epochs_is_counted_and_doubted_where_numbers_may_end_it(
    dry: Describe, loop: str, ended: str | None
) -> None:
    (run,) = dry(f"epoch = 0\n{loop}").runs
    assert (run.epochs, run.planned, run.ended) == (5, None, ended)


def test_what_a_while_may_hold_it_still_may(dry: Describe) -> None:
    source = (
        "class Counted:\n    n = 0\n    while n < 3:\n        n += 1\n"
        "def rounds():\n    got = 0\n    while (got := got + (yield got)) < 4:\n        pass\n"
        "g = rounds(); next(g); seen = [g.send(1), g.send(2)]\n"
        "n = 0\n"
        "while n < 3:\n    n += 1\n    if n == 2: continue\n"
        "else:\n    n += 10\n"
        "model_2c = torch.nn.Sequential(torch.nn.Linear(Counted.n, n + seen[-1]))\n"
    )
    told = dry(source)
    (layer,) = next(
        network.layers for network in told.description.networks if len(network.layers) == 1
    )
    assert (layer.in_features, layer.out_features) == (3, 16)


def test_a_loop_that_may_return_is_one_that_may_end(dry: Describe) -> None:
    source = (
        "def fit():\n    for epoch in range(6):\n"
        "        for x, y in train_loader: step(x, y)\n"
        "        if epoch > 100: return\n"
        "fit()\n"
    )
    (run,) = dry(source).runs
    assert (run.epochs, run.planned, run.ended) == (6, 6, "early")


def test_batches_fetched_one_by_one_from_one_iterator_are_counted_by_epochs(dry: Describe) -> None:
    source = (
        "it = iter(train_loader)\n"
        "for epoch in range(4):\n"
        "    for i in range(len(train_loader)):\n"
        "        try:\n            x, y = next(it)\n"
        "        except StopIteration:\n            it = iter(train_loader)\n"
        "            x, y = next(it)\n"
        "        step(x, y)\n"
    )
    (run,) = dry(source).runs
    assert run.epochs == 4


def test_two_optimizers_that_take_turns_are_told(dry: Describe) -> None:
    source = (
        "other = torch.optim.Adam(model.parameters())\n"
        "for epoch in range(3):\n"
        "    for x, y in train_loader:\n"
        "        step(x, y)\n        other.step()\n"
    )
    (run,) = dry(source).runs
    assert (run.optimizer_name, run.beside, run.epochs) == ("SGD", "Adam", 3)
