package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.JvmOptions.AtError;
import io.oome.jvm.Verdict.Jvm;
import io.oome.jvm.Verdict.Kind;
import io.oome.jvm.Verdict.Watched;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Path FLAG = Path.of("/tmp/web.oome");
    private static final Watched WATCHED = new Watched(Optional.of(FLAG), "OOME_FILE", Optional.empty(), FLAG);
    private static final Effect NOTHING = new Effect.Nothing();
    private static final Optional<Boolean> ON = Optional.of(true);
    private static final Optional<Boolean> OFF = Optional.of(false);
    private static final String TO_ADD = "-XX:OnOutOfMemoryError=touch /tmp/web.oome";

    private static Jvm jvm(AtError atError, Effect effect, String... unseen) {
        List<Path> files = effect instanceof Effect.Touches touches
                ? touches.files().stream().map(Path::of).toList()
                : List.of();
        JvmOptions options = new JvmOptions(List.of(), atError, new HeapDump(false, "", false), List.of(unseen));
        return new Jvm(7, options, effect, files, Optional.empty());
    }

    private static Effect touches(String file) {
        return new Effect.Touches(List.of("/elsewhere", file), false, Optional.empty());
    }

    private static void check(Verdict verdict, Kind kind, String why, String toAdd) {
        assertThat(verdict)
                .isEqualTo(new Verdict(
                        kind,
                        why,
                        Optional.of(toAdd).filter(it -> !it.isEmpty()).map(OptionLine::new),
                        List.of()));
    }

    private static Verdict of(Jvm jvm) {
        return Verdict.of(List.of(jvm), WATCHED, ON);
    }

    @Test
    void should_be_armed_if_its_option_creates_the_flag() {
        check(of(jvm(AtError.LIVES, touches(FLAG.toString()))), Kind.ARMED, "JVM 7: it creates /tmp/web.oome", "");
    }

    @Test
    void should_name_the_command_that_must_succeed_first() {
        Effect touches = new Effect.Touches(List.of(FLAG.toString()), false, Optional.of("test -e x"));
        assertThat(of(jvm(AtError.LIVES, touches)).cautions())
                .containsExactly("only if \"test -e x\" succeeds: write ; instead of &&");
    }

    @Test
    void should_be_a_mismatch_if_its_option_creates_another_file() {
        check(
                of(jvm(AtError.LIVES, touches("/tmp/wed.oome"))),
                Kind.MISMATCH,
                "JVM 7: it creates /elsewhere and /tmp/wed.oome, but the monitor expects the flag at /tmp/web.oome (OOME_FILE)",
                TO_ADD);
    }

    @Test
    void should_be_unwritable_if_the_flag_can_not_be_created() {
        Watched missing = new Watched(Optional.of(FLAG), "cwd", Optional.of("/tmp is missing"), FLAG);
        check(
                Verdict.of(List.of(jvm(AtError.LIVES, touches(FLAG.toString()))), missing, ON),
                Kind.UNWRITABLE,
                "JVM 7: /tmp is missing",
                "");
    }

    @Test
    void should_be_unarmed_without_an_option() {
        check(of(jvm(AtError.LIVES, NOTHING)), Kind.UNARMED, "JVM 7: it has no OnOutOfMemoryError", TO_ADD);
        Watched nowhere = new Watched(Optional.empty(), "", Optional.empty(), FLAG);
        check(
                Verdict.of(List.of(jvm(AtError.LIVES, NOTHING)), nowhere, ON),
                Kind.UNARMED,
                "JVM 7: it has no OnOutOfMemoryError",
                TO_ADD);
    }

    @Test
    void should_quote_an_option_that_creates_no_file() {
        JvmOptions options =
                new JvmOptions(List.of("touch /dev/null"), AtError.LIVES, new HeapDump(false, "", false), List.of());
        check(
                of(new Jvm(7, options, NOTHING, List.of(), Optional.empty())),
                Kind.UNARMED,
                "JVM 7: its OnOutOfMemoryError creates no file (\"touch /dev/null\")",
                TO_ADD);
    }

    @Test
    void should_be_unknown_if_there_may_be_an_option() {
        check(
                of(jvm(AtError.LIVES, NOTHING, "the options in @a", "b")),
                Kind.UNKNOWN,
                "JVM 7: no OnOutOfMemoryError found, but some options are unreadable (the options in @a; b): run the monitor as the"
                        + " JVM's user, or put the option on its command line",
                TO_ADD);
        check(
                of(jvm(AtError.LIVES, new Effect.NotUnderstood("touch $X", "only the shell knows that name"))),
                Kind.UNKNOWN,
                "JVM 7: OnOutOfMemoryError is not understood: only the shell knows that name in \"touch $X\"",
                TO_ADD);
        assertThat(Verdict.unknown("hidden").kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void should_exit_where_supervisord_is_the_remedy() {
        for (Effect effect : List.of(NOTHING, touches(FLAG.toString()), touches("/tmp/wed.oome"))) {
            check(
                    of(jvm(AtError.EXITS, effect)),
                    Kind.EXITS,
                    "JVM 7: ExitOnOutOfMemoryError ends it, and supervisord restarts it",
                    "");
        }
        check(
                of(jvm(AtError.LIVES, new Effect.Kills())),
                Kind.EXITS,
                "JVM 7: its OnOutOfMemoryError kills it, and supervisord restarts it",
                "");
        Verdict off = Verdict.of(List.of(jvm(AtError.CRASHES, NOTHING)), WATCHED, OFF);
        assertThat(off.text())
                .isEqualTo(
                        "exits: JVM 7: CrashOnOutOfMemoryError ends it; but supervisord does not restart it: set autorestart=true");
        assertThat(off.needsAttention()).isTrue();
    }

    /** EXITED with a fresh flag: the monitor starts it. */
    @Test
    void should_be_armed_if_it_ends_and_only_its_flag_gets_it_restarted() {
        assertThat(Verdict.of(List.of(jvm(AtError.EXITS, touches(FLAG.toString()))), WATCHED, OFF)
                        .kind())
                .isEqualTo(Kind.ARMED);
    }

    /** {@code sh -c 'java …; sleep 9999'}. */
    @Test
    void should_not_count_on_supervisord_behind_a_wrapper_that_can_live_on() {
        Verdict hidden = behindAShell(AtError.EXITS, NOTHING);
        check(
                new Verdict(hidden.kind(), hidden.why(), hidden.remedy(), List.of()),
                Kind.UNKNOWN,
                "JVM 7: ExitOnOutOfMemoryError ends it, behind sh (pid 6)",
                TO_ADD);
        assertThat(hidden.needsAttention()).isTrue();
        assertThat(hidden.cautions())
                .containsExactly(
                        "supervisord sees only the end of sh (pid 6), which can outlive the JVM: start the JVM by exec,"
                                + " or add that option");
        assertThat(behindAShell(AtError.LIVES, new Effect.Kills()).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(behindAShell(AtError.EXITS, touches(FLAG.toString())).kind()).isEqualTo(Kind.ARMED);
        assertThat(behindAShell(AtError.EXITS, touches("/tmp/wed.oome")).kind()).isEqualTo(Kind.MISMATCH);
    }

    private static Verdict behindAShell(AtError atError, Effect effect) {
        Jvm jvm = jvm(atError, effect);
        Jvm behind = new Jvm(jvm.pid(), jvm.options(), jvm.effect(), jvm.files(), Optional.of("sh (pid 6)"));
        return Verdict.of(List.of(behind), WATCHED, ON);
    }

    @Test
    void should_tell_the_worst_of_several_jvms() {
        Jvm armed = jvm(AtError.LIVES, touches(FLAG.toString()));
        Jvm unarmed = jvm(AtError.LIVES, NOTHING);
        Jvm exits = jvm(AtError.EXITS, NOTHING);
        assertThat(Verdict.of(List.of(armed, unarmed, exits), WATCHED, ON).kind())
                .isEqualTo(Kind.UNARMED);
        assertThat(Verdict.of(List.of(armed, exits), WATCHED, ON).kind()).isEqualTo(Kind.EXITS);
        assertThat(Verdict.of(List.of(), WATCHED, ON).kind()).isEqualTo(Kind.NO_JVM);
        assertThat(Kind.NO_JVM).hasToString("no JVM");
    }
}
