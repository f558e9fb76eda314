package io.oome.journal;

import io.oome.journal.Entry.Past;
import io.oome.journal.Restart.Cause;
import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.scan.FlagId;
import io.oome.scan.FlagRule;
import io.oome.supervisor.Namespec;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The file format of an entry: one item a line, fields separated by blanks, text URL-encoded.
 *
 * <pre>
 * oome_monitor 1
 * process web:web
 * restart STOP 0 71 1732190000 1234567 2049:131842:1732190012.004000000 OOME_FILE %2Ftmp%2Fweb.oome
 * descendant 72 1234570
 * handled 2049:131842:1732190012.004000000
 * past 1732190013 71 98 restarted true 2049:131842:1732190012.004000000
 * survivor 72 1234570
 * end
 * </pre>
 */
final class EntryText {

    private static final String HEAD = "oome_monitor 1";

    /** The last line; a file without it is truncated. */
    private static final String END = "end";

    private EntryText() {}

    static String write(Entry entry) {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        lines.add("process " + encode(entry.process().qualified()));
        entry.restart().ifPresent(restart -> {
            Origin origin = restart.origin();
            Cause cause = restart.cause();
            lines.add(line(
                    "restart",
                    restart.step(),
                    restart.failures(),
                    origin.pid(),
                    origin.start().getEpochSecond(),
                    origin.startTicks(),
                    cause.flag(),
                    cause.rule().name(),
                    encode(cause.path())));
            restart.descendants().forEach(it -> lines.add(line("descendant", it.pid(), it.startTicks())));
        });
        entry.handled().forEach(it -> lines.add(line("handled", it)));
        entry.history()
                .forEach(it -> lines.add(line(
                        "past",
                        it.when().getEpochSecond(),
                        it.pid(),
                        it.newPid(),
                        it.result(),
                        it.counts(),
                        it.flag())));
        entry.survivors().forEach(it -> lines.add(line("survivor", it.pid(), it.startTicks())));
        lines.add(END);
        return String.join("\n", lines) + "\n";
    }

    private static String line(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            line.append(line.isEmpty() ? "" : " ").append(field);
        }
        return line.toString();
    }

    /**
     * @throws RuntimeException if the text is not a complete entry
     */
    static Entry parse(String text) {
        List<String> lines = text.lines().toList();
        boolean whole = lines.size() > 2
                && lines.get(0).equals(HEAD)
                && lines.get(lines.size() - 1).equals(END);
        if (!whole) {
            throw new IllegalArgumentException("not a journal entry");
        }
        Namespec process = null;
        String[] restart = null;
        List<Restart.Member> descendants = new ArrayList<>();
        List<FlagId> handled = new ArrayList<>();
        List<Past> history = new ArrayList<>();
        List<Restart.Member> survivors = new ArrayList<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            String[] fields = line.split(" ");
            switch (fields[0]) {
                case "process" -> process = Namespec.parse(decode(fields[1]));
                case "restart" -> restart = fields;
                case "descendant" -> descendants.add(member(fields));
                case "handled" -> handled.add(FlagId.parse(fields[1]));
                case "past" -> history.add(past(fields));
                case "survivor" -> survivors.add(member(fields));
                default -> throw new IllegalArgumentException("a line from another version: " + fields[0]);
            }
        }
        Optional<Restart> underWay = Optional.ofNullable(restart).map(it -> restart(it, List.copyOf(descendants)));
        return new Entry(
                Objects.requireNonNull(process),
                underWay,
                List.copyOf(handled),
                List.copyOf(history),
                List.copyOf(survivors));
    }

    private static Restart restart(String[] fields, List<Restart.Member> descendants) {
        Origin origin = new Origin(
                Integer.parseInt(fields[3]),
                Instant.ofEpochSecond(Long.parseLong(fields[4])),
                Long.parseLong(fields[5]));
        Cause cause = new Cause(FlagId.parse(fields[6]), decode(fields[8]), FlagRule.valueOf(fields[7]));
        return new Restart(cause, origin, Step.valueOf(fields[1]), Integer.parseInt(fields[2]), descendants);
    }

    private static Past past(String[] fields) {
        return new Past(
                Instant.ofEpochSecond(Long.parseLong(fields[1])),
                FlagId.parse(fields[6]),
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                fields[4],
                Boolean.parseBoolean(fields[5]));
    }

    private static Restart.Member member(String[] fields) {
        return new Restart.Member(Integer.parseInt(fields[1]), Long.parseLong(fields[2]));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
