# Holds: a profile function that raises in the grader's frames is taken off before they run.
import sys
import threading

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
def profile(frame, event, argument):
    if frame.f_code.co_filename.endswith(("observer.py", "describe_network.py")):
        raise ValueError("profiled")
threading.setprofile(profile)
sys.setprofile(profile)
