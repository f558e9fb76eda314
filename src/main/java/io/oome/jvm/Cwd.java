package io.oome.jvm;

import io.oome.jvm.ShellToken.Word;
import java.util.List;

/**
 * The base of a shell's relative paths.
 *
 * @param path empty for the JVM's cwd, null if unknown
 */
record Cwd(String path) {

    static final Cwd OF_THE_JVM = new Cwd("");

    static final Cwd UNKNOWN = new Cwd(null);

    boolean isKnown() {
        return path != null;
    }

    boolean isOfTheJvm() {
        return OF_THE_JVM.equals(this);
    }

    /** The path, resolved if it can be. */
    String resolve(String other) {
        boolean isAsItIs = other.startsWith("/") || !isKnown() || isOfTheJvm();
        return isAsItIs ? other : path + '/' + other;
    }

    /** The cwd after {@code cd}: unknown after {@code cd}, {@code cd -}, {@code cd $X}. */
    Cwd after(SimpleCommand cd) {
        List<Word> operands = cd.operands();
        boolean isClear = operands.size() == 1
                && operands.get(0).isKnown()
                && !operands.get(0).text().startsWith("-");
        boolean isAbsolute = isClear && operands.get(0).text().startsWith("/");
        return isClear && (isAbsolute || isKnown())
                ? new Cwd(resolve(operands.get(0).text()))
                : UNKNOWN;
    }
}
