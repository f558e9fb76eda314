package io.oome.command;

import io.oome.http.HttpAddress;
import io.oome.notify.Hook;
import io.oome.restart.Budget;
import io.oome.restart.Monitor.Policy;
import io.oome.scan.Selection;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code oome_monitor}: all its options, which can stand before or after {@code single} and {@code all}. */
@Command(
        name = "oome_monitor",
        description = {
            "Restarts supervisord's processes whose JVM has left an OutOfMemoryError flag"
                    + " (-XX:OnOutOfMemoryError=\"touch /tmp/web.oome\"). As an [eventlistener:x] of supervisord it does"
                    + " so at once, and at each TICK event; by hand it scans once and prints the results.",
            "",
            "The flag of a process is: -o FILE; oome-monitor.files.\"NAME\" in"
                    + " /etc/oome_monitor/application.properties; $OOME_FILE in its environment; the file that its JVM's"
                    + " own -XX:OnOutOfMemoryError creates; $HOMEDIR/work/oome; work/oome in its working directory."
                    + " --dry shows for each JVM whether an OutOfMemoryError would be noticed.",
            ""
        },
        subcommands = {SingleCommand.class, AllCommand.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisHeading = "Usage: ",
        footer = {
            "",
            "Exit codes: 0 success; 1 a process could not be examined or acted on, or is unhealthy (--check); 2 usage"
                    + " error; 3 supervisord can't be reached or denies access.",
            "",
            "  docker exec web oome_monitor --dry all     what would happen, and why?"
        })
public final class OomeMonitorCommand implements Runnable {

    private final Streams streams;
    private final Settings settings;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = {"-d", "--dry"},
            scope = ScopeType.INHERIT,
            description = "Restart nothing, delete nothing: only report what would be done, and why.")
    private boolean dry;

    @Option(
            names = {"-p", "--process-name", "--program"},
            paramLabel = "NAME",
            order = -3,
            scope = ScopeType.INHERIT,
            description = "With single: watch NAME, GROUP:NAME, or a glob of either. Repeatable.")
    private void addProcessNames(List<String> names) {
        if (names != null) {
            processNames.addAll(names);
        }
    }

    @Option(
            names = {"-o", "--oome-file"},
            paramLabel = "FILE",
            order = -2,
            scope = ScopeType.INHERIT,
            description = {"With single and one -p: its flag.", "Expands %%(process_name)s, %%(group_name)s."})
    private String oomeFile;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description =
                    "Let at most N restarted processes be STARTING at once. Default: oome-monitor.parallel, or 8.")
    private String parallel;

    @Option(
            names = "--max-restarts",
            paramLabel = "N/DURATION",
            converter = BudgetConverter.class,
            scope = ScopeType.INHERIT,
            description = "Allow at most N restarts of a process, 1 to 100, per DURATION: 3/10m. Off by default.")
    private Budget maxRestarts;

    @Option(
            names = "--max-restarts-action",
            paramLabel = "none|shutdown",
            scope = ScopeType.INHERIT,
            description =
                    "What to do when a process exceeds --max-restarts, or is FATAL after its restart: shutdown ends"
                            + " supervisord, and with it the container. Default: none.")
    private String maxRestartsAction;

    @Option(
            names = "--exec",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Run FILE before each stop and after each restart, for at most 30 s. OOME_STAGE in its"
                    + " environment says which of the two; OOME_PROCESS, OOME_PID … name the process.")
    private String exec;

    @Option(
            names = "--check",
            scope = ScopeType.INHERIT,
            description = "For HEALTHCHECK and probes: restart nothing, print only unhealthy processes, and exit with 1"
                    + " if there are any: a process that is FATAL, exceeds --max-restarts, or has a flag that was"
                    + " not acted on for a minute.")
    private boolean check;

    /** Collected by a setter: at a subcommand picocli drops the values of an inherited list. */
    private final Set<String> processNames = new LinkedHashSet<>();

    @Mixin
    private MailOptions mail;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private ModeOptions mode;

    @Mixin
    private TimerOptions timer;

    @Mixin
    private HttpOptions http;

    @Mixin
    private OutputOptions output;

    OomeMonitorCommand(Streams streams, Settings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to watch: single -p NAME, or all");
    }

    boolean verbose() {
        return output.verbose();
    }

    List<String> processNames() {
        return List.copyOf(processNames);
    }

    Optional<String> oomeFile() {
        if (oomeFile != null && oomeFile.isBlank()) {
            throw new UsageException("-o is empty: give the path of the flag, or leave -o out");
        }
        return Optional.ofNullable(oomeFile);
    }

    /** Runs either subcommand. */
    int watch(Selection selection) throws Exception {
        settings.check();
        Optional<Duration> every = timer.every(mode);
        refuseContradictions(every.isPresent());
        List<String> addresses = mail.addresses(settings);
        boolean listener = mode.isListener(System.getenv());
        boolean byHand = check || !listener && every.isEmpty();
        Optional<HttpAddress> address = settings.http(http.given(!byHand)).filter(any -> !byHand);
        output.setLogLevel(!byHand);
        Policy policy = new Policy(
                selection,
                dry || check,
                settings.parallel(Optional.ofNullable(parallel)),
                settings.maxRestarts(Optional.ofNullable(maxRestarts)),
                settings.maxRestartsAction(Optional.ofNullable(maxRestartsAction)));
        Installation installation = new Installation(settings, connection.serverUrl());
        Optional<Hook> hook = installation.hook(settings.exec(Optional.ofNullable(exec)));
        MonitorRun run = new MonitorRun(installation, streams, addresses, hook, address);
        if (check) {
            return run.check(policy, oomeFile());
        }
        if (every.isPresent()) {
            return run.every(every.get(), timer, policy, oomeFile());
        }
        return listener ? run.listen(policy, oomeFile(), timer.watches()) : run.once(policy, oomeFile(), output);
    }

    private void refuseContradictions(boolean every) {
        if (check && (every || mode.isListen())) {
            throw new UsageException("--check scans once: leave out --every and --listen");
        }
        if (output.format() == OutputOptions.Format.JSON && (check || every)) {
            throw new UsageException("--format json applies only to a scan by hand: "
                    + (check ? "--check prints lines; its exit code is for machines" : "--every logs to stderr"));
        }
    }
}
