"""What do gradients by hand save? The same training steps with autograd and without, alternating.

python bench/gradients_speed.py [--rounds 7]
"""

import argparse
import statistics
import time

import torch
from set4_networks import student_network
from torch import nn

from grader.training.device import make_reproducible
from grader.training.gradients import Gradients, autograd_gradients, gradients_by_hand

BATCH_SIZE = 32
STEPS = 300


def main() -> None:
    """Time both for both networks, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds: int = parser.parse_args().rounds
    make_reproducible(torch.device("cpu"))
    print(f"torch {torch.__version__}, 1 thread, batch size {BATCH_SIZE}, Adam, {rounds} rounds\n")
    print("| | autograd, us/step | by hand, us/step | ratio |")
    print("| --- | ---: | ---: | ---: |")
    for problem in ("2C", "3G"):
        autograd, by_hand = _time_both(problem, rounds)
        print(f"| {problem} | {autograd:.0f} | {by_hand:.0f} | {autograd / by_hand:.2f}x |")


def _time_both(problem: str, rounds: int) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for seconds, differentiate in zip(times, (autograd_gradients, _by_hand), strict=True):
            network = student_network(problem).to(memory_format=torch.channels_last)
            seconds.append(_time(network, differentiate(network)))
    autograd, by_hand = (1e6 * statistics.median(seconds) / STEPS for seconds in times)
    return autograd, by_hand


def _by_hand(network: nn.Sequential) -> Gradients:
    gradients = gradients_by_hand(network)
    assert gradients is not None
    return gradients


def _time(network: nn.Sequential, gradients: Gradients) -> float:
    images = torch.rand(BATCH_SIZE, 1, 28, 28).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(10, (BATCH_SIZE,))
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    network.train()
    for step in range(STEPS + 20):
        if step == 20:
            started = time.perf_counter()
        gradients(images, labels)
        optimizer.step()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
