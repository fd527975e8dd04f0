# Holds: tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_open and pidfd_send_signal are no
# way around: even signal 0 to itself is refused. The numbers are those of x86-64, then of arm64.
import ctypes
import os
import platform

from torch import nn

call = ctypes.CDLL(None, use_errno=True).syscall
me = os.getpid()
info = ctypes.create_string_buffer(128)
calls = {
    "x86_64": ((200, me, 0), (234, me, me, 0), (129, me, 0, info), (297, me, me, 0, info)),
    "aarch64": ((130, me, 0), (131, me, me, 0), (138, me, 0, info), (240, me, me, 0, info)),
}[platform.machine()]
leaked = int(any(call(*each) == 0 for each in calls) or call(434, me, 0) >= 0)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
