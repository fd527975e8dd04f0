# Holds: names with line breaks, terminal escapes, bytes that are no text and dots do no harm.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
names = [b"two\nlines", b"\x1b[2J\x1b]0;owned\x07", b"\xff\xfe", b"...", b"-rf *", b"$(id)", b"a" * 255]
names += ["\u202egpj.exe".encode(), b"'; rm -rf ~; '", b"%s%n", b"~", b" "]
for name in names:
    open(name, "w").close()
    os.mkdir(name[:250] + b"d")
