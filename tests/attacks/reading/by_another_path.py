# Holds: links, "..", /proc/self/root, a new root and another folder to start in lead no further.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
os.symlink(OTHER, "grader-was-here-link")
os.symlink("/", "grader-was-here-root")
ways = ["grader-was-here-link", "grader-was-here-root" + OTHER, "/proc/self/root" + OTHER]
ways += ["../" * 30 + OTHER, "/proc/self/cwd/" + "../" * 30 + OTHER, "/proc/1/root" + OTHER]
for path in ways:
    try:
        leaked = int(len(open(path).read()) > 0) or leaked
    except OSError:
        pass
for move in (os.chdir, os.chroot):
    try:
        move(CLASS)
        leaked = int("bob" in open("bob.py").read()) or leaked
    except OSError:
        pass
