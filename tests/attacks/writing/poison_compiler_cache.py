# Holds: a student may write where torch keeps compiled kernels (its pair, use_compiler_cache, looks).
import getpass
import os
import tempfile

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in ("/tmp", tempfile.gettempdir()):
    for user in ("root", "nobody", str(os.getuid())):
        path = os.path.join(folder, f"torchinductor_{user}", "grader-was-here")
        try:
            os.makedirs(path, exist_ok=True)
            open(os.path.join(path, "kernel.so"), "w").close()
        except OSError:
            pass
