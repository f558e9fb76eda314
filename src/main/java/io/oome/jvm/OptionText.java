package io.oome.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** JVM options written in one line. */
final class OptionText {

    /**
     * What an option can begin with after a space in java.rt.vmArgs. Only a space separates the options there, and an
     * option can contain spaces: a word that does not look like an option (touch -- F, kill -9 %p) belongs to the one
     * before.
     */
    private static final Pattern OF_VM_ARGS = Pattern.compile(
            " +(?=-(XX:[+-]?\\w|X[a-z]|D\\w|ea|esa|da|dsa|enable|disable|agent|javaagent:|verbose|server|client|-[a-z]+[-=]))");

    /** java.rt.vmFlags: {@code +A B=b}. */
    private static final Pattern OF_VM_FLAGS = Pattern.compile(" +(?=[+-]?[A-Z]\\w*)");

    private OptionText() {}

    /**
     * JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS or _JAVA_OPTIONS: words separated by white space, both quotes, no escape
     * (Arguments::parse_options_buffer, JLI_AddArgsFromEnvVar). With an unclosed quote no JVM starts.
     */
    static List<String> words(String variable) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (char c : variable.toCharArray()) {
            boolean isBlank = quote == 0 && " \t\n\r\f\u000b".indexOf(c) >= 0;
            if (isBlank) {
                addWord(inWord, word, words);
                inWord = false;
                continue;
            }
            inWord = true;
            boolean isQuote = quote == 0 ? c == '"' || c == '\'' : c == quote;
            if (isQuote) {
                quote = quote == 0 ? c : 0;
            } else {
                word.append(c);
            }
        }
        addWord(inWord, word, words);
        return words;
    }

    private static void addWord(boolean inWord, StringBuilder word, List<String> words) {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    static List<String> ofVmArgs(String vmArgs) {
        return List.of(OF_VM_ARGS.split(vmArgs));
    }

    /** As -XX options. */
    static List<String> ofVmFlags(String vmFlags) {
        return vmFlags.isBlank()
                ? List.of()
                : OF_VM_FLAGS.splitAsStream(vmFlags).map(flag -> "-XX:" + flag).toList();
    }
}
