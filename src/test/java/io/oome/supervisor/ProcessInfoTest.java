package io.oome.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessInfoTest {

    @Test
    void should_decode_the_members_that_it_keeps() throws Exception {
        String struct = member("name", "<string>naïve_00</string>")
                + member("group", "<string>naïve</string>")
                + member("start", "<int>1795219200</int>")
                + member("stop", "<int>1795219100</int>")
                + member("now", "<int>1795219260</int>")
                + member("state", "<int>200</int>")
                + member("statename", "<string>FATAL</string>")
                + member("spawnerr", "<string>can't find command 'java'</string>")
                + member("exitstatus", "<int>-1</int>")
                + member("logfile", "<string></string>")
                + member("pid", "<int>42</int>")
                + member("description", "<string>Exited too quickly</string>");

        assertThat(read(struct, ProcessInfo::decode))
                .isEqualTo(new ProcessInfo(
                        new Namespec("naïve", "naïve_00"),
                        ProcessState.FATAL,
                        42,
                        Instant.ofEpochSecond(1795219200),
                        Instant.ofEpochSecond(1795219100),
                        -1,
                        "can't find command 'java'"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, STOPPED",
        "10, STARTING",
        "20, RUNNING",
        "30, BACKOFF",
        "40, STOPPING",
        "100, EXITED",
        "200, FATAL",
        "1000, UNKNOWN",
        "50, UNKNOWN",
        "-1, UNKNOWN"
    })
    void should_know_every_state(int code, ProcessState expected) {
        assertThat(ProcessState.of(code)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "STOPPED, true",
        "STARTING, false",
        "RUNNING, false",
        "BACKOFF, false",
        "STOPPING, false",
        "EXITED, true",
        "FATAL, true",
        "UNKNOWN, false"
    })
    void should_tell_the_states_in_which_a_process_is_down(ProcessState state, boolean down) {
        assertThat(state.isDown()).isEqualTo(down);
    }

    @Test
    void should_decode_the_directory_and_the_user_of_the_configuration() throws Exception {
        String struct = member("group", "<string>g</string>")
                + member("name", "<string>n</string>")
                + member("directory", "<string>/srv/app</string>")
                + member("exitcodes", "<array><data><value><int>0</int></value></data></array>")
                + member("command", "<string>java -jar web.jar</string>")
                + member("uid", "<int>1000</int>");

        assertThat(read(struct, ProcessConfig::decode))
                .isEqualTo(new ProcessConfig(
                        new Namespec("g", "n"),
                        Optional.of("/srv/app"),
                        Optional.of(1000),
                        Optional.of("java -jar web.jar")));
    }

    @Test
    void should_read_none_as_not_set() throws Exception {
        String struct = member("group", "<string>g</string>")
                + member("name", "<string>n</string>")
                + member("directory", "<string>none</string>")
                + member("uid", "<string>none</string>");

        assertThat(read(struct, ProcessConfig::decode))
                .isEqualTo(new ProcessConfig(
                        new Namespec("g", "n"), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void should_accept_answers_of_older_supervisords_that_lack_members() throws Exception {
        assertThat(read(member("name", "<string>n</string>"), ProcessConfig::decode))
                .isEqualTo(
                        new ProcessConfig(new Namespec("", "n"), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** The other texts need the room: 5,000 processes may have long commands. */
    @Test
    void should_drop_a_command_that_is_too_long() throws Exception {
        String longest = "x".repeat(32 * 1024);
        assertThat(read(command(longest), ProcessConfig::decode).command()).hasValue(longest);
        assertThat(read(command(longest + "x"), ProcessConfig::decode).command())
                .isEmpty();
        String struct = "<value><struct>" + command(longest.substring(100)) + "</struct></value>";
        List<ProcessConfig> programs =
                answer("<value><array><data>" + struct.repeat(100) + "</data></array></value>", configs());
        assertThat(programs).hasSize(100);
        assertThat(programs.get(0).command()).isPresent();
        assertThat(programs.get(99).command()).isEmpty();
    }

    private static XmlRpcReader.Decoder<List<ProcessConfig>> configs() {
        return value -> value.array(ProcessConfig::decode);
    }

    private static String command(String text) {
        return member("command", "<string>" + text + "</string>");
    }

    @Test
    void should_refuse_a_pid_that_is_not_a_number() {
        assertThatThrownBy(() -> read(member("pid", "<string>many</string>"), ProcessInfo::decode))
                .isInstanceOf(MalformedXml.class);
    }

    private static String member(String name, String value) {
        return "<member>\n<name>" + name + "</name>\n<value>" + value + "</value>\n</member>\n";
    }

    private static <T> T read(String members, XmlRpcReader.Decoder<T> decoder) throws IOException, MalformedXml {
        return answer("<value><struct>\n" + members + "</struct></value>", decoder);
    }

    private static <T> T answer(String value, XmlRpcReader.Decoder<T> decoder) throws IOException, MalformedXml {
        String response = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n" + value
                + "\n</param>\n</params>\n</methodResponse>\n";
        return XmlRpcReader.read(new ByteArrayInputStream(response.getBytes(UTF_8)), decoder);
    }
}
