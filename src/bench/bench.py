#!/usr/bin/python3
"""Measures listeners side by side: a bare one in Python, and oome_monitor from one install tree or several.

A real supervisord runs N processes; the benchmark itself plays supervisord on the listener's stdin and stdout, so that
each tick follows the previous answer at once. Each listener starts once unmeasured, then once per round, in turns. Prints
medians over the rounds, the ratio to the bare listener, and the goal for it. Everything stays in a temporary folder and on
the loopback interface, and is removed at the end.

    python3 src/bench/bench.py --install native=target/native-tree --install jvm=target/oome-monitor
    python3 src/bench/bench.py --programs 200 --rounds 3
    python3 src/bench/bench.py --programs 200 --rounds 1 --long 10000
"""
import argparse
import contextlib
import math
import os
import select
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
BARE = "bare Python"
PYTHON = "/usr/bin/python3"  # Debian's, which has the supervisor package
FAMILIES = ("unix", "TCP")
FLAG_EVERY = 1.2  # seconds: flags trigger at most one scan a second
REST = 2  # seconds until a listener has released what a tick needs
EVENT = b"ver:3.0 server:supervisor serial:1 pool:l poolserial:1 eventname:TICK_5 len:15\nwhen:1201063880"
ANSWER = b"RESULT 2\nOKREADY\n"
READY, RSS, ANONYMOUS, MEDIAN = "READY ms", "RSS MB at rest", "anonymous MB", "tick median ms"
GOALS = {  # at most so many times the bare listener
    "unix": {READY: 0.4, RSS: 0.8, ANONYMOUS: 0.5, MEDIAN: 1.0},
    "TCP": {READY: 0.4, RSS: 1.0, ANONYMOUS: 0.5, MEDIAN: 1.0},
}
PAIR_GOAL = 0.75


class Supervisord:
    """A real supervisord in a folder of its own, with N idle processes."""

    def __init__(self, folder, programs):
        self.folder = folder
        self.programs = programs
        self.port = free_port()
        self.conf = f"{folder}/conf"
        # Three descriptors per process. Each process is a cat, which ends when supervisord closes its stdin.
        Path(self.conf).write_text(f"""[supervisord]
logfile={folder}/log
pidfile={folder}/pid
minfds={4 * programs + 256}
[unix_http_server]
file={folder}/sock
[inet_http_server]
port=127.0.0.1:{self.port}
[supervisorctl]
serverurl=unix://{folder}/sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:p]
command=cat
numprocs={programs}
process_name=p%(process_num)04d
directory={folder}
environment=OOME_FILE="{folder}/%(process_num)04d.oome"
stdout_logfile=NONE
stderr_logfile=NONE
""")

    def __enter__(self):
        # It gets SIGTERM however the benchmark ends, and from nowhere else: Ctrl-C goes to the benchmark's session.
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "supervisord", "-n", "-c", self.conf],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            self.await_running()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        end(self.process, 60)

    def await_running(self):
        deadline = time.monotonic() + 60 + self.programs / 5
        while self.running() < self.programs:
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = Path(f"{self.folder}/log")
                raise SystemExit("supervisord did not start:\n" + (log.read_text() if log.exists() else ""))
            time.sleep(0.5)

    def running(self):
        try:
            with xmlrpc.client.ServerProxy(self.url("TCP")) as server:
                return sum(process["statename"] == "RUNNING" for process in server.supervisor.getAllProcessInfo())
        except OSError:
            return 0

    def pid(self, process):
        """Waits until the processes run."""
        deadline = time.monotonic() + 30
        with xmlrpc.client.ServerProxy(self.url("TCP")) as server:
            while time.monotonic() < deadline:
                info = server.supervisor.getProcessInfo(process)
                if info["statename"] == "RUNNING":
                    return info["pid"]
                time.sleep(0.1)
        raise SystemExit(f"{process} does not run")

    def url(self, family):
        return f"unix://{self.folder}/sock" if family == "unix" else f"http://127.0.0.1:{self.port}"

    def environment(self):
        """The environment of a monitor that finds no other supervisord, and writes nowhere else."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("SUPERVISOR_")}
        return dict(env, OOME_MONITOR_STATE_DIR=f"{self.folder}/state")


class Listener:
    """A listener under measurement; it ends when its stdin is closed."""

    def __init__(self, command, supervisord, family):
        self.command = command
        self.env = dict(supervisord.environment(), SUPERVISOR_ENABLED="1", SUPERVISOR_GROUP_NAME="l",
                        SUPERVISOR_PROCESS_NAME="l", SUPERVISOR_SERVER_URL=supervisord.url(family))
        self.unread = b""

    def __enter__(self):
        self.log = tempfile.TemporaryFile()
        began = time.perf_counter()
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
                                        env=self.env, bufsize=0, start_new_session=True)
        try:
            self.read_until(b"READY\n")
        except BaseException:
            self.__exit__()
            raise
        self.ready = time.perf_counter() - began
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        end(self.process, 30)
        self.process.stdout.close()
        self.log.close()

    def read_until(self, text, limit=120):
        while text not in self.unread:
            readable, _, _ = select.select([self.process.stdout], [], [], limit)
            data = os.read(self.process.stdout.fileno(), 65536) if readable else b""
            if not data:
                self.log.seek(0)
                raise SystemExit(f"{self.command[0]} said nothing more:\n{self.log.read().decode()}")
            self.unread += data
        self.unread = self.unread[self.unread.index(text) + len(text):]

    def tick(self):
        began = time.perf_counter()
        with contextlib.suppress(BrokenPipeError):  # read_until reports why it died
            self.process.stdin.write(EVENT)
        self.read_until(ANSWER)
        return time.perf_counter() - began

    def memory(self):
        """RSS, its anonymous part, and PSS, in MB."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        values = {line.split()[0]: int(line.split()[1]) / 1024 for line in rollup[1:]}
        return values["Rss:"], values["Anonymous:"], values["Pss:"]

    def cpu(self):
        """CPU seconds, by the clock of clock_getcpuclockid(3): /proc/PID/stat counts in units of 10 ms, the cost of ten ticks."""
        return time.clock_gettime(~self.process.pid << 3 | 2)


@dataclass
class Run:
    """Measures one listener from its start to its last tick."""
    ready: float
    rss_at_work: float
    rss: float
    anonymous: float
    cpu: float
    ticks: list


def run(command, supervisord, family, ticks):
    with Listener(command, supervisord, family) as listener:
        listener.tick()  # the first tick loads what the others need
        before = listener.cpu()
        times = [listener.tick() for _ in range(ticks)]
        cpu = listener.cpu() - before
        at_work, _, _ = listener.memory()
        time.sleep(REST)
        rss, anonymous, _ = listener.memory()
        return Run(listener.ready, at_work, rss, anonymous, cpu, times)


def summary(runs):
    """Medians over the rounds; the 99th percentile is over all ticks, since one round has too few."""
    ticks = sorted(time for run in runs for time in run.ticks)
    slow = "tick p99 ms" if len(ticks) >= 100 else "tick maximum ms"

    def median(value):
        return statistics.median(value(run) for run in runs)

    return {
        READY: median(lambda run: run.ready) * 1000,
        "RSS MB after ticks": median(lambda run: run.rss_at_work),
        RSS: median(lambda run: run.rss),
        ANONYMOUS: median(lambda run: run.anonymous),
        MEDIAN: median(lambda run: statistics.median(run.ticks)) * 1000,
        slow: ticks[math.ceil(len(ticks) * 0.99) - 1] * 1000,
        "CPU s / 1000 ticks": median(lambda run: run.cpu / len(run.ticks)) * 1000,
    }


def compare(listeners, supervisord, family, options):
    """Each round begins with a different listener, so that none is always first."""
    runs = {name: [] for name in listeners}
    for command in listeners.values():
        run(command, supervisord, family, 1)  # unmeasured: fills the page cache
    for number in range(options.rounds):
        for name in rotated(list(listeners), number):
            runs[name].append(run(listeners[name], supervisord, family, options.ticks))
    return {name: summary(runs[name]) for name in listeners}


def print_comparison(results, goals):
    _, *ours = results
    print(f"{'':20}{BARE:>14}" + "".join(f"{name:>14}{'ratio':>11}" for name in ours) + f"{'goal':>9}")
    for key, bare in results[BARE].items():
        goal = goals.get(key)
        columns = [f"{results[name][key]:14.1f}{verdict(results[name][key] / bare, goal):>11}" for name in ours]
        print((f"{key:20}{bare:14.1f}" + "".join(columns) + (f"   <= {goal}" if goal else "")).rstrip())
    sys.stdout.flush()


def verdict(ratio, goal):
    met = "" if not goal else "met" if ratio <= goal else "NOT"
    return f"{ratio:.2f} {met:3}"


def pair(installs, supervisord, ticks):
    """PSS of the two listeners of a container, which share the executable's pages, beside two bare ones."""
    print(f"\n{supervisord.programs} processes, unix: PSS MB of two listeners at rest, after {ticks} ticks of the first; goal <= {PAIR_GOAL}")
    bare = pss([PYTHON, str(HERE / "bare_listener.py")], [PYTHON, str(HERE / "bare_listener.py")], supervisord, ticks)
    print(f"{BARE:20}{bare:10.1f}")
    for name, monitor in installs.items():
        ours = pss([monitor, "all"], [f"{Path(monitor).parent}/oom_score_adj", "-p", "p:*", "-s", "0"], supervisord, ticks)
        print(f"{name:20}{ours:10.1f}{verdict(ours / bare, PAIR_GOAL):>11}", flush=True)


def pss(first, second, supervisord, ticks):
    with Listener(first, supervisord, "unix") as one, Listener(second, supervisord, "unix") as other:
        for _ in range(ticks):
            one.tick()
        time.sleep(REST)
        return one.memory()[2] + other.memory()[2]


def print_growth(medians):
    """medians: per number of processes, per listener, a tick in ms."""
    names = list(next(iter(medians.values())))
    print(f"{'processes':12}" + "".join(f"{name + ' ms':>16}{'us/process':>12}" for name in names))
    for programs, ticks in medians.items():
        print(f"{programs:<12}" + "".join(
            f"{ticks[name]:16.1f}{ticks[name] / programs * 1000:12.0f}" for name in names))
    fewest, most = min(medians), max(medians)
    further = {name: (medians[most][name] - medians[fewest][name]) / (most - fewest) for name in names}
    print(f"{'one more':12}" + "".join(f"{'':16}{further[name] * 1000:12.0f}" for name in names))


def restarts(installs, supervisord, count):
    """The time from so many flags until one scan has restarted all their processes, and that of supervisorctl."""
    print(f"\n{count} restarts")
    for name, monitor in installs.items():
        for number in range(count):
            Path(f"{supervisord.folder}/{number:04d}.oome").touch()
        took = timed([monitor, "--server-url", supervisord.url("unix"), "--parallel", str(count), "all"], supervisord)
        if list(Path(supervisord.folder).glob("*.oome*")):
            raise SystemExit(f"{name} has left flags")
        print(f"{name + f' --parallel {count}':30}{took:6.1f} s")
    processes = [f"p:p{number:04d}" for number in range(count)]
    took = timed(["supervisorctl", "-c", supervisord.conf, "restart", *processes], supervisord)
    print(f"{'supervisorctl restart':30}{took:6.1f} s", flush=True)


def timed(command, supervisord):
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=supervisord.environment(), start_new_session=True)
    return time.perf_counter() - began


def at_once(installs, supervisord, count, bare_tick):
    """The time from a flag to the end of its process, which stopProcess sends SIGTERM; no listener gets a tick."""
    print(f"\n{supervisord.programs} processes, unix: {count} flags, one every {FLAG_EVERY} s; ms to the stop")
    print(f"{'':32}{'median':>10}{'p99':>10}{'maximum':>10}")
    for name, monitor in installs.items():
        with Listener([monitor, "all"], supervisord, "unix") as listener:
            listener.tick()
            time.sleep(2)  # the work after its first scan
            print_times(f"{name} at once", [flag_to_stop(supervisord, number) for number in range(count)])
    ticked = [5 * (number + 0.5) / count + bare_tick / 1000 for number in range(count)]
    print_times(f"{BARE} at TICK_5 (computed)", ticked)


def flag_to_stop(supervisord, number):
    name = f"{number % supervisord.programs:04d}"
    pid = supervisord.pid(f"p:p{name}")
    with os.fdopen(os.pidfd_open(pid)) as process:
        began = time.perf_counter()
        Path(f"{supervisord.folder}/{name}.oome").touch()
        if not select.select([process], [], [], 90)[0]:
            raise SystemExit(f"p{name} was not stopped")
        took = time.perf_counter() - began
    time.sleep(FLAG_EVERY)
    return took


def print_times(label, times):
    times = sorted(times)
    columns = (statistics.median(times), times[math.ceil(len(times) * 0.99) - 1], times[-1])
    print(f"{label:32}" + "".join(f"{value * 1000:10.0f}" for value in columns), flush=True)


def idle(listeners, supervisord, seconds):
    """Calculated from a time without ticks, and the additional cost of a tick."""
    print(f"\n{supervisord.programs} processes, unix: CPU seconds per hour, calculated from {seconds} s without a tick, and 20 ticks")
    print(f"{'':20}{'TICK_60':>10}{'TICK_3600':>10}{'no tick':>10}")
    for name, command in listeners.items():
        with Listener(command, supervisord, "unix") as listener:
            listener.tick()
            time.sleep(3)
            before = listener.cpu()
            time.sleep(seconds)
            hour = (listener.cpu() - before) / seconds * 3600
            before = listener.cpu()
            for _ in range(20):
                listener.tick()
            tick = (listener.cpu() - before) / 20
            print(f"{name:20}{hour + 60 * tick:10.2f}{hour + tick:10.3f}{hour:10.3f}", flush=True)


def long_run(installs, supervisord, ticks):
    """Whether memory grows."""
    stops = sorted({stop for stop in (50, 1000, ticks) if stop <= ticks})
    print(f"\n{supervisord.programs} processes, unix, MB after N ticks of one run")
    print(f"{'':32}" + "".join(f"{stop:>10}" for stop in stops) + f"{'last / first':>14}")
    for name, monitor in installs.items():
        memory = []
        with Listener([monitor, "all"], supervisord, "unix") as listener:
            for number in range(1, ticks + 1):
                listener.tick()
                if number in stops:
                    memory.append(listener.memory())
        for label, values in zip(("RSS MB", ANONYMOUS), zip(*memory)):
            label = f"{name} {label}"
            print(f"{label:32}" + "".join(f"{value:10.1f}" for value in values) + f"{values[-1] / values[0]:14.2f}")
        sys.stdout.flush()


def print_sizes(trees):
    print("\nsize of the install tree")
    for name, tree in trees.items():
        size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file() and not file.is_symlink())
        print(f"{name:12}{size / 1e6:8.1f} MB")


def end(process, limit):
    """Waits for a process that was told to end, then kills it."""
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def rotated(items, by):
    by %= len(items)
    return items[by:] + items[:by]


def give_up(number, _):
    """Ends the run through every __exit__; a second Ctrl-C does not interrupt them."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="append", metavar="[LABEL=]TREE",
                        help="an install tree, repeatable (default: target/oome-monitor)")
    parser.add_argument("--programs", type=numbers, default="10,200,1000", metavar="N,…",
                        help="supervised processes (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--ticks", type=int, default=50, help="ticks per round (default: %(default)s)")
    parser.add_argument("--restarts", type=int, default=40, help="0 for none (default: %(default)s)")
    parser.add_argument("--at-once", type=int, default=100, metavar="FLAGS",
                        help="how many flags to time until their processes are stopped (default: %(default)s, some minutes; 0 for none)")
    parser.add_argument("--idle", type=int, default=60, metavar="SECONDS",
                        help="how long to measure CPU time without ticks (default: %(default)s; 0 to skip)")
    parser.add_argument("--long", type=int, metavar="TICKS",
                        help="at the end, that many in one run of oome_monitor, with 200 processes if --programs has them: "
                             "does its memory grow? 10000 take minutes")
    options = parser.parse_args()
    trees = options.install or [f"oome_monitor={HERE.parent.parent / 'target' / 'oome-monitor'}"]
    options.trees = dict(labelled(tree) for tree in trees)
    for tree in options.trees.values():
        if not (tree / "bin" / "oome_monitor").exists():
            parser.error(f"{tree}/bin/oome_monitor is missing: mvn package makes target/oome-monitor")
    if not shutil.which("supervisord") or not Path(PYTHON).exists():
        parser.error("needs Debian's supervisor: apt-get install supervisor")
    return options


def numbers(text):
    return [int(number) for number in text.split(",")]


def labelled(tree):
    label, equals, path = tree.partition("=")
    return (label, Path(path).resolve()) if equals else (Path(tree).name, Path(tree).resolve())


def main():
    options = arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, give_up)
    installs = {name: f"{tree}/bin/oome_monitor" for name, tree in options.trees.items()}
    listeners = {BARE: [PYTHON, str(HERE / "bare_listener.py")]}
    listeners.update({name: [monitor, "all"] for name, monitor in installs.items()})
    growth = {family: {} for family in FAMILIES}
    long_with = 200 if 200 in options.programs else options.programs[0]
    for programs in options.programs:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, Supervisord(folder, programs) as supervisord:
            for family in FAMILIES:
                print(f"\n{programs} processes, {family}; medians of {options.rounds} rounds of {options.ticks} ticks,"
                      f" p99 or maximum of all {options.rounds * options.ticks}")
                results = compare(listeners, supervisord, family, options)
                print_comparison(results, GOALS[family])
                growth[family][programs] = {name: result[MEDIAN] for name, result in results.items()}
            pair(installs, supervisord, options.ticks)
            if options.at_once:
                at_once(installs, supervisord, options.at_once, growth["unix"][programs][BARE])
            if options.idle:
                idle(listeners, supervisord, options.idle)
            if 0 < options.restarts <= programs:
                restarts(installs, supervisord, options.restarts)
            if options.long and programs == long_with:
                long_run(installs, supervisord, options.long)
    for family in FAMILIES if len(options.programs) > 1 else ():
        print(f"\na tick's median, {family}")
        print_growth(growth[family])
    print_sizes(options.trees)


if __name__ == "__main__":
    main()
