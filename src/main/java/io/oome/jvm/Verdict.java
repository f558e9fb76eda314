package io.oome.jvm;

import io.oome.notify.Printable;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether an OutOfMemoryError of a process would be noticed.
 *
 * @param why can contain untrusted text
 * @param remedy the option to add, if one is missing
 * @param cautions what else would go wrong then, or at a restart
 */
public record Verdict(Kind kind, String why, Optional<OptionLine> remedy, List<String> cautions) {

    /** The worst first: a process with several JVMs gets its worst verdict. */
    public enum Kind {
        /** Its option creates a file other than the expected flag. */
        MISMATCH("mismatch"),
        /** The flag's folder is missing, or its user can't write there. */
        UNWRITABLE("unwritable"),
        /** A JVM without any such option. */
        UNARMED("unarmed"),
        UNKNOWN("unknown"),
        /** It ends, and supervisord's autorestart is the remedy. */
        EXITS("exits"),
        /** Its own option creates the expected flag. */
        ARMED("armed"),
        NO_JVM("no JVM");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * A JVM of the process.
     *
     * @param pid as the monitor sees it
     * @param effect of its OnOutOfMemoryError
     * @param files that the effect creates, absolute, as the process sees them
     * @param wrapper the process between supervisord and the JVM that can outlive the JVM: {@code sh (pid 71)}
     */
    public record Jvm(int pid, JvmOptions options, Effect effect, List<Path> files, Optional<String> wrapper) {}

    /**
     * The flag that the monitor expects.
     *
     * @param flag as the process sees it; empty if no rule gives one
     * @param rule that gave it
     * @param suggested where a JVM that creates no flag, or another one, should create it
     * @param obstacle why the flag can't be created there, if known: the folder is missing, or its user can't write to
     *     it
     */
    public record Watched(Optional<Path> flag, String rule, Optional<String> obstacle, Path suggested) {}

    /**
     * @param autorestart whether supervisord restarts a process that ends by itself, if known
     */
    public static Verdict of(List<Jvm> jvms, Watched watched, Optional<Boolean> autorestart) {
        return jvms.stream()
                .map(jvm -> new Judgement(jvm, watched, autorestart).verdict())
                .min(Comparator.comparing(Verdict::kind))
                .orElseGet(Verdict::noJvm);
    }

    public static Verdict noJvm() {
        return new Verdict(Kind.NO_JVM, "neither the process nor a descendant is a JVM", Optional.empty(), List.of());
    }

    /** Adds cautions. */
    public Verdict with(List<String> others) {
        return new Verdict(
                kind,
                why,
                remedy,
                Stream.concat(cautions.stream(), others.stream()).toList());
    }

    /** Whether an OutOfMemoryError would go unnoticed, or something else would go wrong. */
    public boolean needsAttention() {
        return kind.compareTo(Kind.UNKNOWN) < 0 || !cautions.isEmpty();
    }

    /** One line: {@code unarmed: JVM 98: it has no OnOutOfMemoryError; add -XX:…; …}. */
    public String text() {
        String add = remedy.map(it -> "; add " + Printable.brief(it.inSupervisordConf()))
                .orElse("");
        String others = cautions.stream().map(it -> "; but " + it).collect(Collectors.joining());
        return kind + ": " + why + add + others;
    }

    /** The verdict where the process can't be examined. */
    public static Verdict unknown(String why) {
        return new Verdict(Kind.UNKNOWN, why, Optional.empty(), List.of());
    }

    private record Judgement(Jvm jvm, Watched watched, Optional<Boolean> autorestart) {

        Verdict verdict() {
            boolean isStarted = autorestart.orElse(true);
            boolean ends = jvm.options().endsAtError() || endsByCommand();
            boolean isMaker = jvm.effect() instanceof Effect.Touches;
            if (ends && jvm.wrapper().isPresent() && !isMaker) {
                return endingUnseen(jvm.wrapper().get());
            }
            if (ends && jvm.wrapper().isEmpty() && (isStarted || !makesFlag())) {
                return ending(isStarted);
            }
            if (isMaker) {
                return touching();
            }
            return jvm.effect() instanceof Effect.NotUnderstood command ? notUnderstood(command) : unarmed();
        }

        private boolean endsByCommand() {
            return jvm.effect() instanceof Effect.Kills || (jvm.effect() instanceof Effect.Touches it && it.ends());
        }

        /** The monitor also starts a process that has ended and left a flag. */
        private boolean makesFlag() {
            return watched.flag().filter(jvm.files()::contains).isPresent();
        }

        /** supervisord sees only the end of its child. */
        private Verdict endingUnseen(String wrapper) {
            return verdict(Kind.UNKNOWN, how() + ", behind " + wrapper, toAdd())
                    .with(List.of("supervisord sees only the end of " + wrapper
                            + ", which can outlive the JVM: start the JVM by exec, or add that option"));
        }

        private String how() {
            return endsByCommand()
                    ? "its OnOutOfMemoryError kills it"
                    : (jvm.options().atError() == JvmOptions.AtError.CRASHES ? "Crash" : "Exit")
                            + "OnOutOfMemoryError ends it";
        }

        private Verdict ending(boolean isStarted) {
            return isStarted
                    ? verdict(Kind.EXITS, how() + ", and supervisord restarts it")
                    : verdict(Kind.EXITS, how()).with(List.of("supervisord does not restart it: set autorestart=true"));
        }

        private Verdict touching() {
            if (watched.flag().isEmpty()) {
                return verdict(Kind.UNKNOWN, "it creates " + createdFiles() + ", but no rule says where its flag is");
            }
            if (!makesFlag()) {
                String why = "it creates " + createdFiles() + ", but the monitor expects the flag at "
                        + Printable.brief(watched.flag().get()) + " (" + watched.rule() + ")";
                return verdict(Kind.MISMATCH, why, toAdd());
            }
            return watched.obstacle().map(why -> verdict(Kind.UNWRITABLE, why)).orElseGet(() -> verdict(
                            Kind.ARMED,
                            "it creates " + Printable.brief(watched.flag().get()))
                    .with(doubts()));
        }

        private List<String> doubts() {
            return jvm.effect() instanceof Effect.Touches touches
                    ? touches.condition().stream()
                            .map(it -> "only if \"" + Printable.brief(it) + "\" succeeds: write ; instead of &&")
                            .toList()
                    : List.of();
        }

        private String createdFiles() {
            return String.join(
                    " and ", jvm.files().stream().map(Printable::brief).toList());
        }

        private Verdict notUnderstood(Effect.NotUnderstood command) {
            String why = "OnOutOfMemoryError is not understood: " + command.text();
            return verdict(Kind.UNKNOWN, why, toAdd());
        }

        private Verdict unarmed() {
            List<String> unseen = jvm.options().unseen();
            List<String> values = jvm.options().onOutOfMemoryError();
            if (!values.isEmpty()) {
                String option = Printable.brief(String.join("; ", values));
                return verdict(Kind.UNARMED, "its OnOutOfMemoryError creates no file (\"" + option + "\")", toAdd());
            }
            return unseen.isEmpty()
                    ? verdict(Kind.UNARMED, "it has no OnOutOfMemoryError", toAdd())
                    : verdict(
                            Kind.UNKNOWN,
                            "no OnOutOfMemoryError found, but some options are unreadable (" + String.join("; ", unseen)
                                    + "): run the monitor as the JVM's user, or put the option on its command line",
                            toAdd());
        }

        private Optional<OptionLine> toAdd() {
            return Optional.of(OptionLine.creating(watched.suggested()));
        }

        private Verdict verdict(Kind kind, String why) {
            return verdict(kind, why, Optional.empty());
        }

        private Verdict verdict(Kind kind, String why, Optional<OptionLine> remedy) {
            return new Verdict(kind, "JVM " + jvm.pid() + ": " + why, remedy, List.of());
        }
    }
}
