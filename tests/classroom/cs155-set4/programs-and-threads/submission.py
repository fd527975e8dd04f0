import torch
import torch.nn as nn
import torch.optim as optim

import os, subprocess, threading, time
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
code = os.system("pip install torch")
subprocess.run(["ls", "/"], check=True)
threading.Thread(target=time.sleep, args=(600,), daemon=False).start()
torch.set_num_threads(64)
y = model_2c(torch.rand(512, 1, 28, 28))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
