package io.oome.supervisor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A simulated supervisord in place of a Transport: states, starts and stops as in rpcinterface.py and process.py
 * (4.2.5), real XML in and out. Its time passes only in {@link #advance}.
 */
public final class FakeSupervisord implements Transport {

    /** What happens to a request. */
    public enum Fate {
        ANSWERED,
        /** The connection is refused: no effect. */
        REFUSED,
        /** It takes effect, but its answer is lost. */
        LOST
    }

    /** How a start ends. */
    public enum Start {
        RUNS,
        /** In BACKOFF for a while, then FATAL. */
        FATAL,
        /** In BACKOFF for a while, then RUNNING. */
        LATE,
        /** RUNNING, and soon EXITED. */
        EXITS
    }

    private static final Pattern STRING = Pattern.compile("<string>(.*?)</string>");
    private static final Pattern METHOD = Pattern.compile("<methodName>(.*?)</methodName>");
    private static final long STARTSECS = 1000;
    private static final long BACKOFF = 3000;

    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final PriorityQueue<Due> agenda = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final Instant epoch;
    private long now;
    private int nextPid = 100;
    private Supplier<Fate> fate = () -> Fate.ANSWERED;
    public int requests;

    private record Due(long at, Runnable what) {}

    /** A supervised process. */
    public final class Program {
        private final String name;
        private final long stopMillis;
        private final Deque<Start> starts = new ArrayDeque<>();
        private int state;
        private int pid;
        private long start;
        private long stop;
        private int exitstatus;
        private int generation;

        /** The accepted requests: who, what, in which run. */
        public final List<String> accepted = new ArrayList<>();

        private Program(String name, Duration stopTime) {
            this.name = name;
            this.stopMillis = stopTime.toMillis();
        }

        public Program nextStarts(List<Start> next) {
            starts.addAll(next);
            return this;
        }

        public ProcessState state() {
            return ProcessState.of(state);
        }

        public boolean isOnItsWay() {
            return state == 10 || state == 30 || state == 40;
        }

        public int pid() {
            return pid;
        }

        private void become(int newState) {
            state = newState;
            generation++;
        }

        private void later(long millis, Runnable what) {
            int expected = generation;
            agenda.add(new Due(now + millis, () -> {
                if (generation == expected) {
                    what.run();
                }
            }));
        }

        private void spawn() {
            start = now;
            Start next = starts.isEmpty() ? Start.RUNS : starts.poll();
            if (next == Start.FATAL || next == Start.LATE) {
                become(30);
                later(BACKOFF, next == Start.FATAL ? () -> become(200) : this::live);
                return;
            }
            live();
            if (next == Start.EXITS) {
                later(STARTSECS, () -> {
                    become(20);
                    later(500, () -> exit(0));
                });
            }
        }

        private void live() {
            start = now;
            pid = nextPid++;
            become(10);
            later(STARTSECS, () -> become(20));
        }

        private void exit(int status) {
            end(100);
            exitstatus = status;
        }

        private void end(int newState) {
            pid = 0;
            stop = now;
            become(newState);
        }

        String startProcess(String by) {
            if (state == 10 || state == 20 || state == 30) {
                return fault(60, "ALREADY_STARTED: " + name);
            }
            if (state == 40) {
                return fault(40, "ABNORMAL_TERMINATION: " + name);
            }
            accepted.add(by + " start");
            spawn();
            return "<boolean>1</boolean>";
        }

        String stopProcess(String by) {
            if (state != 10 && state != 20 && state != 30) {
                return fault(70, "NOT_RUNNING: " + name);
            }
            accepted.add(by + " stop");
            if (state == 30) {
                end(0);
            } else {
                become(40);
                later(stopMillis, () -> end(0));
            }
            return "<boolean>1</boolean>";
        }

        private String info() {
            return "<struct>" + member("name", "<string>" + name + "</string>")
                    + member("group", "<string>" + name + "</string>")
                    + member("state", "<int>" + state + "</int>")
                    + member("pid", "<int>" + pid + "</int>")
                    + member("start", "<int>" + seconds(start) + "</int>")
                    + member("stop", "<int>" + seconds(stop) + "</int>")
                    + member("exitstatus", "<int>" + exitstatus + "</int>")
                    + member("spawnerr", "<string></string>")
                    + "</struct>";
        }
    }

    public FakeSupervisord(Instant epoch) {
        this.epoch = epoch;
    }

    public Supervisor client() {
        Server server = new Server(ServerUrl.parse("unix:///fake"), "test", () -> Server.Access.OPEN);
        return new Supervisor(server, this);
    }

    /** A program that has been running since 10 s before the epoch. */
    public Program running(String name, Duration stopTime) {
        Program program = new Program(name, stopTime);
        programs.put(name, program);
        program.pid = nextPid++;
        program.start = -10_000;
        program.become(20);
        return program;
    }

    public Program program(String name) {
        return programs.get(name);
    }

    public void remove(String name) {
        programs.remove(name);
    }

    /** Decides the fate of each request. */
    public void fate(Supplier<Fate> newFate) {
        fate = newFate;
    }

    public Instant time() {
        return epoch.plusMillis(now);
    }

    public long millis() {
        return now;
    }

    /** Schedules an action of an operator, or of the process itself. */
    public void at(long millis, Runnable what) {
        agenda.add(new Due(millis, what));
    }

    public synchronized void advance(Duration duration) {
        long until = now + duration.toMillis();
        while (!agenda.isEmpty() && agenda.peek().at() <= until) {
            Due due = agenda.poll();
            now = Math.max(now, due.at());
            due.what().run();
        }
        now = until;
    }

    public void operatorStops(String name) {
        if (programs.containsKey(name)) {
            program(name).stopProcess("operator");
        }
    }

    public void operatorStarts(String name) {
        if (programs.containsKey(name)) {
            program(name).startProcess("operator");
        }
    }

    /** The process exits by itself, if it runs. */
    public void exits(String name) {
        if (programs.containsKey(name) && program(name).state == 20) {
            program(name).exit(1);
        }
    }

    @Override
    public synchronized <T> T post(byte[] request, Answer<T> answer) throws MalformedXml {
        requests++;
        Fate present = fate.get();
        if (present == Fate.REFUSED) {
            throw new SupervisorUnreachable("connection to the fake refused");
        }
        String result = answer(new String(request, StandardCharsets.UTF_8));
        if (present == Fate.LOST) {
            throw new SupervisorUnreachable("no answer from the fake");
        }
        String response =
                result.startsWith("<fault>") ? result : "<params><param>" + value(result) + "</param></params>";
        try {
            return answer.read(
                    new ByteArrayInputStream(("<?xml version='1.0'?><methodResponse>" + response + "</methodResponse>")
                            .getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String answer(String request) {
        Matcher method = METHOD.matcher(request);
        if (!method.find()) {
            throw new IllegalArgumentException(request);
        }
        List<String> strings =
                STRING.matcher(request).results().map(it -> it.group(1)).toList();
        return switch (method.group(1)) {
            case "supervisor.getAllProcessInfo" -> array(
                    programs.values().stream().map(Program::info).toList());
            case "supervisor.getAllConfigInfo" -> array(List.of());
            case "supervisor.getPID" -> "<int>1</int>";
            case "supervisor.getProcessInfo" -> info(strings.get(0));
            case "supervisor.startProcess" -> of(strings.get(0), it -> it.startProcess("monitor"));
            case "supervisor.stopProcess" -> of(strings.get(0), it -> it.stopProcess("monitor"));
            case "system.multicall" -> array(strings.stream()
                    .filter(it -> !it.equals("supervisor.getProcessInfo"))
                    .map(this::info)
                    .map(it -> it.startsWith("<fault>")
                            ? it.replace("<fault><value>", "").replace("</value></fault>", "")
                            : it)
                    .toList());
            default -> fault(1, "UNKNOWN_METHOD");
        };
    }

    private String info(String namespec) {
        return of(namespec, Program::info);
    }

    private String of(String namespec, Function<Program, String> what) {
        Program program = programs.get(Namespec.parse(namespec).name());
        return program == null ? fault(10, "BAD_NAME: " + namespec) : what.apply(program);
    }

    private static String fault(int code, String text) {
        return "<fault><value><struct>" + member("faultCode", "<int>" + code + "</int>")
                + member("faultString", "<string>" + text + "</string>") + "</struct></value></fault>";
    }

    private static String array(List<String> values) {
        StringBuilder array = new StringBuilder("<array><data>");
        values.forEach(it -> array.append(value(it)));
        return array.append("</data></array>").toString();
    }

    private static String member(String name, String value) {
        return "<member><name>" + name + "</name>" + value(value) + "</member>";
    }

    private static String value(String value) {
        return "<value>" + value + "</value>";
    }

    private long seconds(long millis) {
        return epoch.plusMillis(millis).getEpochSecond();
    }
}
