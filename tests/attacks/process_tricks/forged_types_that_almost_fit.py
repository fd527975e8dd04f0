# Holds: nothing is converted: "32" and 32.0 are no sizes, 1 is no truth value.
import json
import os

from torch import nn

def say(line):
    for descriptor in range(3, 1024):
        try:
            os.write(descriptor, line)
        except OSError:
            pass
def forged(layers, **parts):
    named = [{"name": str(place), **layer} for place, layer in enumerate(layers)]
    network = {"layers": named, "layer_count": len(named), "defect": None}
    empty = dict.fromkeys(("networks", "optimizers", "schedules", "made", "failures"), [])
    found = {"model_2c": {"kind": "network", "index": 0, "line": 2}}
    whole = {"fault": None, "finished": True, **empty, "networks": [network], "variables": found}
    return {"description": whole | {"failure_count": 0} | parts}
SMALL = [
    {"type": "Flatten"},
    {"type": "Linear", "in_features": 64, "out_features": 32},
    {"type": "ReLU"},
    {"type": "Linear", "in_features": 32, "out_features": 10},
]
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
SMALL[1]["out_features"] = 32.0
say(json.dumps(forged(SMALL, finished=1)).encode() + b"\n")
model_2c = None
