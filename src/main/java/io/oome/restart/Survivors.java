package io.oome.restart;

import io.oome.journal.Restart.Member;
import io.oome.proc.Family;
import io.oome.proc.Proc;
import io.oome.supervisor.Namespec;
import java.util.List;
import java.util.stream.Collectors;

/** Processes of a run that outlive its stop: a JVM behind a shell, where supervisord signals only the shell. */
public final class Survivors {

    private static final int MOST = 64;

    private final Proc proc;

    public Survivors(Proc proc) {
        this.proc = proc;
    }

    /** The present descendants of a process. */
    List<Member> descendants(int pid) {
        return proc.stat(pid)
                .known()
                .map(head -> Family.of(head, proc.all()).descendants().stream()
                        .limit(MOST)
                        .map(it -> new Member(it.pid(), it.startTicks()))
                        .toList())
                .orElse(List.of());
    }

    List<Member> living(List<Member> members) {
        return members.stream().filter(this::lives).toList();
    }

    private boolean lives(Member member) {
        return proc.stat(member.pid())
                .known()
                .filter(it -> it.startTicks() == member.startTicks() && !it.isZombie())
                .isPresent();
    }

    static List<Integer> pids(List<Member> members) {
        return members.stream().map(Member::pid).toList();
    }

    static String text(List<Integer> pids, Namespec process) {
        String which = pids.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "pid " + which + " of its previous run " + (pids.size() == 1 ? "is" : "are")
                + " still alive: set stopasgroup=true and killasgroup=true in its section of supervisord.conf, and"
                + " kill " + (pids.size() == 1 ? "it" : "them") + " by hand";
    }
}
