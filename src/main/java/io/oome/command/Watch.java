package io.oome.command;

import io.oome.flag.FlagInspector;
import io.oome.flag.FlagSearcher;
import io.oome.listener.Event;
import io.oome.listener.EventListener;
import io.oome.mail.Outbox;
import io.oome.mail.RestartNotice;
import io.oome.restart.Bystanders;
import io.oome.restart.Journal;
import io.oome.restart.Monitor;
import io.oome.restart.MonitorSettings;
import io.oome.restart.RestartReport;
import io.oome.restart.ScanResult;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The two ways in which {@code oome_monitor} runs: as a listener, or once. */
final class Watch {

    private static final Logger LOG = Logger.getLogger(Watch.class);

    private final Installation installation;
    private final Streams streams;
    private final List<String> addresses;

    /**
     * @param addresses who is told of each restart by mail
     */
    Watch(Installation installation, Streams streams, List<String> addresses) {
        this.installation = installation;
        this.streams = streams;
        this.addresses = addresses;
    }

    /** Scans at once, for what a monitor before us has left, and then at every tick. */
    int listen(MonitorSettings settings, Optional<String> oomeFile) throws IOException {
        EventListener listener = new EventListener(streams.in(), streams.out());
        Outbox outbox = new Outbox(addresses, installation.host());
        Monitor monitor = monitor(settings, oomeFile, report -> {
            LOG.info(report.message());
            outbox.post(RestartNotice.of(report));
        });
        Shutdown.onSignal(() -> end(monitor, outbox), ExitCode.DONE);
        try {
            listener.listen(monitor::scan, event -> onEvent(event, monitor));
        } finally {
            end(monitor, outbox);
        }
        return ExitCode.DONE;
    }

    /** The restarts under way come first: they are mailed about, too. */
    private static void end(Monitor monitor, Outbox outbox) {
        monitor.close();
        outbox.close();
    }

    private static void onEvent(Event event, Monitor monitor) {
        if (event.isTick()) {
            monitor.scan();
        } else {
            LOG.warnf("%s is of no use here: set events=TICK_60 in this [eventlistener:x]", event.name());
        }
    }

    int once(MonitorSettings settings, Optional<String> oomeFile, OutputOptions output) throws Exception {
        List<RestartReport> reports = new CopyOnWriteArrayList<>();
        Outbox outbox = new Outbox(addresses, installation.host());
        Consumer<RestartReport> told = report -> {
            reports.add(report);
            outbox.post(RestartNotice.of(report));
        };
        try (outbox;
                Monitor monitor = monitor(settings, oomeFile, told)) {
            Shutdown.onSignal(() -> end(monitor, outbox), ExitCode.INCOMPLETE);
            ScanResult result = monitor.scan();
            monitor.awaitRestarts();
            ScanReport report = new ScanReport(result, List.copyOf(reports), settings.dry());
            PrintWriter out = streams.writer();
            switch (output.format()) {
                case TABLE -> new ScanTable(report, output.verbose()).print(out);
                case JSON -> ScanJson.print(report, out);
            }
            return report.exitCode();
        }
    }

    private Monitor monitor(MonitorSettings settings, Optional<String> oomeFile, Consumer<RestartReport> reports) {
        Supervisor supervisor = installation.supervisor();
        int uid = installation.uid();
        return Monitor.of(
                supervisor,
                settings,
                installation.proc(),
                new FlagSearcher(oomeFile, installation.settings().files(), installation.proc()),
                new FlagInspector(uid),
                new Journal(
                        installation.settings().stateDir(uid),
                        supervisor.server().url(),
                        uid),
                new Bystanders(installation.proc(), installation.self(), installation::eventListenerGroups),
                installation::supervisordPid,
                reports);
    }
}
