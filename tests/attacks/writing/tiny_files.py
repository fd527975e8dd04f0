# Holds: thousands of tiny files end at a limit or go away with the student; the next has room.
import os

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
made = 0
os.makedirs("many", exist_ok=True)
try:
    for number in range(6000):
        os.close(os.open(f"many/{number}", os.O_CREAT | os.O_WRONLY))
        made = number
except OSError:
    pass
