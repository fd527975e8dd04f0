# Holds: modes, owners, times and attributes of others' files and folders stay as they are.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for path in (OTHER, CLASS, RESULTS, HOME + "/.ssh/id_ed25519", RUBRIC):
    actions = [
        lambda: os.chmod(path, 0o777),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: os.utime(path, (0, 0)),
        lambda: os.setxattr(path, "user.grader-was-here", b"x"),
        lambda: os.chmod(os.open(path, getattr(os, "O_PATH", 0)), 0o777),
    ]
    for action in actions:
        try:
            action()
            leaked = 1
        except OSError:
            pass
