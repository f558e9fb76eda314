package io.oome.score;

import io.oome.proc.Family;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a score to a supervised process and to all its live descendants. */
final class FamilyWriter {

    /** Each round finds children forked before their parent was written to; the limit ends a race with a fork bomb. */
    private static final int MOST_ROUNDS = 20;

    private final Proc proc;
    private final ScoreFile file;
    private final boolean dry;

    /**
     * @param descendants empty if the process's own score was refused
     */
    record Result(Attempt own, List<Attempt> descendants) {

        List<Attempt> all() {
            List<Attempt> all = new ArrayList<>(List.of(own));
            all.addAll(descendants);
            return all;
        }
    }

    private record Identity(int pid, long startTicks) {}

    FamilyWriter(Proc proc, boolean dry) {
        this.proc = proc;
        this.file = new ScoreFile(proc, dry);
        this.dry = dry;
    }

    /**
     * @param head the process as supervisord confirmed it; nothing is written once its pid belongs to another process
     */
    Result write(ProcessStat head, Score wanted) {
        Attempt own = file.set(head.pid(), wanted, () -> isSame(head));
        boolean useless = own instanceof Attempt.Gone || own.isRefusal();
        return new Result(own, useless ? List.of() : descendants(head, wanted));
    }

    /**
     * Repeats until a round finds no new process: a child forked after its parent was written to inherits the score.
     */
    private List<Attempt> descendants(ProcessStat head, Score wanted) {
        Set<Identity> done = new HashSet<>();
        List<Attempt> attempts = new ArrayList<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            int before = done.size();
            for (ProcessStat member : Family.of(head, proc.all()).descendants()) {
                if (done.add(new Identity(member.pid(), member.startTicks()))) {
                    attempts.add(file.set(member.pid(), wanted, () -> isDescendant(member, head)));
                }
            }
            if (dry || done.size() == before) {
                break;
            }
        }
        return List.copyOf(attempts);
    }

    private boolean isSame(ProcessStat then) {
        return proc.stat(then.pid())
                .known()
                .map(now -> now.startTicks() == then.startTicks() && now.ppid() == then.ppid() && !now.isZombie())
                .orElse(false);
    }

    /** Its parent can change to a grandparent when the parent ends; an orphan is no longer a descendant. */
    private boolean isDescendant(ProcessStat then, ProcessStat head) {
        boolean sameRun = proc.stat(then.pid())
                .known()
                .map(now -> now.startTicks() == then.startTicks() && !now.isZombie())
                .orElse(false);
        return sameRun && isSame(head) && proc.isSelfOrAncestor(head.pid(), then.pid());
    }
}
