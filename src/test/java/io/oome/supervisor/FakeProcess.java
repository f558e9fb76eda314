package io.oome.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One process of a {@link FakeSupervisord}, with the states of process.py. A test says how long it takes to start and to
 * stop, and what becomes of its next runs; a run of which nothing is said lives until it is ended.
 */
public final class FakeProcess {

    /** What becomes of a run: why it can't be spawned at all, or when it exits by itself and with which status. */
    private record Fate(String spawnerr, Duration exitsAfter, int status) {}

    /** supervisord looks after its processes once a second. */
    private static final Duration LOOP = Duration.ofSeconds(1);

    private static final Set<ProcessState> CAN_BE_STOPPED =
            EnumSet.of(ProcessState.STARTING, ProcessState.RUNNING, ProcessState.BACKOFF);

    private final FakeSupervisord supervisord;
    private final Namespec name;
    private final Deque<Fate> fates = new ArrayDeque<>();
    private Duration startsecs = Duration.ofSeconds(1);
    private Duration stopTakes = Duration.ZERO;
    private int startretries = 3;
    private boolean autorestart;

    private ProcessState state = ProcessState.STOPPED;
    private int pid;
    private Instant start = Instant.EPOCH;
    private Instant stop = Instant.EPOCH;
    private int exitstatus;
    private String spawnerr = "";
    private int backoff;
    private boolean killing;
    /** When the present run ends. */
    private Instant end = Instant.MAX;

    private int endStatus;
    /** When supervisord looks at a process that is BACKOFF or EXITED. */
    private Instant look = Instant.MAX;

    FakeProcess(FakeSupervisord supervisord, Namespec name) {
        this.supervisord = supervisord;
        this.name = name;
    }

    public FakeProcess startsecs(Duration duration) {
        startsecs = duration;
        return this;
    }

    public FakeProcess stopTakes(Duration duration) {
        stopTakes = duration;
        return this;
    }

    public FakeProcess startretries(int count) {
        startretries = count;
        return this;
    }

    /** {@code autorestart=true}; false otherwise. */
    public FakeProcess autorestart() {
        autorestart = true;
        return this;
    }

    /** The next run, or the one after those that were announced already, exits by itself. */
    public FakeProcess nextRunExits(Duration after, int status) {
        fates.add(new Fate("", after, status));
        return this;
    }

    /** The next start fails: SPAWN_ERROR, and BACKOFF. */
    public FakeProcess nextStartFails(String reason) {
        fates.add(new Fate(reason, Duration.ZERO, 0));
        return this;
    }

    public Namespec name() {
        return name;
    }

    public ProcessState state() {
        return state;
    }

    /** 0 when it is down. */
    public int pid() {
        return pid;
    }

    boolean canBeStopped() {
        return CAN_BE_STOPPED.contains(state);
    }

    String spawnerr() {
        return spawnerr;
    }

    /** process.py, spawn. Of one that is STOPPING nothing comes: its pid is still there. */
    void spawn(Instant now) {
        if (pid != 0) {
            return;
        }
        Fate fate = Optional.ofNullable(fates.poll()).orElse(new Fate("", null, 0));
        start = now;
        exitstatus = 0;
        killing = false;
        look = Instant.MAX;
        spawnerr = fate.spawnerr();
        if (!spawnerr.isEmpty()) {
            backOff(now);
            return;
        }
        state = ProcessState.STARTING;
        end = fate.exitsAfter() == null ? Instant.MAX : now.plus(fate.exitsAfter());
        endStatus = fate.status();
        pid = supervisord.spawned(this);
    }

    /** process.py, stop and kill. */
    void stop(Instant now) {
        if (state == ProcessState.BACKOFF) {
            state = ProcessState.STOPPED;
            look = Instant.MAX;
            return;
        }
        state = ProcessState.STOPPING;
        killing = true;
        exitNoLaterThan(now.plus(stopTakes), -1);
    }

    /** It ends by itself, or by a signal that is none of supervisord's. */
    void exit(Instant now, int status) {
        if (pid == 0) {
            throw new IllegalStateException(name + " does not run");
        }
        exitNoLaterThan(now, status);
    }

    private void exitNoLaterThan(Instant limit, int status) {
        if (limit.isBefore(end)) {
            end = limit;
            endStatus = status;
        }
    }

    /** When something happens by itself. */
    Instant next() {
        if (pid == 0) {
            return look;
        }
        Instant running = state == ProcessState.STARTING ? start.plus(startsecs) : Instant.MAX;
        return running.isBefore(end) ? running : end;
    }

    /** process.py, transition and finish. */
    void happen(Instant now) {
        if (pid == 0) {
            lookAfter(now);
        } else if (!end.isAfter(now)) {
            finish(now);
        } else {
            state = ProcessState.RUNNING;
            backoff = 0;
        }
    }

    private void finish(Instant now) {
        int ended = pid;
        boolean tooQuickly = now.isBefore(start.plus(startsecs));
        stop = now;
        pid = 0;
        end = Instant.MAX;
        if (killing) {
            killing = false;
            exitstatus = endStatus;
            state = ProcessState.STOPPED;
        } else if (tooQuickly) {
            exitstatus = 0;
            spawnerr = "Exited too quickly (process log may have details)";
            backOff(now);
        } else {
            backoff = 0;
            exitstatus = endStatus;
            spawnerr = endStatus == 0 ? "" : "Bad exit code " + endStatus;
            state = ProcessState.EXITED;
            look = autorestart ? now.plus(LOOP) : Instant.MAX;
        }
        supervisord.ended(this, ended);
    }

    private void backOff(Instant now) {
        state = ProcessState.BACKOFF;
        backoff++;
        look = now.plus(backoff > startretries ? LOOP : Duration.ofSeconds(backoff));
    }

    private void lookAfter(Instant now) {
        boolean givesUp = state == ProcessState.BACKOFF && backoff > startretries;
        if (givesUp) {
            backoff = 0;
            state = ProcessState.FATAL;
            look = Instant.MAX;
        } else {
            spawn(now);
        }
    }

    /** rpcinterface.py, getProcessInfo. */
    Map<String, Object> info(Instant now) {
        return Map.ofEntries(
                Map.entry("name", name.name()),
                Map.entry("group", name.group()),
                Map.entry("start", (int) start.getEpochSecond()),
                Map.entry("stop", (int) stop.getEpochSecond()),
                Map.entry("now", (int) now.getEpochSecond()),
                Map.entry("state", code(state)),
                Map.entry("statename", state.name()),
                Map.entry("spawnerr", spawnerr),
                Map.entry("exitstatus", exitstatus),
                Map.entry("logfile", ""),
                Map.entry("stdout_logfile", ""),
                Map.entry("stderr_logfile", ""),
                Map.entry("pid", pid),
                Map.entry("description", pid == 0 ? "" : "pid " + pid + ", uptime 0:00:01"));
    }

    private static int code(ProcessState state) {
        return switch (state) {
            case STOPPED -> 0;
            case STARTING -> 10;
            case RUNNING -> 20;
            case BACKOFF -> 30;
            case STOPPING -> 40;
            case EXITED -> 100;
            case FATAL -> 200;
            case UNKNOWN -> 1000;
        };
    }

    /** rpcinterface.py, getAllConfigInfo, as far as anybody looks at it. */
    Map<String, Object> config() {
        return Map.of(
                "group",
                name.group(),
                "name",
                name.name(),
                "directory",
                "none",
                "uid",
                "none",
                "exitcodes",
                List.of(0));
    }
}
