# Holds: how a network came about does not matter: built by exec, from data, it is what it is.
import base64

from torch import nn

text = base64.b64encode(b"nn.Sequential(nn.Flatten(), nn.Linear(64, 32))")
exec("model_2c = eval(base64.b64decode(text))")
exec(compile("model_2c.append(nn.ReLU()).append(nn.Linear(32, 10))", "<made up>", "exec"))
