package io.oome.nativeimage;

import java.util.OptionalInt;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** How wide a terminal is, see ioctl_tty(2). */
public final class TerminalSize {

    /** The same on x86-64 and AArch64: asm-generic/ioctls.h. */
    private static final int TIOCGWINSZ = 0x5413;

    private TerminalSize() {}

    /** Whether the kernel can be asked: on a JVM it can't. */
    public static boolean isKnown() {
        return System.getProperty("org.graalvm.nativeimage.imagecode") != null;
    }

    /** Empty if that is no terminal. */
    public static OptionalInt columns(int descriptor) {
        return Winsize.columns(descriptor);
    }

    /** Of its own, so that a JVM never meets classes that only native-image has. */
    private static final class Winsize {

        /** {@code struct winsize}: rows, columns, and twice as much of pixels, all unsigned short. */
        private static final int SIZE = 8;

        private static final int COLUMNS = 2;

        static OptionalInt columns(int descriptor) {
            Pointer winsize = StackValue.get(SIZE);
            return ioctl(descriptor, WordFactory.unsigned(TIOCGWINSZ), winsize) == 0
                    ? OptionalInt.of(Short.toUnsignedInt(winsize.readShort(COLUMNS)))
                    : OptionalInt.empty();
        }

        /** It is variadic; on Linux, x86-64 and AArch64, its third argument is passed as that of any other function. */
        @CFunction
        private static native int ioctl(int descriptor, UnsignedWord request, Pointer winsize);
    }
}
