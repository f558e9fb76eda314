package io.oome.supervisor;

import java.io.IOException;
import java.util.Optional;

/**
 * What getAllConfigInfo reports of a process, as far as the monitor needs it.
 *
 * @param directory its {@code directory=}; empty if unset
 * @param uid the user that it is started as; empty if unset: it then runs as supervisord's user
 * @param command {@code command=}, expanded; supervisord splits it by Python's shlex. Empty if it is longer than
 *     {@value #LONGEST_COMMAND} bytes, or all programs' commands together are too long to keep
 */
public record ProcessConfig(
        Namespec namespec, Optional<String> directory, Optional<Integer> uid, Optional<String> command) {

    private static final int LONGEST_COMMAND = 32 * 1024;

    /** getAllConfigInfo's "not set": XML-RPC without nil has no better way. */
    private static final String NONE = "none";

    static ProcessConfig decode(XmlRpcReader value) throws IOException, MalformedXml {
        Fields fields = new Fields();
        value.struct(fields::read);
        return new ProcessConfig(
                new Namespec(fields.group, fields.name),
                Optional.of(fields.directory).filter(it -> !it.equals(NONE)),
                fields.uid,
                fields.command);
    }

    private static final class Fields {
        private String group = "";
        private String name = "";
        private String directory = NONE;
        private Optional<Integer> uid = Optional.empty();
        private Optional<String> command = Optional.empty();

        void read(String member, XmlRpcReader value) throws IOException, MalformedXml {
            switch (member) {
                case "group" -> group = value.string();
                case "name" -> name = value.string();
                case "directory" -> directory = value.string();
                case "uid" -> uid = value.integerUnlessText();
                case "command" -> command = value.stringIfSmall(LONGEST_COMMAND);
                default -> value.skip();
            }
        }
    }
}
