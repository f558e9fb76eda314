package io.oome.discovery;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The sections of a supervisord configuration file, read as Python's RawConfigParser reads it with supervisord's
 * settings (options.py, UnhosedConfigParser): {@code key=value} or {@code key: value}, keys in any case; {@code ;} and
 * {@code #} begin a comment, after a value only if a blank precedes them; a line that is indented deeper than a key
 * continues its value; a later value of the same key wins. Expands nothing.
 */
record IniFile(Map<String, Map<String, String>> sections) {

    static IniFile parse(String text) {
        IniFile file = new IniFile(new LinkedHashMap<>());
        Map<String, String> section = null;
        String key = null;
        int indent = 0;
        for (String raw : text.lines().toList()) {
            String line = withoutComment(raw);
            if (line.isBlank()) {
                continue;
            }
            String content = line.strip();
            int lineIndent = line.indexOf(content);
            boolean continued = section != null && key != null && lineIndent > indent;
            if (continued) {
                section.merge(key, content, (before, more) -> before + '\n' + more);
                continue;
            }
            indent = lineIndent;
            if (content.startsWith("[") && content.contains("]")) {
                String name = content.substring(1, content.lastIndexOf(']'));
                section = file.sections.computeIfAbsent(name, any -> new LinkedHashMap<>());
                key = null;
                continue;
            }
            int separator = separator(content);
            if (section != null && separator > 0) {
                key = content.substring(0, separator).strip().toLowerCase(Locale.ROOT);
                section.put(key, content.substring(separator + 1).strip());
            }
        }
        return file;
    }

    Optional<String> get(String section, String key) {
        return Optional.ofNullable(sections.get(section)).map(it -> it.get(key));
    }

    /** Adds an included file; its values win, key by key. */
    void addAll(IniFile included) {
        included.sections.forEach((name, values) ->
                sections.computeIfAbsent(name, any -> new LinkedHashMap<>()).putAll(values));
    }

    private static int separator(String content) {
        int equals = content.indexOf('=');
        int colon = content.indexOf(':');
        if (equals < 0 || colon < 0) {
            return Math.max(equals, colon);
        }
        return Math.min(equals, colon);
    }

    private static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            boolean comment = line.charAt(i) == ';' || line.charAt(i) == '#';
            if (comment && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
