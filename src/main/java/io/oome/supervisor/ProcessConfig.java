package io.oome.supervisor;

import java.io.IOException;
import java.util.Optional;

/**
 * What getAllConfigInfo says of a process, as far as we need it.
 *
 * @param directory the {@code directory=} that it is started in; absent where the program has none
 * @param uid the user that it is started as; absent where the program has none, and runs as supervisord's user
 * @param command {@code command=}, expanded, of which supervisord takes the words by Python's shlex; absent where it has
 *     more than {@value #LONGEST_COMMAND} bytes, or those of all programs are too much to keep
 */
public record ProcessConfig(
        Namespec namespec, Optional<String> directory, Optional<Integer> uid, Optional<String> command) {

    private static final int LONGEST_COMMAND = 32 * 1024;

    /** How getAllConfigInfo spells "not set": XML-RPC without nil has no better way. */
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
