package io.oome.supervisor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A supervisord behind the Transport seam, in virtual time: it reads the bytes of real requests and writes those of real
 * answers, with the states and the faults of rpcinterface.py and process.py. Time stands still but for {@link #advance}.
 */
public final class FakeSupervisord {

    /** What becomes of a request that fails. */
    public enum Loss {
        REQUEST_LOST,
        /** It took effect, but nobody hears of it. */
        ANSWER_LOST
    }

    private record Failure(String method, Loss loss) {}

    private record Action(String method, Runnable action) {}

    /** rpcinterface.py raises it, and multicall tells it. */
    private static final class Refusal extends Exception {
        private final int code;

        Refusal(int code, String text) {
            super(text);
            this.code = code;
        }

        Map<String, Object> members() {
            return Map.of("faultCode", code, "faultString", getMessage());
        }
    }

    public static final int PID = 42;

    private final Map<Namespec, FakeProcess> processes = new LinkedHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final Deque<Failure> failures = new ArrayDeque<>();
    private final Deque<Action> actions = new ArrayDeque<>();
    private BiConsumer<Namespec, Integer> whenSpawned = (name, pid) -> {};
    private BiConsumer<Namespec, Integer> whenEnded = (name, pid) -> {};
    private Instant now;
    private int lastPid = 1000;
    private boolean away;
    private boolean shuttingDown;

    public FakeSupervisord(Instant now) {
        this.now = now;
    }

    /** A process of that name, which is STOPPED and was never started. */
    public synchronized FakeProcess add(String namespec) {
        Namespec name = Namespec.parse(namespec);
        FakeProcess process = new FakeProcess(this, name);
        processes.put(name, process);
        return process;
    }

    public synchronized FakeProcess process(String namespec) {
        FakeProcess process = processes.get(Namespec.parse(namespec));
        if (process == null) {
            throw new IllegalStateException(namespec + " is not there");
        }
        return process;
    }

    /** Told of each run's begin and end, with its pid: for a /proc that goes with it. */
    public synchronized void tell(BiConsumer<Namespec, Integer> spawned, BiConsumer<Namespec, Integer> ended) {
        whenSpawned = spawned;
        whenEnded = ended;
    }

    /** A client of this server. */
    public Supervisor supervisor() {
        Server server = new Server(ServerUrl.unix("/run/fake.sock"), "test", () -> Server.Access.OPEN);
        return new Supervisor(server, new Transport() {
            @Override
            public <T> T post(byte[] request, Answer<T> answer) throws MalformedXml {
                try {
                    return answer.read(new ByteArrayInputStream(serve(request)));
                } catch (IOException e) {
                    throw SupervisorUnreachable.broken(server.url(), e);
                }
            }
        });
    }

    public synchronized Instant now() {
        return now;
    }

    /** All that happens meanwhile does so in its order, each at its time. */
    public synchronized void advance(Duration duration) {
        Instant end = now.plus(duration);
        while (true) {
            FakeProcess next = processes.values().stream()
                    .min(Comparator.comparing(FakeProcess::next))
                    .orElse(null);
            if (next == null || next.next().isAfter(end)) {
                break;
            }
            now = next.next().isAfter(now) ? next.next() : now;
            next.happen(now);
        }
        now = end;
    }

    /** The methods of all requests so far, each with its parameters; a multicall as one. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized void start(String namespec) {
        process(namespec).spawn(now);
        advance(Duration.ZERO);
    }

    public synchronized void stop(String namespec) {
        FakeProcess process = process(namespec);
        if (process.canBeStopped()) {
            process.stop(now);
        }
        advance(Duration.ZERO);
    }

    /** As supervisorctl restart does it. */
    public synchronized void restart(String namespec) {
        stop(namespec);
        while (process(namespec).pid() != 0) {
            advance(Duration.ofMillis(50));
        }
        start(namespec);
    }

    /** Ends it and takes it out of the configuration: reread, update. */
    public synchronized void remove(String namespec) {
        stop(namespec);
        while (process(namespec).pid() != 0) {
            advance(Duration.ofMillis(50));
        }
        processes.remove(Namespec.parse(namespec));
    }

    /** It exits by itself. */
    public synchronized void exit(String namespec, int status) {
        process(namespec).exit(now, status);
        advance(Duration.ZERO);
    }

    /** Ended by a signal that is none of supervisord's. */
    public void kill(String namespec) {
        exit(namespec, -1);
    }

    /** No request reaches it from now on; its processes go on. */
    public synchronized void goAway() {
        away = true;
    }

    public synchronized void comeBack() {
        away = false;
    }

    public synchronized void shutDown() {
        shuttingDown = true;
    }

    /** The next request of that method (such as {@code stopProcess}, {@code system.multicall}), once. */
    public synchronized void failNext(String method, Loss loss) {
        failures.add(new Failure(method, loss));
    }

    /** Done right before the next request of that method takes effect, once. */
    public synchronized void beforeNext(String method, Runnable action) {
        actions.add(new Action(method, action));
    }

    int spawned(FakeProcess process) {
        whenSpawned.accept(process.name(), ++lastPid);
        return lastPid;
    }

    void ended(FakeProcess process, int pid) {
        whenEnded.accept(process.name(), pid);
    }

    private synchronized byte[] serve(byte[] request) {
        FakeXmlRpc.Call call = FakeXmlRpc.parse(request);
        String method = call.method().replaceFirst("^supervisor\\.", "");
        requests.add(call.params().isEmpty() ? method : method + call.params());
        boolean lost = failures.remove(new Failure(method, Loss.REQUEST_LOST));
        if (away || lost) {
            throw new SupervisorUnreachable("no answer to " + method);
        }
        List<Action> due =
                actions.stream().filter(it -> it.method().equals(method)).toList();
        actions.removeAll(due);
        due.forEach(it -> it.action().run());
        byte[] answer = answer(call);
        if (failures.remove(new Failure(method, Loss.ANSWER_LOST))) {
            throw new SupervisorUnreachable("no answer to " + method);
        }
        return answer;
    }

    private byte[] answer(FakeXmlRpc.Call call) {
        try {
            return FakeXmlRpc.response(result(call));
        } catch (Refusal e) {
            return FakeXmlRpc.fault(e.members());
        }
    }

    private Object result(FakeXmlRpc.Call call) throws Refusal {
        if (call.method().equals("system.multicall")) {
            return multicall((List<?>) call.params().get(0));
        }
        if (shuttingDown) {
            throw new Refusal(6, "SHUTDOWN_STATE");
        }
        List<Object> params = call.params();
        Object result =
                switch (call.method()) {
                    case "supervisor.getPID" -> PID;
                    case "supervisor.getAllProcessInfo" -> processes.values().stream()
                            .map(it -> it.info(now))
                            .toList();
                    case "supervisor.getProcessInfo" -> named(params).info(now);
                    case "supervisor.getAllConfigInfo" -> processes.values().stream()
                            .map(FakeProcess::config)
                            .toList();
                    case "supervisor.startProcess" -> startProcess(named(params), params);
                    case "supervisor.stopProcess" -> stopProcess(named(params), params);
                    default -> throw new Refusal(1, "UNKNOWN_METHOD");
                };
        advance(Duration.ZERO);
        return result;
    }

    private List<Object> multicall(List<?> calls) {
        List<Object> results = new ArrayList<>();
        for (Object call : calls) {
            try {
                results.add(List.of(result(FakeXmlRpc.Call.of((Map<?, ?>) call))));
            } catch (Refusal e) {
                results.add(e.members());
            }
        }
        return results;
    }

    private FakeProcess named(List<Object> params) throws Refusal {
        FakeProcess process = processes.get(Namespec.parse((String) params.get(0)));
        if (process == null) {
            throw new Refusal(10, "BAD_NAME: " + params.get(0));
        }
        return process;
    }

    private boolean startProcess(FakeProcess process, List<Object> params) throws Refusal {
        if (process.canBeStopped()) {
            throw new Refusal(60, "ALREADY_STARTED: " + params.get(0));
        }
        process.spawn(now);
        if (!process.spawnerr().isEmpty()) {
            throw new Refusal(50, "SPAWN_ERROR: " + params.get(0));
        }
        return true;
    }

    private boolean stopProcess(FakeProcess process, List<Object> params) throws Refusal {
        if (!process.canBeStopped()) {
            throw new Refusal(70, "NOT_RUNNING: " + params.get(0));
        }
        process.stop(now);
        return true;
    }
}
