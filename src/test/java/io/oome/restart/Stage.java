package io.oome.restart;

import io.oome.journal.Journal;
import io.oome.journal.StateFolder;
import io.oome.notify.Hook;
import io.oome.proc.FakeProc;
import io.oome.proc.Proc;
import io.oome.restart.Monitor.Policy;
import io.oome.scan.Exemptions;
import io.oome.scan.FlagInspector;
import io.oome.scan.FlagSearcher;
import io.oome.scan.Scanner;
import io.oome.scan.Selection;
import io.oome.scan.Verdicts;
import io.oome.supervisor.FakeSupervisord;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A monitor of production classes on a {@link FakeSupervisord}, with flags and a journal on a real disk; its driver
 * sleeps in the fake's time. It can be killed at any pause and checkpoint, and replaced by another.
 */
final class Stage implements AutoCloseable {

    static final Duration TICK = Duration.ofSeconds(5);

    final FakeProc files = new FakeProc();
    final FakeSupervisord supervisord = new FakeSupervisord(Instant.now());
    final List<RestartReport> reports = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> flags = new HashMap<>();
    private BooleanSupplier kill = () -> false;
    private Budget budget = Budget.UNLIMITED;
    private int parallel = 8;
    private Optional<Hook> hook = Optional.empty();
    private Monitor monitor;
    private Journal journal;
    private Journal reader;

    /** SIGKILL: the monitor runs no further. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    FakeSupervisord.Program running(String name, Duration stopTime) {
        flags.put(name, flag(name).toString());
        return supervisord.running(name, stopTime);
    }

    Path flag(String name) {
        return files.folder().resolve(name + ".oome");
    }

    void outOfMemory(String name) {
        try {
            Files.writeString(flag(name), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void budget(Budget newBudget) {
        budget = newBudget;
    }

    void parallel(int newParallel) {
        parallel = newParallel;
    }

    void hook(Hook newHook) {
        hook = Optional.of(newHook);
    }

    /** Whether to kill the monitor, asked at each pause and checkpoint of the driver. */
    void killWhen(BooleanSupplier when) {
        kill = when;
    }

    /** The monitor, or its successor after its death. */
    Monitor monitor() {
        if (monitor != null) {
            return monitor;
        }
        Proc proc = files.proc();
        int uid = uid();
        Supervisor client = supervisord.client();
        FlagInspector inspector = new FlagInspector(uid);
        Scanner scanner = new Scanner(
                client,
                proc,
                new Scanner.Flags(new FlagSearcher(Optional.empty(), flags, proc), inspector),
                new Exemptions(proc, 1, Set::of),
                new Verdicts(proc, Optional::empty));
        journal = new Journal(
                new StateFolder(Optional.of(files.folder().resolve("state")), uid), scanner::nameOfSupervisord);
        Monitor.Tools tools = new Monitor.Tools(client, scanner, journal, inspector, new Survivors(proc));
        monitor = new Monitor(
                tools,
                new Policy(Selection.ALL, false, parallel, budget, MaxRestartsAction.NONE),
                reports::add,
                hook,
                new FakePace());
        return monitor;
    }

    private int uid() {
        try {
            return (int) Files.getAttribute(files.folder(), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Scans, and waits for what the scan began, or for the monitor's death. */
    ScanResult scan() throws Exception {
        ScanResult result = monitor().scan();
        monitor().awaitRestarts();
        if (journal == null) {
            monitor = null;
        }
        return result;
    }

    /** The step of the process's restart in the journal, if one is under way. */
    Optional<io.oome.journal.Restart.Step> step(String name) {
        return Optional.ofNullable(journalOfAnother().entries().get(io.oome.supervisor.Namespec.parse(name)))
                .flatMap(it -> it.restart())
                .map(it -> it.step());
    }

    /** The same journal, in the hands of another monitor. */
    Journal journalOfAnother() {
        if (reader == null) {
            reader = new Journal(
                    new StateFolder(Optional.of(files.folder().resolve("state")), uid()), () -> "unix:///fake");
        }
        return reader;
    }

    private final class FakePace extends Pace {
        @Override
        Instant now() {
            return supervisord.time();
        }

        @Override
        long nanoTime() {
            return 1 + supervisord.millis() * 1_000_000;
        }

        @Override
        void sleep(Duration duration) {
            maybeKill();
            supervisord.advance(duration);
        }

        @Override
        void checkpoint(Point point) {
            maybeKill();
        }

        private void maybeKill() {
            if (!kill.getAsBoolean()) {
                return;
            }
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
            try {
                journal.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            journal = null;
            throw new Killed();
        }
    }

    @Override
    public void close() throws Exception {
        if (journal != null) {
            journal.close();
        }
        files.afterEach(null);
    }
}
