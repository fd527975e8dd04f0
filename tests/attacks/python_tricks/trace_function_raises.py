# Holds: a trace function that raises in the grader's frames is taken off before they run.
import sys
import threading

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def trace(frame, event, argument):
    if frame.f_code.co_filename.endswith(("describe_network.py", "observe_layers.py")):
        raise ValueError("traced")
    return trace
threading.settrace(trace)
sys.settrace(trace)
