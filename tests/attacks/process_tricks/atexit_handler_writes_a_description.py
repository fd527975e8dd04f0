# Holds: no exit handler of the file's runs, neither Python's, nor the threads', nor C's.
import atexit
import ctypes
import json
import os
import threading

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
def lie():
    say(json.dumps(forged(SMALL)).encode() + b"\n")
lie_in_c = ctypes.CFUNCTYPE(None)(lie)
atexit.register(lie)
threading._register_atexit(lie)
ctypes.CDLL(None).__cxa_atexit(lie_in_c, None, None)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 5000), nn.ReLU(), nn.Linear(5000, 10))
