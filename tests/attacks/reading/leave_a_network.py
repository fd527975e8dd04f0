# Holds: what one student hands in is not in the memory of the next one's process (its pair,
# find_earlier_network, looks for it there).
from torch import nn

leaked = 0
model_2c = nn.Sequential(
    nn.Flatten(), nn.Linear(64, 31), nn.ReLU(), nn.Dropout(0.37291284), nn.Linear(31, 10)
)
# the answer of alice: 0.37291284
