package io.oome.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A manual page, from the very model that parses command lines and prints --help. No part of the program: pom.xml runs it
 * for the install tree.
 */
final class ManPage {

    private static final String FILES =
            """
            .SH ENVIRONMENT
            .TP
            .BR SUPERVISOR_SERVER_URL ", " SUPERVISOR_USERNAME ", " SUPERVISOR_PASSWORD
            How to reach supervisord, unless \\fB\\-\\-server\\-url\\fR says so.
            .TP
            .B OOME_MONITOR_CONFIG
            A configuration file instead of the one below; its name must end in .properties.
            .TP
            .B OOME_MONITOR_*
            Any setting of that file but files: OOME_MONITOR_SERVER_URL is oome\\-monitor.server\\-url.
            .TP
            .B NO_COLOR
            Not empty: tables without colour.
            .SH FILES
            .TP
            .I /etc/oome_monitor/application.properties
            The settings of both commands: oome\\-monitor.files."NAME", the flag of process NAME, and %s.
            """;

    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-zA-Z][a-z-]*");

    private final CommandSpec spec;
    private final StringBuilder roff = new StringBuilder();

    private ManPage(CommandSpec spec) {
        this.spec = spec;
    }

    /** Arguments: the folder to write to, the date. */
    public static void main(String... args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        write(
                folder,
                new OomeMonitorCommand(null, null),
                "restart supervised processes after an OutOfMemoryError",
                args[1]);
        write(folder, new OomScoreAdjCommand(null, null), "set the OOM-killer score of supervised processes", args[1]);
    }

    private static void write(Path folder, Object command, String purpose, String date) throws IOException {
        CommandSpec spec = new CommandLine(command).getCommandSpec();
        String page = new ManPage(spec).text(purpose, date);
        Files.writeString(folder.resolve(spec.name() + ".1"), page);
    }

    private String text(String purpose, String date) {
        add(".TH " + spec.name().toUpperCase() + " 1 " + date + " \"" + escaped(spec.version()[0]) + "\"");
        // No hyphens, and blanks of one width: names of settings, paths and options are there to be copied.
        add(".nh\n.ad l");
        section("NAME");
        add(escaped(spec.name() + " - " + purpose));
        section("SYNOPSIS");
        synopses().forEach(this::synopsis);
        section("DESCRIPTION");
        paragraphs(spec.usageMessage().description());
        if (!spec.subcommands().isEmpty()) {
            section("COMMANDS");
            spec.subcommands()
                    .forEach((name, command) -> item(
                            bold(name),
                            prose(String.join(
                                    " ", command.getCommandSpec().usageMessage().description()))));
        }
        section("OPTIONS");
        spec.options().stream()
                .sorted(Comparator.comparing(OptionSpec::order))
                .forEach(it -> item(heading(it), prose(String.join(" ", it.description()))));
        footer();
        roff.append(FILES.formatted(SettingNames.KNOWN.stream()
                .sorted()
                .map(it -> escaped(SettingNames.PREFIX + it))
                .collect(Collectors.joining(", "))));
        section("SEE ALSO");
        add(Stream.of("oom_score_adj", "oome_flag", "oome_monitor", "supervisorctl", "supervisord")
                .filter(it -> !it.equals(spec.name()))
                .map(it -> "\\fB" + it + "\\fR(1)")
                .collect(Collectors.joining(", ", "", ", \\fBproc\\fR(5)")));
        return roff.toString();
    }

    /** Those of the subcommands; without any, what --help shows. */
    private List<String> synopses() {
        if (spec.subcommands().isEmpty()) {
            spec.usageMessage().width(1000);
            return List.of(new CommandLine.Help(spec).synopsis(0));
        }
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .map(it -> it.usageMessage().customSynopsis())
                .map(it -> it.length == 0 ? spec.name() + " [OPTIONS]" : it[0])
                .toList();
    }

    private void synopsis(String line) {
        String arguments = line.strip().substring(spec.name().length());
        add(".HP\n" + bold(spec.name()) + escaped(arguments));
    }

    /** Exit codes in a list, lines that are indented as examples, as --help has them at its end. */
    private void footer() {
        List<String> lines = Arrays.asList(spec.usageMessage().footer());
        Optional<String> codes =
                lines.stream().filter(it -> it.startsWith("Exit codes: ")).findFirst();
        section("EXIT STATUS");
        for (String code :
                codes.orElseThrow().substring("Exit codes: ".length()).split("; (?=\\d )")) {
            String[] parts = code.split(" ", 2);
            item(bold(parts[0]), prose(parts[1]));
        }
        section("EXAMPLES");
        for (String example : lines.stream().filter(it -> it.startsWith("  ")).toList()) {
            String[] parts = example.strip().split(" {3,}", 2);
            item(bold(parts[0]), prose(parts[1]));
        }
    }

    private static String heading(OptionSpec option) {
        String names = Stream.of(option.names()).map(ManPage::bold).collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + " \\fI" + escaped(option.paramLabel()) + "\\fR";
    }

    private void section(String name) {
        add(".SH \"" + name + "\"");
    }

    private void item(String heading, String text) {
        add(".TP\n" + heading + "\n" + text);
    }

    /** An empty line of --help begins a paragraph. */
    private void paragraphs(String... lines) {
        for (String line : lines) {
            add(line.isEmpty() ? ".PP" : prose(line));
        }
        if (roff.toString().endsWith(".PP\n")) {
            roff.setLength(roff.length() - ".PP\n".length());
        }
    }

    /** A text of the model's, where a percent sign is written twice, with the options in it in bold. */
    private String prose(String text) {
        StringBuilder line = new StringBuilder();
        String plain = text.replace("%%", "%");
        Matcher option = OPTION.matcher(plain);
        int end = 0;
        while (option.find()) {
            if (spec.findOption(option.group()) != null) {
                line.append(escaped(plain.substring(end, option.start()))).append(bold(option.group()));
                end = option.end();
            }
        }
        return line.append(escaped(plain.substring(end))).toString();
    }

    private static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    /** A minus that can be copied, a line that is no request, and ASCII alone. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.startsWith(".") || text.startsWith("'") ? "\\&" : "");
        text.codePoints().forEach(it -> {
            switch (it) {
                case '\\' -> escaped.append("\\(rs");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '"' -> escaped.append("\\(dq");
                case '~' -> escaped.append("\\(ti");
                case '^' -> escaped.append("\\(ha");
                case '`' -> escaped.append("\\(ga");
                default -> escaped.append(it < 0x80 ? Character.toString(it) : "\\[u%04X]".formatted(it));
            }
        });
        return escaped.toString();
    }

    private void add(String line) {
        roff.append(line).append('\n');
    }
}
