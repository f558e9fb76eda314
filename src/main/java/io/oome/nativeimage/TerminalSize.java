package io.oome.nativeimage;

import java.util.OptionalInt;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** The width of a terminal; see ioctl_tty(2). */
public final class TerminalSize {

    /** The same on x86-64 and AArch64: asm-generic/ioctls.h. */
    private static final int TIOCGWINSZ = 0x5413;

    private TerminalSize() {}

    /** Whether this program can ask the kernel: a native executable can, a JVM can't. */
    public static boolean isKnown() {
        return System.getProperty("org.graalvm.nativeimage.imagecode") != null;
    }

    /** Empty if the descriptor is not a terminal. */
    public static OptionalInt columns(int descriptor) {
        return Winsize.columns(descriptor);
    }

    /** A class of its own: a JVM must never load classes that only native-image has. */
    private static final class Winsize {

        /** {@code struct winsize}: rows, columns, then both in pixels, each an unsigned short. */
        private static final int SIZE = 8;

        private static final int COLUMNS = 2;

        static OptionalInt columns(int descriptor) {
            Pointer winsize = StackValue.get(SIZE);
            return ioctl(descriptor, WordFactory.unsigned(TIOCGWINSZ), winsize) == 0
                    ? OptionalInt.of(Short.toUnsignedInt(winsize.readShort(COLUMNS)))
                    : OptionalInt.empty();
        }

        /** Variadic; but Linux on x86-64 and AArch64 passes its third argument like that of any other function. */
        @CFunction
        private static native int ioctl(int descriptor, UnsignedWord request, Pointer winsize);
    }
}
