package io.oome.scan;

import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.Reading;
import io.oome.proc.Run;
import java.util.function.Supplier;

/** What /proc says of one run of a supervised process, as far as its flag is concerned. */
public record ProcessFacts(
        Run run, Reading<Integer> uid, Reading<Environ> environ, Reading<Cwd> cwd, Reading<MountView> mountView) {

    /** What remains of them when the process is down: /proc/PID/root has gone with it, or is another's by now. */
    public ProcessFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        boolean ours = mountView.known().map(MountView::isOurs).orElse(false);
        return ours ? this : new ProcessFacts(run, uid, environ, cwd, supervisords.get());
    }
}
