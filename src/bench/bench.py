#!/usr/bin/python3
"""Measures listeners side by side: a bare one in Python, and oome_monitor from the install tree.

A real supervisord runs N processes; the benchmark itself plays supervisord's part on the listener's stdin and stdout, so
that ticks come as fast as they are answered. Prints a table: medians over the rounds, and the ratio to the bare listener.

    python3 src/bench/bench.py [--programs 10,200,1000] [--ticks 50] [--rounds 5] [--restarts 40] [--install target/oome-monitor]
"""
import argparse
import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
EVENT = b"ver:3.0 server:supervisor serial:1 pool:l poolserial:1 eventname:TICK_5 len:15\nwhen:1201063880"
ANSWER = b"RESULT 2\nOKREADY\n"
PYTHON = "/usr/bin/python3"  # Debian's, which has the supervisor package


class Supervisord:
    """A real one, in a folder of its own, with N sleepers."""

    def __init__(self, programs):
        self.folder = tempfile.mkdtemp(prefix="bench")
        self.port = free_port()
        conf = f"""[supervisord]
logfile={self.folder}/log
pidfile={self.folder}/pid
minfds=8192
[unix_http_server]
file={self.folder}/sock
[inet_http_server]
port=127.0.0.1:{self.port}
[supervisorctl]
serverurl=unix://{self.folder}/sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:p]
command=sleep 86400
numprocs={programs}
process_name=p%(process_num)04d
directory={self.folder}
environment=OOME_FILE="{self.folder}/%(process_num)04d.oome"
stdout_logfile=NONE
stderr_logfile=NONE
"""
        self.conf = f"{self.folder}/conf"
        Path(self.conf).write_text(conf)
        self.process = subprocess.Popen(
            ["supervisord", "-n", "-c", self.conf], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: self.running() == programs, 180)

    def running(self):
        status = subprocess.run(["supervisorctl", "-c", self.conf, "status"], capture_output=True, text=True).stdout
        return status.count(" RUNNING ")

    def url(self, family):
        return f"unix://{self.folder}/sock" if family == "unix" else f"http://127.0.0.1:{self.port}"

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


class Listener:
    """A listener under measurement."""

    def __init__(self, command, supervisord, family):
        env = {name: value for name, value in os.environ.items() if not name.startswith("SUPERVISOR_")}
        env.update(SUPERVISOR_ENABLED="1", SUPERVISOR_GROUP_NAME="l", SUPERVISOR_PROCESS_NAME="l",
                   SUPERVISOR_SERVER_URL=supervisord.url(family), OOME_MONITOR_STATE_DIR=f"{supervisord.folder}/state")
        self.log = tempfile.TemporaryFile()
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, env=env, bufsize=0)
        self.rest = b""
        self.read_until(b"READY\n")
        self.ready = time.perf_counter() - began

    def read_until(self, text, limit=120):
        deadline = time.monotonic() + limit
        while text not in self.rest:
            readable, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            data = os.read(self.process.stdout.fileno(), 65536) if readable else b""
            if not data:
                self.log.seek(0)
                raise SystemExit("the listener said nothing: " + self.log.read().decode())
            self.rest += data
        self.rest = self.rest[self.rest.index(text) + len(text):]

    def tick(self):
        began = time.perf_counter()
        self.process.stdin.write(EVENT)
        self.read_until(ANSWER)
        return time.perf_counter() - began

    def memory(self):
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        values = {line.split()[0]: int(line.split()[1]) for line in rollup[1:]}
        return values["Rss:"] / 1024, values["Anonymous:"] / 1024

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.log.close()


def measure(command, supervisord, family, ticks):
    listener = Listener(command, supervisord, family)
    try:
        listener.tick()
        before = listener.cpu()
        times = sorted(listener.tick() for _ in range(ticks))
        cpu = (listener.cpu() - before) / ticks * 1000
        rss, anonymous = listener.memory()
    finally:
        listener.close()
    return {"READY ms": listener.ready * 1000, "RSS MB": rss, "anonymous MB": anonymous,
            "tick median ms": statistics.median(times) * 1000, "tick p99 ms": times[int(len(times) * 0.99)] * 1000,
            "CPU s / 1000 ticks": cpu}


def restarts(monitor, supervisord, count):
    """The flags of so many processes, and the time until one scan has restarted them all; beside supervisorctl."""
    for number in range(count):
        Path(f"{supervisord.folder}/{number:04d}.oome").touch()
    env = dict(os.environ, OOME_MONITOR_STATE_DIR=f"{supervisord.folder}/state")
    began = time.perf_counter()
    subprocess.run([monitor, "--server-url", supervisord.url("unix"), "--parallel", str(count), "all"],
                   check=True, stdout=subprocess.DEVNULL, env=env)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    subprocess.run(["supervisorctl", "-c", supervisord.conf, "restart"] + [f"p:p{n:04d}" for n in range(count)],
                   check=True, stdout=subprocess.DEVNULL)
    return ours, time.perf_counter() - began


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(condition, limit):
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("gave up waiting")
        time.sleep(0.2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", default="200")
    parser.add_argument("--ticks", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--restarts", type=int, default=40)
    parser.add_argument("--install", default=str(HERE.parent.parent / "target" / "oome-monitor"))
    options = parser.parse_args()
    monitor = f"{options.install}/bin/oome_monitor"
    listeners = {"bare Python": [PYTHON, str(HERE / "bare_listener.py")], "oome_monitor": [monitor, "all"]}
    for programs in map(int, options.programs.split(",")):
        supervisord = Supervisord(programs)
        try:
            for family in ("unix", "TCP"):
                rounds = {name: [] for name in listeners}
                for _ in range(options.rounds):
                    for name, command in listeners.items():
                        rounds[name].append(measure(command, supervisord, family, options.ticks))
                print(f"\n{programs} processes, {family}, {options.ticks} ticks, median of {options.rounds}")
                print(f"{'':20}" + "".join(f"{name:>14}" for name in listeners) + f"{'ratio':>8}")
                for key in rounds["bare Python"][0]:
                    bare, ours = (statistics.median(r[key] for r in rounds[name]) for name in listeners)
                    print(f"{key:20}{bare:14.1f}{ours:14.1f}{ours / bare if bare else 0:8.2f}")
            if options.restarts and programs >= options.restarts:
                ours, ctl = restarts(monitor, supervisord, options.restarts)
                print(f"\n{options.restarts} restarts, --parallel {options.restarts}: {ours:.1f} s;"
                      f" supervisorctl restart of the same, one after another: {ctl:.1f} s")
        finally:
            supervisord.close()
    size = Path(monitor).stat().st_size / 1e6
    print(f"\n{monitor}: {size:.1f} MB")


if __name__ == "__main__":
    main()
