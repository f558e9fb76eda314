package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerfDataTest {

    private static byte[] some(ByteOrder order) {
        return new PerfDataBytes(order)
                .string("sun.gc.cause", "none")
                .string("java.rt.vmFlags", "+A")
                .string("java.rt.vmArgs", "-Xmx8m -ea")
                .bytes();
    }

    @Test
    void should_read_both_byte_orders() throws Exception {
        assertThat(PerfData.parse(some(ByteOrder.LITTLE_ENDIAN))).isEqualTo(new PerfData("-Xmx8m -ea", "+A"));
        assertThat(PerfData.parse(some(ByteOrder.BIG_ENDIAN))).isEqualTo(new PerfData("-Xmx8m -ea", "+A"));
    }

    @Test
    void should_detect_truncated_options() {
        assertThat(new PerfData("x".repeat(1022), "").isTruncated()).isFalse();
        assertThat(new PerfData("x".repeat(1023), "").isTruncated()).isTrue();
        assertThat(new PerfData("", "x".repeat(1023)).isTruncated()).isTrue();
    }

    @Test
    void should_refuse_other_and_incomplete_files() {
        byte[] file = some(ByteOrder.LITTLE_ENDIAN);
        file[7] = 0;
        assertThatThrownBy(() -> PerfData.parse(file)).hasMessage("hsperfdata not complete yet");
        file[0] = 0;
        assertThatThrownBy(() -> PerfData.parse(file)).hasMessage("not hsperfdata of version 2");
        assertThatThrownBy(() -> PerfData.parse(new byte[0])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PerfData.parse(new PerfDataBytes().bytes()))
                .hasMessage("hsperfdata without java.rt.vmArgs");
    }

    /** Of the header, and of the first entry. */
    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32, 36, 40, 48})
    void should_trust_no_number(int offset) {
        for (int number : new int[] {-1, 0, 1, 19, 20, 1023, 1024, 1025, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            byte[] file = some(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, number);
            parsesOrRefuses(file);
        }
    }

    @Test
    void should_survive_any_bytes() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] file = some(ByteOrder.LITTLE_ENDIAN);
            for (int j = 0; j < 4; j++) {
                file[4 + random.nextInt(200)] = (byte) random.nextInt();
            }
            parsesOrRefuses(file);
        }
    }

    /** One entry that is its own successor, as often as the number of entries says. */
    @Test
    void should_terminate() {
        byte[] file = some(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(28, Integer.MAX_VALUE);
        parsesOrRefuses(file);
    }

    private static void parsesOrRefuses(byte[] file) {
        try {
            assertThat(PerfData.parse(file).vmArgs().length()).isLessThan(1024);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("hsperfdata");
        }
    }
}
