package io.oome.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * When to scan: on a timer instead of supervisord's events, which a sidecar does not get; as soon as a flag appears.
 */
final class TimerOptions {

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            scope = ScopeType.INHERIT,
            description =
                    "Scan at once, then every DURATION (30s, 5m) until SIGTERM. For a sidecar, which gets no events"
                            + " from supervisord.")
    private Duration every;

    @Option(
            names = "--health-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "With --every: rewrite FILE after each successful scan, and while supervisord has not started yet."
                            + " A probe checks its age.")
    private Path healthFile;

    @Option(
            names = "--no-watch",
            scope = ScopeType.INHERIT,
            description =
                    "Look for flags only at ticks, or on the timer. By default a listener, and --every, also watch"
                            + " the flags' folders (inotify) and act at once.")
    private boolean noWatch;

    /**
     * The period of the timer, if any.
     *
     * @throws UsageException if the options contradict each other
     */
    Optional<Duration> every(ModeOptions mode) {
        if (every != null && mode.isForced()) {
            throw new UsageException("--every excludes --once and --listen: give one of them");
        }
        if (every == null && healthFile != null) {
            throw new UsageException("--health-file goes with --every: say how often to scan, such as --every 30s");
        }
        return Optional.ofNullable(every);
    }

    /** Whether to act on a flag as soon as it appears. */
    boolean watches() {
        return !noWatch;
    }

    Optional<HealthFile> healthFile() {
        return Optional.ofNullable(healthFile).map(HealthFile::new);
    }
}
