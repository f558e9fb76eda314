package io.oome.scan;

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
 */
record ProcessFacts(
        Run run,
        Reading<ProcessStatus> status,
        Reading<Environ> environ,
        Reading<Cwd> cwd,
        Reading<MountView> mountView,
        Optional<Jvm> jvm) {

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
                .or(() -> environ.known().flatMap(it -> it.get(FlagSearcher.HOMEDIR)));
        return first.filter(it -> it.startsWith("/")).isEmpty();
    }

    /** What remains of them when the process is down: /proc/PID/root has gone with it, or is another's by now. */
    ProcessFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        boolean ours = mountView.known().map(MountView::isOurs).orElse(false);
        return ours ? this : new ProcessFacts(run, status, environ, cwd, supervisords.get(), jvm);
    }

    /** What can't be seen of a descendant is most likely as it was inherited. */
    ProcessFacts completedBy(ProcessFacts ancestor) {
        return new ProcessFacts(
                run,
                status,
                environ.known().isPresent() ? environ : ancestor.environ,
                cwd.known().isPresent() ? cwd : ancestor.cwd,
                mountView.known().isPresent() ? mountView : ancestor.mountView,
                jvm);
    }
}
