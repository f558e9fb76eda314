package io.oome.command;

import io.oome.exit.OomKillCount;
import io.oome.http.HttpAddress;
import io.oome.listener.Event;
import io.oome.listener.EventListener;
import io.oome.listener.IgnoredEvents;
import io.oome.listener.Ticker;
import io.oome.nativeimage.StartPages;
import io.oome.notify.Hook;
import io.oome.notify.Outbox;
import io.oome.notify.Printable;
import io.oome.restart.Announcer;
import io.oome.restart.LastResort;
import io.oome.restart.Monitor;
import io.oome.restart.Monitor.Policy;
import io.oome.restart.Occasion;
import io.oome.restart.RestartNotice;
import io.oome.restart.RestartReport;
import io.oome.restart.ScanResult;
import io.oome.supervisor.SupervisorException;
import io.oome.supervisor.SupervisorUnreachable;
import io.oome.watch.Scans;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** One run of {@code oome_monitor}: as a listener, on a timer, or by hand. */
final class MonitorRun {

    private static final Logger LOG = Logger.getLogger(MonitorRun.class);

    /** Longer than a scan waits for a server that does not answer. */
    private static final Duration LAST_PRINT = Duration.ofSeconds(15);

    /** A listener on TICK_60 has acted by then. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A new run has begun, whose flag can have another path. */
    private static final String RUNNING = "PROCESS_STATE_RUNNING";

    /** The shortest tick is TICK_5: a listener that answers within 5 s never has two events waiting. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** On a timer supervisord waits for no answer. */
    private static final Duration LONGEST_SCAN = Duration.ofDays(1);

    private final Installation installation;
    private final Streams streams;
    private final Outbox outbox;
    private final Announcer announcer = new Announcer();
    private final Outage outage = new Outage();
    private final LastResort lastResort;
    private final Optional<Hook> hook;
    private final Optional<HttpAddress> http;
    private final OomKillCount oomKills;
    private boolean reached;

    /** Set while listening, or on a timer. */
    private Scans scans;

    private Optional<HealthFile> healthFile = Optional.empty();
    private Optional<Telemetry> telemetry = Optional.empty();

    /**
     * @param addresses where to mail about each restart
     * @param hook runs before each stop and after each restart
     * @param http where to serve metrics while listening, or on a timer
     */
    MonitorRun(
            Installation installation,
            Streams streams,
            List<String> addresses,
            Optional<Hook> hook,
            Optional<HttpAddress> http) {
        this.hook = hook;
        this.http = http;
        this.oomKills = new OomKillCount(installation.proc(), installation.self());
        this.installation = installation;
        this.streams = streams;
        this.outbox = new Outbox(installation.settings().mail(addresses), installation.host());
        this.lastResort =
                new LastResort(installation::supervisor, installation.settings().termination(), outbox::post);
    }

    /** Scans at once, for what an earlier monitor has left, and then at every tick. */
    int listen(Policy policy, Optional<String> oomeFile, boolean watches) throws IOException {
        EventListener listener = new EventListener(streams.in(), streams.out());
        IgnoredEvents ignored = new IgnoredEvents();
        Monitor monitor = monitor(policy, oomeFile, this::ended);
        scans = new Scans(occasion -> scan(() -> monitor, policy, occasion), watches, StartPages::releaseAgain);
        Shutdown.onSignal(() -> end(monitor), ExitCode.DONE);
        telemetry = http.map(it -> new Telemetry(it, oomKills, Optional.empty()));
        try {
            listener.listen(
                    () -> StartPages.releaseAfter(() -> begin(monitor, policy)), event -> onEvent(event, ignored));
        } finally {
            end(monitor);
        }
        return ExitCode.DONE;
    }

    private void begin(Monitor monitor, Policy policy) {
        installation.whyNoEvents().ifPresent(it -> LOG.errorf("%s with events=TICK_60, or give it --every 60s", it));
        introduce("listener", monitor, policy);
        scans.start();
        scans.tick(ANSWER);
    }

    private static void introduce(String way, Monitor monitor, Policy policy) {
        LOG.infof(
                "%s, %s: %s%s of %s",
                way,
                new Version().getVersion()[0],
                policy.dry() ? "dry run, watches " : "watches ",
                policy.selection(),
                monitor.server());
    }

    /** Empty if supervisord does not answer, and if a glance was enough. */
    private Optional<ScanResult> scan(Supplier<Monitor> monitor, Policy policy, Occasion occasion) {
        if (lastResort.isDone()) {
            return Optional.empty();
        }
        long begun = System.nanoTime();
        try {
            if (occasion == Occasion.FLAG && monitor.get().glance()) {
                return Optional.empty();
            }
            ScanResult result = monitor.get().scan(occasion);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            if (occasion == Occasion.TICK) {
                oomKills.look(result.somePid());
            }
            announcer.announce(result, occasion, policy.dry());
            outage.isOver();
            escalate(result, monitor.get(), policy.dry());
            reached = true;
            healthFile.ifPresent(HealthFile::touch);
            telemetry.ifPresent(it -> it.scanned(result, took));
            return Optional.of(result);
        } catch (SupervisorException e) {
            outage.begins(e);
            healthFile.filter(any -> isNotUpYet(e)).ifPresent(HealthFile::touch);
            telemetry.ifPresent(it -> it.failed(e, isNotUpYet(e)));
            return Optional.empty();
        }
    }

    private void escalate(ScanResult result, Monitor monitor, boolean dry) {
        result.escalation().ifPresent(it -> {
            if (dry) {
                LOG.warnf(
                        "%s: would shut supervisord down (--max-restarts-action)",
                        it.finding().namespec());
            } else {
                lastResort.shutDown(it, monitor);
            }
        });
    }

    private boolean isNotUpYet(SupervisorException e) {
        return !reached && e instanceof SupervisorUnreachable away && !away.isRefusal();
    }

    /** Scans again: a flag of the new run was not looked for while its restart was under way. */
    private void ended(RestartReport report) {
        log(report);
        scans.again();
    }

    private static void log(RestartReport report) {
        LOG.logf(report.outcome().isGood() ? Level.INFO : Level.ERROR, "%s", report.message(), report.process());
    }

    /** Finishes the restarts under way first: they are mailed about, too. */
    private void end(Monitor monitor) {
        monitor.close();
        scans.close();
        outbox.close();
        telemetry.ifPresent(Telemetry::close);
    }

    private void onEvent(Event event, IgnoredEvents ignored) {
        if (event.isTick()) {
            telemetry.ifPresent(it -> it.ticked(event));
            scans.tick(ANSWER);
        } else if (event.name().equals(RUNNING)) {
            scans.wake();
        } else {
            ignored.ignore(event, "subscribe this [eventlistener:x] to TICK_60, and optionally PROCESS_STATE_RUNNING");
        }
    }

    /**
     * Scans on a timer. supervisord can start later than this program, as it does for a native sidecar, and can go away
     * and come back.
     */
    int every(Duration period, TimerOptions options, Policy policy, Optional<String> oomeFile)
            throws InterruptedException {
        healthFile = options.healthFile();
        AtomicReference<Monitor> found = new AtomicReference<>();
        String way = "every " + Span.text(period);
        Supplier<Monitor> monitor = () -> found.updateAndGet(it -> it == null ? timed(way, policy, oomeFile) : it);
        scans = new Scans(occasion -> scan(monitor, policy, occasion), options.watches(), StartPages::releaseAgain);
        Shutdown.onSignal(() -> Optional.ofNullable(found.get()).ifPresent(this::end), ExitCode.DONE);
        try {
            monitor.get();
        } catch (SupervisorUnreachable e) {
            LOG.debugf("the first scan logs this: %s", e.getMessage());
        }
        telemetry = http.map(it -> new Telemetry(it, oomKills, Optional.of(period)));
        StartPages.release();
        scans.start();
        new Ticker(period).run(() -> scans.tick(LONGEST_SCAN));
        return ExitCode.DONE;
    }

    private Monitor timed(String way, Policy policy, Optional<String> oomeFile) {
        Monitor monitor = monitor(policy, oomeFile, this::ended);
        introduce(way, monitor, policy);
        return monitor;
    }

    int once(Policy policy, Optional<String> oomeFile, OutputOptions output) throws Exception {
        List<RestartReport> reports = new CopyOnWriteArrayList<>();
        CountDownLatch printed = new CountDownLatch(1);
        AtomicBoolean ending = new AtomicBoolean();
        try (outbox;
                Monitor monitor = monitor(policy, oomeFile, reports::add)) {
            Shutdown.onSignal(
                    () -> {
                        ending.set(true);
                        endByHand(monitor, printed);
                    },
                    ExitCode.INCOMPLETE);
            ScanResult result = monitor.scan();
            oomKills.look(result.somePid());
            try (Progress progress = Progress.begin(monitor::waitingFor, System.getenv())) {
                monitor.awaitRestarts();
            }
            ScanReport report = new ScanReporter(monitor, policy.selection(), installation.eventListenerGroups())
                    .report(result, List.copyOf(reports), policy.dry());
            PrintWriter out = streams.writer();
            switch (output.format()) {
                case TABLE -> new ScanTable(report, output.verbose())
                        .print(out, Screen.of(Screen.STDOUT, System.getenv()));
                case JSON -> ScanJson.print(report, out);
            }
            escalate(result, monitor, policy.dry());
            return ending.get() ? ExitCode.INCOMPLETE : report.exitCode();
        } finally {
            printed.countDown();
        }
    }

    /** Changes nothing; prints only what is unhealthy. */
    int check(Policy policy, Optional<String> oomeFile) {
        try (outbox;
                Monitor monitor = monitor(policy, oomeFile, MonitorRun::log)) {
            List<String> problems = new Check(PATIENCE, Instant.now()).problems(monitor.scan());
            problems.forEach(it -> streams.writer().println(Printable.line(it)));
            return problems.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        }
    }

    /** Finishes the restarts under way, and prints their results as usual. */
    private void endByHand(Monitor monitor, CountDownLatch printed) {
        String waitingFor = monitor.waitingFor();
        if (!waitingFor.isEmpty()) {
            LOG.warnf("exiting; finishing %s first", waitingFor);
        }
        end(monitor);
        try {
            printed.await(LAST_PRINT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Monitor monitor(Policy policy, Optional<String> oomeFile, Consumer<RestartReport> reports) {
        Consumer<RestartReport> everybody = reports.andThen(report -> outbox.post(RestartNotice.of(report)))
                .andThen(report -> telemetry.ifPresent(it -> it.ended(report)));
        Monitor.Tools tools = MonitorTools.of(installation, oomeFile);
        return new Monitor(tools, policy, report -> everybody.accept(report.with(oomKills.ofLate())), hook);
    }
}
