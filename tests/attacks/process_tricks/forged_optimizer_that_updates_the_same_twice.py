# Holds: an optimizer over parameters that are not there, or twice, is refused as if it were real.
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
options = {"lr": 1e-3, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0, "amsgrad": False}
options |= {"maximize": False, "decoupled_weight_decay": False}
group = {"parameters": ["1.weight", "1.weight", "77.bias"], "options": options}
view = {"network": 0, "name": "Adam", "groups": [group], "foreign_parameters": 0, "defect": None}
found = {
    "model_2c": {"kind": "network", "index": 0, "line": 1},
    "optimizer_2c": {"kind": "optimizer", "index": 0, "line": 1},
}
lie = forged(SMALL, variables=found, optimizers=[{"over": [view], "defect": None}])
say(json.dumps(lie).encode() + b"\n")
os._exit(0)
