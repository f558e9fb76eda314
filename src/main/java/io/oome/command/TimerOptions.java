package io.oome.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** When to scan: on a timer instead of supervisord's event stream, for a sidecar, which has none; at once. */
final class TimerOptions {

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            scope = ScopeType.INHERIT,
            description = "Scan on a timer, the first time at once, until SIGTERM: 30s, 5m. For a sidecar, which has no"
                    + " event stream of supervisord's.")
    private Duration every;

    @Option(
            names = "--health-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "With --every: a file that is rewritten after every successful scan, and while supervisord has not"
                            + " come up yet. A probe looks at its age.")
    private Path healthFile;

    @Option(
            names = "--no-watch",
            scope = ScopeType.INHERIT,
            description = "Look for flags at ticks, or when the timer says so, only. Otherwise a listener, and --every,"
                    + " watch the flags' folders (inotify), and act at once.")
    private boolean noWatch;

    /**
     * The period of the timer, if there is one.
     *
     * @throws UsageException if another way of running was asked for as well
     */
    Optional<Duration> every(ModeOptions mode) {
        if (every != null && mode.isForced()) {
            throw new UsageException("--every excludes --once and --listen: give one of them");
        }
        if (every == null && healthFile != null) {
            throw new UsageException("--health-file goes with --every: say how often to scan, as --every 30s");
        }
        return Optional.ofNullable(every);
    }

    /** Whether a flag is acted on as soon as it is made. */
    boolean watches() {
        return !noWatch;
    }

    Optional<HealthFile> healthFile() {
        return Optional.ofNullable(healthFile).map(HealthFile::new);
    }
}
