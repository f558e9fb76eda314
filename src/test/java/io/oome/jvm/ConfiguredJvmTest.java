package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConfiguredJvmTest {

    private static final String JAVA = "java -Xmx64m -XX:OnOutOfMemoryError=\"touch /f\" -jar web.jar";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java -XX:OnOutOfMemoryError=\"touch /f\" -jar web.jar",
                "/usr/lib/jvm/17/bin/java '-XX:OnOutOfMemoryError=touch /f' Main",
                "java -XX:OnOutOfMemoryError='touch /f; kill -9 %p' Main",
                "java -XX:OnOutOfMemoryError=\"echo %p > /f\" Main",
                "java -XX:OnOutOfMemoryError=\"touch /g.%p; touch /f\" Main",
                "sh -c 'java \"-XX:OnOutOfMemoryError=touch /f\" Main'",
                "/bin/bash -lc 'ulimit -n 4096 && exec java -XX:OnOutOfMemoryError=\"touch /f\" Main; true'",
                "bash -e -o pipefail -c \"java -XX:OnOutOfMemoryError='touch /f' Main | tee log\"",
                "sh -c 'java -version; cd / && java -XX:OnOutOfMemoryError=\"touch f\" $ARGS Main'",
                "sh -c 'java $OPTS -cp $CP -XX:OnOutOfMemoryError=\"touch /f\" Main'",
                "sh -c 'sh -c \"java -XX:OnOutOfMemoryError=\\\"touch /f\\\" Main\"'",
            })
    void should_find_the_flag_of_the_jvm_in_a_command(String command) {
        assertThat(ConfiguredJvm.of(command).files())
                .as(ConfiguredJvm.of(command).whyNone())
                .containsExactly("/f");
    }

    @ParameterizedTest
    @CsvSource({
        "exec java, ",
        "env -u TERM LANG=C java, ",
        "nice -n 5 nohup java, ",
        "nice -n5 ionice -c2 -n 7 java, ",
        "tini -g -- java, ",
        "gosu app java, app",
        "gosu app:app java, app",
        "su-exec 1000:1000 java, 1000",
        "/sbin/setuser app java, app",
        "runuser -u app -- java, app",
        "runuser --user=app java, app",
        "sudo -E -u app -- java, app",
        "setpriv --reuid=1000 --regid 1000 --clear-groups -- java, 1000",
        "chpst -u app:app java, app",
        "tini -- gosu app env A=1 java, app",
    })
    void should_find_it_behind_a_program_that_runs_a_command(String prefix, String user) {
        ConfiguredJvm jvm = ConfiguredJvm.of(JAVA.replaceFirst("java", prefix));
        assertThat(jvm.files()).as(jvm.whyNone()).containsExactly("/f");
        assertThat(jvm.user().orElse(null)).isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource({
        "su app -c, app",
        "su - app -c, app",
        "su -s /bin/sh -c, root",
        "runuser -l app -c, app",
        "runuser app -s /bin/sh -c, app",
    })
    void should_find_it_in_the_command_of_a_shell_of_another_user(String su, String user) {
        ConfiguredJvm jvm = ConfiguredJvm.of(su + " 'exec java -XX:OnOutOfMemoryError=\"touch /f\" Main'");
        assertThat(jvm.files()).as(jvm.whyNone()).containsExactly("/f");
        assertThat(jvm.user()).hasValue(user);
    }

    @Test
    void should_leave_a_relative_path_to_the_programs_directory() {
        assertThat(ConfiguredJvm.of("java -XX:OnOutOfMemoryError=\"touch oome\" Main")
                        .files())
                .containsExactly("oome");
        assertThat(ConfiguredJvm.of("sh -c 'cd web && java -XX:OnOutOfMemoryError=\"touch oome\" Main'")
                        .files())
                .containsExactly("web/oome");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nginx -g 'daemon off;'|not understood: \"nginx\" may or may not start a JVM",
                "/srv/run.sh -XX:OnOutOfMemoryError='touch /f'|not understood: \"/srv/run.sh\" may or may not start a JVM",
                "sh /srv/run.sh|not understood: a script",
                "sh -c 'for i in 1 2; do java; done'|not understood: more than simple commands",
                "sh -c '(cd /x; java)'|not understood: a subshell",
                "sh -c 'sleep 5'|not understood: no JVM in \"sleep 5\"",
                "sh -c '$JAVA -jar web.jar'|not understood: no JVM in \"$JAVA -jar web.jar\"",
                "java -XX:OnOutOfMemoryError='/srv/oome.sh' Main|not understood: an unknown command in \"/srv/oome.sh\"",
                "java -XX:OnOutOfMemoryError='touch /f.%p' Main|the pid or cwd of the JVM that creates /f.%p is unknown",
                "sh -c 'cd $X; java -XX:OnOutOfMemoryError=\"touch f\" Main'|the pid or cwd of the JVM that creates f is unknown",
                "java @args Main|could not read: the options in @args; JAVA_TOOL_OPTIONS: its environment: never read",
                "java -XX:OnOutOfMemoryError='kill -9 %p' Main|its JVM creates no file",
                "java 'x|an unterminated quote in \"java 'x\"",
                "java x\\|a backslash at the end in \"java x\\\"",
                "gosu app|not understood: no command",
            })
    void should_say_why_no_file_is_known(String command, String why) {
        ConfiguredJvm jvm = ConfiguredJvm.of(command);
        assertThat(jvm.files()).isEmpty();
        assertThat(jvm.whyNone()).isEqualTo(why);
    }

    /** {@code python3 -c 'import shlex; print(shlex.split(…))'} */
    @Test
    void should_split_words_as_supervisord_does() throws Exception {
        assertThat(CommandWords.of("a 'b \" c' \"d ' \\\" \\\\ \\n\" e\\ f g'h'\"i\" '' #j\t\nk"))
                .containsExactly("a", "b \" c", "d ' \" \\ \\n", "e f", "ghi", "", "#j", "k");
    }
}
