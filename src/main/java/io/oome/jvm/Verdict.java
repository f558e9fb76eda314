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
 * @param why text of others may be in it
 * @param remedy the option to add, where one is missing
 * @param cautions what else would go wrong then, or at a restart
 */
public record Verdict(Kind kind, String why, Optional<OptionLine> remedy, List<String> cautions) {

    /** The worst first: of a process with several JVMs, the worst is told. */
    public enum Kind {
        /** Its option makes another file than the one that is looked at. */
        MISMATCH("mismatch"),
        /** The flag's folder is missing, or its user may not write there. */
        UNWRITABLE("unwritable"),
        /** A JVM without any of these options. */
        UNARMED("unarmed"),
        UNKNOWN("unknown"),
        /** It ends; supervisord's autorestart is the remedy. */
        EXITS("exits"),
        /** Its own option makes the flag that is looked at. */
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
     * @param pid as we see it
     * @param effect of its OnOutOfMemoryError
     * @param files that effect's, absolute, as the process sees them
     * @param wrapper what supervisord has started instead, which may live on without it: {@code sh (pid 71)}
     */
    public record Jvm(int pid, JvmOptions options, Effect effect, List<Path> files, Optional<String> wrapper) {}

    /**
     * What a monitor looks at.
     *
     * @param flag as the process sees it; absent if no rule gives one
     * @param rule that gave it
     * @param suggested where the flag of a JVM should be that makes none, or another
     * @param obstacle why the flag can't be made there, if that is known: the folder is missing, or not its user's to write
     */
    public record Watched(Optional<Path> flag, String rule, Optional<String> obstacle, Path suggested) {}

    /**
     * @param autorestart whether supervisord starts the process again that ends by itself, if that is known
     */
    public static Verdict of(List<Jvm> jvms, Watched watched, Optional<Boolean> autorestart) {
        return jvms.stream()
                .map(jvm -> new Judgement(jvm, watched, autorestart).verdict())
                .min(Comparator.comparing(Verdict::kind))
                .orElseGet(Verdict::noJvm);
    }

    public static Verdict noJvm() {
        return new Verdict(Kind.NO_JVM, "neither it nor a descendant is a JVM", Optional.empty(), List.of());
    }

    /** With further cautions. */
    public Verdict with(List<String> others) {
        return new Verdict(
                kind,
                why,
                remedy,
                Stream.concat(cautions.stream(), others.stream()).toList());
    }

    /** An OutOfMemoryError would pass without anybody's doing, or more than that would go wrong. */
    public boolean needsAttention() {
        return kind.compareTo(Kind.UNKNOWN) < 0 || !cautions.isEmpty();
    }

    /** In one line: {@code unarmed: JVM 98: it has no OnOutOfMemoryError; add -XX:…; …}. */
    public String text() {
        String add = remedy.map(it -> "; add " + Printable.brief(it.inSupervisordConf()))
                .orElse("");
        String others = cautions.stream().map(it -> "; but " + it).collect(Collectors.joining());
        return kind + ": " + why + add + others;
    }

    /** Where not even that can be found out. */
    public static Verdict unknown(String why) {
        return new Verdict(Kind.UNKNOWN, why, Optional.empty(), List.of());
    }

    private record Judgement(Jvm jvm, Watched watched, Optional<Boolean> autorestart) {

        Verdict verdict() {
            boolean isStarted = autorestart.orElse(true);
            boolean ends = jvm.options().atError() != JvmOptions.AtError.LIVES || endsByCommand();
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

        /** A monitor starts what has ended and left a flag, too. */
        private boolean makesFlag() {
            return watched.flag().filter(jvm.files()::contains).isPresent();
        }

        /** What supervisord sees is the end of its child. */
        private Verdict endingUnseen(String wrapper) {
            return verdict(Kind.UNKNOWN, how() + ", behind " + wrapper, toAdd())
                    .with(List.of("supervisord sees only the end of " + wrapper
                            + ", which may live on: start the JVM by exec, or add that option"));
        }

        private String how() {
            return endsByCommand()
                    ? "its OnOutOfMemoryError kills it"
                    : "it ends by " + (jvm.options().atError() == JvmOptions.AtError.CRASHES ? "Crash" : "Exit")
                            + "OnOutOfMemoryError";
        }

        private Verdict ending(boolean isStarted) {
            return isStarted
                    ? verdict(Kind.EXITS, how() + ", and supervisord starts it again")
                    : verdict(Kind.EXITS, how())
                            .with(List.of("supervisord does not start it again: set autorestart=true"));
        }

        private Verdict touching() {
            if (watched.flag().isEmpty()) {
                return verdict(Kind.UNKNOWN, "it makes " + made() + ", and no rule says where its flag is");
            }
            if (!makesFlag()) {
                String why = "it makes " + made() + ", and the flag is looked for at "
                        + Printable.brief(watched.flag().get()) + " (" + watched.rule() + ")";
                return verdict(Kind.MISMATCH, why, toAdd());
            }
            return watched.obstacle().map(why -> verdict(Kind.UNWRITABLE, why)).orElseGet(() -> verdict(
                            Kind.ARMED,
                            "it makes " + Printable.brief(watched.flag().get()))
                    .with(doubts()));
        }

        private List<String> doubts() {
            return jvm.effect() instanceof Effect.Touches touches
                    ? touches.condition().stream()
                            .map(it -> "only if \"" + Printable.brief(it) + "\" succeeds: write ; for &&")
                            .toList()
                    : List.of();
        }

        private String made() {
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
                return verdict(Kind.UNARMED, "its OnOutOfMemoryError makes no file (\"" + option + "\")", toAdd());
            }
            return unseen.isEmpty()
                    ? verdict(Kind.UNARMED, "it has no OnOutOfMemoryError", toAdd())
                    : verdict(
                            Kind.UNKNOWN,
                            "no OnOutOfMemoryError is seen, but there may be one (" + String.join("; ", unseen)
                                    + "): run the monitor as the JVM's user, or put the option on its command line",
                            toAdd());
        }

        private Optional<OptionLine> toAdd() {
            return Optional.of(OptionLine.making(watched.suggested()));
        }

        private Verdict verdict(Kind kind, String why) {
            return verdict(kind, why, Optional.empty());
        }

        private Verdict verdict(Kind kind, String why, Optional<OptionLine> remedy) {
            return new Verdict(kind, "JVM " + jvm.pid() + ": " + why, remedy, List.of());
        }
    }
}
