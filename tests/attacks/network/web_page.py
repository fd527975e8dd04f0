# Holds: no page can be fetched.
import http.client

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
try:
    # That somebody answers is enough; it need not be a web page.
    http.client.HTTPConnection("127.0.0.1", PORT, timeout=2).connect()
    leaked = 1
except OSError:
    pass
try:
    # Not by urlopen: that is a stand-in here, which fetches nothing and fails at nothing.
    page = http.client.HTTPConnection("example.com", timeout=2)
    page.request("GET", "/")
    page.getresponse().read()
    leaked = 1
except OSError:
    pass
