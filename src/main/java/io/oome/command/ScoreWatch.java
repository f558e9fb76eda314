package io.oome.command;

import io.oome.exit.ExitReporter;
import io.oome.http.HttpAddress;
import io.oome.listener.Event;
import io.oome.listener.EventListener;
import io.oome.listener.IgnoredEvents;
import io.oome.nativeimage.StartPages;
import io.oome.notify.Outbox;
import io.oome.score.ScorePass;
import io.oome.score.ScoreReport;
import io.oome.score.ScoreRules;
import io.oome.score.ScoreSetter;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** Runs {@code oom_score_adj}, as a listener or once. */
final class ScoreWatch {

    private static final Logger LOG = Logger.getLogger(ScoreWatch.class);

    private static final String RUNNING = "PROCESS_STATE_RUNNING";
    private static final String EXITED = "PROCESS_STATE_EXITED";

    static final String SPARES_ALL = "every supervised process gets -1000: when memory runs out, the kernel can kill"
            + " only supervisord itself, and the container with it; give expendable processes a higher score:"
            + " -p NAME=SCORE";

    private final Installation installation;
    private final Streams streams;
    private final ScoreRules rules;
    private final boolean dry;
    private final Outage outage = new Outage();
    private final IgnoredEvents ignored = new IgnoredEvents();
    private final Set<String> said = new HashSet<>();
    private final Map<Namespec, String> logged = new HashMap<>();
    private Optional<ScoreTelemetry> telemetry = Optional.empty();

    ScoreWatch(Installation installation, Streams streams, ScoreRules rules, boolean dry) {
        this.installation = installation;
        this.streams = streams;
        this.rules = rules;
        this.dry = dry;
    }

    /**
     * @param addresses where to mail about unexpected exits
     * @param http where to serve metrics
     */
    int listen(List<String> addresses, Optional<HttpAddress> http) throws IOException {
        telemetry = http.map(it -> new ScoreTelemetry(it, installation.proc(), installation.self()));
        EventListener listener = new EventListener(streams.in(), streams.out());
        Supervisor supervisor = installation.supervisor();
        ScoreSetter setter = setter(supervisor);
        boolean mails = !addresses.isEmpty() && !dry;
        try (Outbox outbox = new Outbox(installation.settings().mail(addresses), installation.host())) {
            Optional<ExitReporter> exits = mails
                    ? Optional.of(new ExitReporter(
                            supervisor, installation.proc(), installation.self(), rules::tellsOf, outbox::post))
                    : Optional.empty();
            Shutdown.onSignal(() -> end(exits, outbox), ExitCode.DONE);
            try {
                listener.listen(
                        () -> StartPages.releaseAfter(() -> atStart(setter, exits)),
                        event -> onEvent(event, setter, exits));
            } finally {
                exits.ifPresent(ExitReporter::close);
            }
        }
        return ExitCode.DONE;
    }

    /** Mails about the exits that are known first. */
    private static void end(Optional<ExitReporter> exits, Outbox outbox) {
        exits.ifPresent(ExitReporter::close);
        outbox.close();
    }

    private void ask(Runnable question) {
        try {
            question.run();
            outage.isOver();
            telemetry.ifPresent(ScoreTelemetry::answered);
        } catch (SupervisorException e) {
            outage.begins(e);
            telemetry.ifPresent(it -> it.failed(e));
        }
    }

    /** Sets the scores of processes that were RUNNING before this listener was. */
    private void atStart(ScoreSetter setter, Optional<ExitReporter> exits) {
        installation
                .whyNoEvents()
                .ifPresent(it -> LOG.errorf("%s with events=PROCESS_STATE_RUNNING,PROCESS_STATE_EXITED", it));
        introduce(exits.isPresent());
        exits.ifPresent(ExitReporter::start);
        if (!rules.isEmpty()) {
            ask(() -> pass(setter));
        }
    }

    private void pass(ScoreSetter setter) {
        ScorePass pass = setter.pass();
        pass.unmatched().forEach(it -> LOG.warnf("-p %s matches no supervised process", it));
        warnIfNoVictimIsLeft(pass);
        pass.reports().forEach(this::report);
    }

    private static void warnIfNoVictimIsLeft(ScorePass pass) {
        if (pass.sparesAll()) {
            LOG.warn(SPARES_ALL);
        }
    }

    private void introduce(boolean mails) {
        Stream<String> sets =
                Stream.of((dry ? "would set " : "sets ") + rules.text()).filter(it -> !rules.isEmpty());
        Stream<String> tells = Stream.of("mails about unexpected exits").filter(it -> mails);
        LOG.infof(
                "listener, %s: %s, of %s",
                new Version().getVersion()[0],
                Stream.concat(sets, tells).collect(Collectors.joining("; ")),
                installation.supervisor().server());
    }

    private void onEvent(Event event, ScoreSetter setter, Optional<ExitReporter> exits) {
        Map<String, String> payload = event.payload();
        if (event.name().equals(RUNNING)) {
            exits.ifPresent(it -> it.learn(payload));
            ask(() -> setter.set(process(payload), pid(payload)).ifPresent(this::report));
            return;
        }
        if (event.name().equals(EXITED) && (exits.isPresent() || telemetry.isPresent() || dry)) {
            exits.ifPresent(it -> it.report(payload));
            telemetry
                    .filter(any -> rules.tellsOf(process(payload)))
                    .ifPresent(it -> it.exited(process(payload), "1".equals(payload.get("expected"))));
            return;
        }
        ignored.ignore(
                event,
                event.name().equals(EXITED)
                        ? "it is for -m ADDRESS and --http; give one, or do not subscribe to it"
                        : "subscribe this [eventlistener:x] to " + RUNNING + ", and for -m also to " + EXITED);
    }

    private static Namespec process(Map<String, String> payload) {
        return new Namespec(payload.getOrDefault("groupname", ""), payload.getOrDefault("processname", ""));
    }

    private static int pid(Map<String, String> payload) {
        return Integer.parseInt(payload.getOrDefault("pid", "0"));
    }

    private void report(ScoreReport report) {
        log(report);
        telemetry.ifPresent(it -> it.scored(report));
    }

    /** Once for each run: the event of a process that was RUNNING when this listener started can still be queued. */
    private void log(ScoreReport report) {
        if (report.message().equals(logged.put(report.namespec(), report.message()))) {
            return;
        }
        if (report.isRefusal()) {
            log(Level.WARN, report);
            report.remedy().ifPresent(this::sayOnce);
        } else if (report.isChange()) {
            log(Level.INFO, report);
        } else {
            log(Level.DEBUG, report);
        }
    }

    private static void log(Level level, ScoreReport report) {
        LOG.logf(level, "%s", report.message(), report.namespec());
    }

    private void sayOnce(String warning) {
        if (said.add(warning)) {
            LOG.warn(warning);
        }
    }

    int once(OutputOptions output) throws IOException {
        Supervisor supervisor = installation.supervisor();
        ScorePass pass = setter(supervisor).pass();
        PrintWriter out = streams.writer();
        switch (output.format()) {
            case TABLE -> ScoreTable.print(pass, supervisor.server(), out, Screen.of(Screen.STDOUT, System.getenv()));
            case JSON -> {
                ScoreJson.print(pass, supervisor.server(), dry, out);
                warnIfNoVictimIsLeft(pass);
            }
        }
        return pass.isComplete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    private ScoreSetter setter(Supervisor supervisor) {
        return new ScoreSetter(supervisor, installation.proc(), installation.self(), rules, dry);
    }
}
