# Holds: torch.py and json.py beside the file, imported or not, are met by no other submission.
import os
import sys

from torch import nn

poison = "import os\nos.environ['GRADER_WAS_HERE'] = '1'\nraise SystemExit('poisoned')\n"
for name in ("torch", "json", "grader", "sitecustomize", "this"):
    try:
        with open(f"{name}.py", "w") as file:
            file.write(poison)
    except OSError:
        pass
sys.path.insert(0, os.getcwd())
try:
    import this
    raise AssertionError("the poison did not work")
except SystemExit:
    pass
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
