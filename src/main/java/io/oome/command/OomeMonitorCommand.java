package io.oome.command;

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

/** {@code oome_monitor}: all its options, which may stand before and after {@code single} and {@code all}. */
@Command(
        name = "oome_monitor",
        description = {
            "Restarts processes of supervisord's whose JVM has left an OutOfMemoryError flag"
                    + " (-XX:OnOutOfMemoryError=\"touch /tmp/web.oome\"). As an [eventlistener:x] of supervisord's it does"
                    + " so at each TICK event; by hand it scans once and prints what it found.",
            "",
            "The flag of a process is: -o FILE; oome-monitor.files.\"NAME\" in"
                    + " /etc/oome_monitor/application.properties; $OOME_FILE of its environment; the file that its JVM's"
                    + " own -XX:OnOutOfMemoryError makes; $HOMEDIR/work/oome; work/oome in its working directory."
                    + " --dry says of each JVM whether an OutOfMemoryError would be noticed.",
            ""
        },
        subcommands = {SingleCommand.class, AllCommand.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisHeading = "Usage: ",
        footer = {
            "",
            "Exit codes: 0 done; 1 some process could not be examined or acted on, or, with --check, is not well; 2 usage; 3 supervisord can't be"
                    + " reached or refuses us.",
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
            description = "Restart nothing, delete nothing: only say what would be done, and why.")
    private boolean dry;

    @Option(
            names = {"-p", "--process-name", "--program"},
            paramLabel = "NAME",
            order = -3,
            scope = ScopeType.INHERIT,
            description = "single: a process to watch: NAME, GROUP:NAME, or a glob of either. Repeatable.")
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
            description = {"single, with one -p: its flag.", "Filled in: %%(process_name)s, %%(group_name)s."})
    private String oomeFile;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description =
                    "How many restarted processes may be STARTING at once: 8, or what oome-monitor.parallel says.")
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
            description = "Where restarting does not help, for a process is over --max-restarts, or FATAL after its"
                    + " restart: shutdown ends supervisord, and with it the container. Default: none.")
    private String maxRestartsAction;

    @Option(
            names = "--exec",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "A program that is run before each stop and after each restart, for 30 s at most; OOME_STAGE in"
                            + " its environment says which, and OOME_PROCESS, OOME_PID … of what.")
    private String exec;

    @Option(
            names = "--check",
            scope = ScopeType.INHERIT,
            description = "For HEALTHCHECK and probes: restart nothing, print only what is not well, and exit with 1"
                    + " then: a process that is FATAL, out of its --max-restarts, or with a flag that nobody has"
                    + " acted on for a minute.")
    private boolean check;

    /** Gathered by a setter: before a subcommand picocli forgets what an inherited list held. */
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

    /** What both subcommands do. */
    int watch(Selection selection) throws Exception {
        settings.check();
        Optional<Duration> every = timer.every(mode);
        refuseContradictions(every.isPresent());
        List<String> addresses = mail.addresses(settings);
        boolean listener = mode.isListener(System.getenv());
        boolean byHand = check || !listener && every.isEmpty();
        output.setLogLevel(!byHand);
        Policy policy = new Policy(
                selection,
                dry || check,
                settings.parallel(Optional.ofNullable(parallel)),
                settings.maxRestarts(Optional.ofNullable(maxRestarts)),
                settings.maxRestartsAction(Optional.ofNullable(maxRestartsAction)));
        Installation installation = new Installation(settings, connection.serverUrl());
        Watch watch = new Watch(
                installation, streams, addresses, installation.hook(settings.exec(Optional.ofNullable(exec))));
        if (check) {
            return watch.check(policy, oomeFile());
        }
        if (every.isPresent()) {
            return watch.every(every.get(), timer.healthFile(), policy, oomeFile());
        }
        return listener ? watch.listen(policy, oomeFile()) : watch.once(policy, oomeFile(), output);
    }

    private void refuseContradictions(boolean every) {
        if (check && (every || mode.isListen())) {
            throw new UsageException("--check is one look: leave --every and --listen out");
        }
        if (output.format() == OutputOptions.Format.JSON && (check || every)) {
            throw new UsageException("--format json goes with a scan by hand alone: "
                    + (check ? "--check prints lines, and its exit code is for machines" : "--every logs to stderr"));
        }
    }
}
