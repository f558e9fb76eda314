package io.oome.restart;

import io.oome.jvm.Verdict;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessState;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** Logs a scan's findings: each once, and again when it changes; not at every tick. */
public final class Announcer {

    private static final Logger LOG = Logger.getLogger(Announcer.class);

    /** Logged only when the process has reached a lasting state. */
    private static final Set<Evidence> SAID_LATER = EnumSet.of(Evidence.NO_PATH, Evidence.ENDED_ITSELF);

    private final Map<Namespec, Said> said = new HashMap<>();
    private final Map<Namespec, Warned> warned = new HashMap<>();
    private final Set<NamePattern> missed = new HashSet<>();
    private Occasion occasion = Occasion.TICK;

    /** Without the reason: ages in it change. */
    private record Said(Evidence evidence, Decision decision, int pid) {}

    /** Without the texts: they contain pids, and each run would repeat the warning. */
    private record Warned(Verdict.Kind kind, int cautions) {}

    public void announce(ScanResult result, Occasion occasion, boolean dry) {
        this.occasion = occasion;
        for (NamePattern pattern : result.unmatched()) {
            if (missed.add(pattern)) {
                LOG.warnf("-p %s matches no supervised process", pattern);
            }
        }
        missed.retainAll(result.unmatched());
        announce(result.findings(), dry);
    }

    void announce(List<Finding> findings, boolean dry) {
        warned.keySet().retainAll(findings.stream().map(Finding::namespec).collect(Collectors.toSet()));
        findings.forEach(this::warnOf);
        said.keySet().retainAll(findings.stream().map(Finding::namespec).collect(Collectors.toSet()));
        findings.forEach(it -> announce(it, dry));
    }

    /** Warns before the first OutOfMemoryError, once for each verdict on a process. */
    private void warnOf(Finding finding) {
        Optional<Verdict> verdict = finding.about().seen().verdict().filter(Verdict::needsAttention);
        boolean isExempt = finding.about().seen().exempt().isPresent();
        if (verdict.isEmpty() || isExempt) {
            // Once fixed (ARMED), a relapse is logged again; a script that has not become a JVM yet is not a fix.
            finding.about()
                    .seen()
                    .verdict()
                    .filter(it -> it.kind() == Verdict.Kind.ARMED)
                    .ifPresent(any -> warned.remove(finding.namespec()));
            return;
        }
        Warned now = new Warned(verdict.get().kind(), verdict.get().cautions().size());
        if (!now.equals(warned.put(finding.namespec(), now))) {
            LOG.warnf(
                    "%s, if it runs out of memory: %s",
                    finding.namespec(), verdict.get().text());
        }
    }

    private void announce(Finding finding, boolean dry) {
        Said now = new Said(
                finding.evidence(), finding.decision(), finding.process().pid());
        Said before = said.put(finding.namespec(), now);
        boolean atEveryTick = occasion == Occasion.TICK
                && finding.evidence() == Evidence.OVER_BUDGET
                && finding.decision() == Decision.REPORT;
        if (now.equals(before) && !atEveryTick) {
            log(Level.DEBUG, finding, dry);
        } else {
            log(level(finding, dry), finding, dry);
        }
    }

    /** Builds the text only if the level is enabled. */
    private static void log(Level level, Finding finding, boolean dry) {
        if (LOG.isEnabled(level)) {
            LOG.logf(level, "%s", finding.message(dry), finding.namespec());
        }
    }

    /** It ended before any scan saw it run: a flag of it would go unnoticed. */
    private static boolean isBlind(Finding finding) {
        return finding.evidence() == Evidence.NO_PATH && finding.process().state() != ProcessState.STOPPED;
    }

    private static Level level(Finding finding, boolean dry) {
        return switch (finding.decision()) {
            case REPORT -> Level.WARN;
            case LEAVE, DELETE -> Level.INFO;
                // Logged as a restart report.
            case NOTE -> Level.DEBUG;
            case RESTART, START, RESUME -> dry ? Level.INFO : Level.DEBUG;
            case WAIT -> SAID_LATER.contains(finding.evidence()) ? Level.DEBUG : Level.INFO;
            case NOTHING -> isBlind(finding) ? Level.INFO : Level.DEBUG;
        };
    }
}
