# Holds: a few kilobytes that unpack to ten gigabytes end at the limit of memory.
import zlib

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
once = zlib.compress(bytes(200 << 20), 9)
leaked = int(len(zlib.decompress(once) * 50) > 0)
