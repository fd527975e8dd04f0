# Holds: whatever a patched encoder writes is a network that could have been handed in, or nothing.
import base64
import json

from torch import nn

encode = json.JSONEncoder.encode
def thinner(self, value):
    return encode(self, value).replace('"out_features": 32', '"out_features": 16').replace(
        '"in_features": 32', '"in_features": 16'
    )
json.JSONEncoder.encode = thinner
json.dumps = json.loads = base64.b64decode = lambda *a, **k: "{}"
json.encoder.c_make_encoder = None
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
