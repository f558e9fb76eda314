"""The minimal cost of a listener in Python: supervisor's own helpers, a new process list and one stat per process."""
import os
import sys

from supervisor import childutils

rpc = childutils.getRPCInterface(os.environ)
while True:
    headers, payload = childutils.listener.wait()
    for process in rpc.supervisor.getAllProcessInfo():
        os.path.exists("/tmp/%s.oome" % process["name"])
    childutils.listener.ok()
