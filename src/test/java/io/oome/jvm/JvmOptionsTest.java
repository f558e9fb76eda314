package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.JvmOptions.AtError;
import io.oome.proc.Environ;
import io.oome.proc.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {

    private static final Reading<Environ> HIDDEN = new Reading.Denied<>("/proc/7/environ");

    private static JvmOptions ofWords(String... options) {
        List<String> argv = new ArrayList<>(List.of("java"));
        argv.addAll(List.of(options));
        argv.add("Main");
        return OptionWords.options(argv);
    }

    private static JvmOptions of(String variable, String value, String... argv) {
        return JvmOptions.of(new Reading.Known<>(List.of(argv)), environ(Map.of(variable, value)), Optional::empty);
    }

    private static Reading<Environ> environ(Map<String, String> variables) {
        return new Reading.Known<>(new Environ(variables));
    }

    @Test
    void should_know_nothing_of_a_jvm_without_options() {
        assertThat(ofWords())
                .isEqualTo(new JvmOptions(List.of(), AtError.LIVES, new HeapDump(false, "", false), List.of()));
    }

    @Test
    void should_add_up_the_commands_until_they_are_replaced() {
        String option = "-XX:OnOutOfMemoryError";
        assertThat(ofWords(option + "=a", option + "=b=c").onOutOfMemoryError()).containsExactly("a", "b=c");
        assertThat(ofWords(option + "=a", option + "=").onOutOfMemoryError()).containsExactly("a");
        assertThat(ofWords(option + "=a", option + ":=b", option + "=c").onOutOfMemoryError())
                .containsExactly("b", "c");
        assertThat(ofWords(option + "=a", option + ":=").onOutOfMemoryError()).isEmpty();
    }

    @Test
    void should_let_the_last_option_win() {
        assertThat(ofWords("-XX:+ExitOnOutOfMemoryError").atError()).isEqualTo(AtError.EXITS);
        assertThat(ofWords("-XX:+ExitOnOutOfMemoryError", "-XX:-ExitOnOutOfMemoryError")
                        .atError())
                .isEqualTo(AtError.LIVES);
        assertThat(ofWords("-XX:+CrashOnOutOfMemoryError", "-XX:+ExitOnOutOfMemoryError")
                        .atError())
                .isEqualTo(AtError.CRASHES);
        assertThat(ofWords("-XX:HeapDumpPath=a", "-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=b")
                        .heapDump())
                .isEqualTo(new HeapDump(true, "b", false));
        assertThat(ofWords("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpGzipLevel=1")
                        .heapDump())
                .isEqualTo(new HeapDump(true, "", true));
    }

    @Test
    void should_read_environment_and_command_line_in_the_jvms_order() {
        Map<String, String> variables = Map.of(
                "JAVA_TOOL_OPTIONS", "'-XX:OnOutOfMemoryError=touch tool' -XX:HeapDumpPath=tool",
                "JDK_JAVA_OPTIONS", "-XX:OnOutOfMemoryError='touch jdk' -XX:HeapDumpPath=jdk",
                "_JAVA_OPTIONS", "-XX:OnOutOfMemoryError=\"touch last\" -XX:HeapDumpPath=last");
        List<String> argv = List.of("java", "-XX:OnOutOfMemoryError=touch line", "-XX:HeapDumpPath=line", "Main");
        JvmOptions options = JvmOptions.of(new Reading.Known<>(argv), environ(variables), Optional::empty);
        assertThat(options.onOutOfMemoryError()).containsExactly("touch tool", "touch jdk", "touch line", "touch last");
        assertThat(options.heapDump().path()).isEqualTo("last");
        assertThat(options.unseen()).isEmpty();
    }

    @Test
    void should_not_take_the_arguments_of_the_program_for_options() {
        String exit = "-XX:+ExitOnOutOfMemoryError";
        for (List<String> before : List.of(
                List.of("Main"),
                List.of("-jar", "a.jar"),
                List.of("-m", "a/b"),
                List.of("--module=a/b"),
                List.of("-cp", "x", "Main"),
                List.of("--source 17", "./Script"),
                List.of("-p", "x", "--add-modules", "y", "--class-path", "z", "-ea", "@@Main"))) {
            List<String> argv = new ArrayList<>(List.of("java"));
            argv.addAll(before);
            argv.add(exit);
            assertThat(OptionWords.options(argv).atError()).as("%s", argv).isEqualTo(AtError.LIVES);
            argv.add(1, exit);
            assertThat(OptionWords.options(argv).atError()).as("%s", argv).isEqualTo(AtError.EXITS);
        }
        assertThat(OptionWords.options(List.of("java", "-cp", exit, "Main")).atError())
                .isEqualTo(AtError.LIVES);
    }

    @Test
    void should_name_unreadable_sources() {
        assertThat(of("JAVA_TOOL_OPTIONS", "-XX:Flags=f", "java", "@args", "-XX:VMOptionsFile=v", "Main")
                        .unseen())
                .containsExactly(
                        "the options in -XX:Flags=f", "the options in @args", "the options in -XX:VMOptionsFile=v");
        assertThat(of("_JAVA_OPTIONS", "x".repeat(4097), "java", "Main").unseen())
                .containsExactly("_JAVA_OPTIONS beyond 4096 bytes");
        assertThat(OptionWords.options(List.of("java", "-cp", "x")).unseen())
                .containsExactly("the end of the command line");
        assertThat(OptionWords.options(List.of()).unseen()).containsExactly("the end of the command line");
        assertThat(JvmOptions.of(new Reading.Known<>(List.of("java", "Main")), HIDDEN, Optional::empty)
                        .unseen())
                .containsExactly("JAVA_TOOL_OPTIONS: " + HIDDEN.reason());
    }

    @Test
    void should_read_hsperfdata_only_if_a_source_is_incomplete() {
        JvmOptions.of(new Reading.Known<>(List.of("java", "Main")), environ(Map.of()), () -> {
            throw new AssertionError("asked");
        });
        PerfData perfData = new PerfData("-XX:OnOutOfMemoryError=touch f -Xmx8m", "+ExitOnOutOfMemoryError");
        JvmOptions options = JvmOptions.of(
                new Reading.Known<>(List.of("java", "@args", "Main")), environ(Map.of()), () -> Optional.of(perfData));
        assertThat(options.onOutOfMemoryError()).containsExactly("touch f");
        assertThat(options.atError()).isEqualTo(AtError.EXITS);
        assertThat(options.unseen()).isEmpty();
    }

    @Test
    void should_keep_options_that_hsperfdata_truncates() {
        String vmArgs = "-XX:OnOutOfMemoryError=touch f -Dx=";
        PerfData cut = new PerfData(vmArgs + "x".repeat(1023 - vmArgs.length()), "");
        List<String> argv = List.of("java", "@a", "-XX:OnOutOfMemoryError=touch f", "-XX:HeapDumpPath=p", "Main");
        JvmOptions options = JvmOptions.of(new Reading.Known<>(argv), environ(Map.of()), () -> Optional.of(cut));
        assertThat(options.onOutOfMemoryError()).containsExactly("touch f");
        assertThat(options.heapDump().path()).isEqualTo("p");
        assertThat(options.unseen()).containsExactly("the options that java.rt.vmArgs truncates");
    }
}
