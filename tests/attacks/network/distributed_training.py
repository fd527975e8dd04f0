# Holds: torch's own ways to talk to other machines fail with a note, and the file goes on.
import torch.distributed
from torch import nn

leaked = 0
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
where = f"tcp://127.0.0.1:{PORT}"
leaked = bool(torch.distributed.init_process_group("gloo", where, rank=0, world_size=1))
