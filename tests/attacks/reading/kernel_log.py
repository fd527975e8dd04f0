# Holds: the kernel's log, its counters and its programs cannot be read by system call.
import ctypes

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
SYSLOG, PERF_EVENT_OPEN, BPF, USERFAULTFD, QUOTACTL = 103, 298, 321, 323, 179
leaked = int(libc.syscall(SYSLOG, 3, buffer, 4096) >= 0)
leaked = int(libc.syscall(SYSLOG, 10, None, 0) >= 0) or leaked
# A software counter of this very process: what even a careful kernel may allow.
event = (ctypes.c_uint32 * 32)(1, 128, 0)
leaked = int(libc.syscall(PERF_EVENT_OPEN, event, 0, -1, -1, 0) >= 0) or leaked
leaked = int(libc.syscall(BPF, 0, (ctypes.c_uint32 * 32)(1, 4, 4, 1), 128) >= 0) or leaked
leaked = int(libc.syscall(USERFAULTFD, 1) >= 0) or leaked
