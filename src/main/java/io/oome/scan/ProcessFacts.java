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
 * @param jvm what it is, if it is one
 * @param script what the command line of a shell says of the JVM that it starts ({@code sh -c 'java …; true'}), if that makes a flag
 */
record ProcessFacts(
        Run run,
        Reading<ProcessStatus> status,
        Reading<Environ> environ,
        Reading<Cwd> cwd,
        Reading<MountView> mountView,
        Optional<Jvm> jvm,
        Optional<ConfiguredJvm> script) {

    /** The flag of the JVM that nobody has seen, for it has ended before its shell. */
    Optional<String> ofScript() {
        return script.flatMap(it -> it.files().stream().findFirst());
    }

    /** The user that the process runs as, if that is one user and no other. */
    Optional<Integer> uid() {
        return status.known().flatMap(ProcessStatus::uid);
    }

    /** Whether a path that it gives counts from its working directory. */
    boolean isCwdNeeded() {
        Optional<String> first = environ.known()
                .flatMap(it -> it.get(FlagSearcher.OOME_FILE))
                .or(() -> jvm.filter(it -> it.effect() instanceof Effect.Touches)
                        .map(it -> ((Effect.Touches) it.effect()).files().get(0)))
                .or(this::ofScript)
                .or(() -> environ.known().flatMap(it -> it.get(FlagSearcher.HOMEDIR)));
        return first.filter(it -> it.startsWith("/")).isEmpty();
    }

    /** The same program, looked at again. */
    ProcessFacts again(Run now, Reading<ProcessStatus> user, Reading<Cwd> folder, Reading<MountView> view) {
        return new ProcessFacts(now, user, environ, folder, view, jvm, script);
    }

    /** What remains of them when the process is down: /proc/PID/root has gone with it, or is another's by now. */
    ProcessFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        boolean ours = mountView.known().map(MountView::isOurs).orElse(false);
        return ours ? this : new ProcessFacts(run, status, environ, cwd, supervisords.get(), jvm, script);
    }

    /** What can't be seen of a descendant is most likely as it was inherited. */
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
