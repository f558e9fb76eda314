package io.oome.scan;

import io.oome.jvm.ConfiguredJvm;
import io.oome.jvm.Effect;
import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading;
import io.oome.proc.Run;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What /proc says of one run of a process, as far as its flag is concerned.
 *
 * @param jvm present if it is a JVM
 * @param script the JVM that a shell's command line starts ({@code sh -c 'java …; true'}), if that JVM creates a flag
 */
record ProcessFacts(
        Run run,
        Reading<ProcessStatus> status,
        Reading<Environ> environ,
        Reading<Cwd> cwd,
        Reading<MountView> mountView,
        Optional<Jvm> jvm,
        Optional<ConfiguredJvm> script) {

    /** The flag of a JVM that ended before any scan saw it, while its shell lives on. */
    Optional<String> ofScript() {
        return script.flatMap(it -> it.files().stream().findFirst());
    }

    /** The process's user; empty unless all four uids are equal. */
    Optional<Integer> uid() {
        return status.known().flatMap(ProcessStatus::uid);
    }

    /** Whether the flag's path is relative to its working directory. */
    boolean isCwdNeeded() {
        Optional<String> first = environ.known()
                .flatMap(it -> it.get(FlagSearcher.OOME_FILE))
                .or(() -> jvm.filter(it -> it.effect() instanceof Effect.Touches)
                        .map(it -> ((Effect.Touches) it.effect()).files().get(0)))
                .or(this::ofScript)
                .or(() -> environ.known().flatMap(it -> it.get(FlagSearcher.HOMEDIR)));
        return first.filter(it -> it.startsWith("/")).isEmpty();
    }

    /** The same program, read again. */
    ProcessFacts updated(Run now, Reading<ProcessStatus> user, Reading<Cwd> folder, Reading<MountView> view) {
        return new ProcessFacts(now, user, environ, folder, view, jvm, script);
    }

    /**
     * The facts that remain when the process is down: its /proc/PID/root is gone, or belongs to another process by now.
     */
    ProcessFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        boolean ours = mountView.known().map(MountView::isOurs).orElse(false);
        return ours ? this : new ProcessFacts(run, status, environ, cwd, supervisords.get(), jvm, script);
    }

    /** Fills in what can't be read of a descendant from its ancestor: most likely it was inherited. */
    ProcessFacts completedBy(ProcessFacts ancestor) {
        return new ProcessFacts(
                run,
                status,
                environ.known().isPresent() ? environ : ancestor.environ,
                cwd.known().isPresent() ? cwd : ancestor.cwd,
                mountView.known().isPresent() ? mountView : ancestor.mountView,
                jvm,
                script);
    }
}
