package io.oome.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {

    @Test
    void should_read_smaps() {
        List<Mapping> mappings = Mapping.parse(
                """
                00410000-01478000 r-xp 00010000 fe:00 12345                              /usr/local/bin/oome monitor
                Size:              16828 kB
                Rss:               10684 kB
                Anonymous:             0 kB
                Swap:                  0 kB
                VmFlags: rd ex mr mw me sd
                2807b000-2809c000 rw-p 00000000 00:00 0                                  [heap]
                Anonymous:            76 kB
                Swap:                 4 kB
                7f1483c00000-7f1483c80000 rw-p 00000000 00:00 0
                Anonymous:           512 kB
                Swap:                0 kB
                ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
                Anonymous:             0 kB
                Swap:                  0 kB
                """
                        .lines()
                        .toList());

        assertThat(mappings)
                .containsExactly(
                        new Mapping(0x410000, 0x1068000, "r-xp", "/usr/local/bin/oome monitor", 0),
                        new Mapping(0x2807b000, 0x21000, "rw-p", "[heap]", 80),
                        new Mapping(0x7f1483c00000L, 0x80000, "rw-p", "", 512),
                        new Mapping(0xffffffffff600000L, 0x1000, "--xp", "[vsyscall]", 0));
    }

    /** The linker relocated the third, then made it read-only. */
    @ParameterizedTest
    @CsvSource({
        "r-xp, 0, true, false",
        "r--p, 0, true, false",
        "r--p, 4, false, false",
        "rw-p, 0, false, true",
        "rw-p, 4, false, true",
        "rw-s, 0, false, false",
        "r--s, 0, false, false",
        "---p, 0, false, false",
    })
    void should_know_which_pages_to_release(String permissions, long changed, boolean unchanged, boolean writable) {
        Mapping mapping = new Mapping(0, 4096, permissions, "/bin/x", changed);
        assertThat(mapping.isUnchanged()).isEqualTo(unchanged);
        assertThat(mapping.isWritable()).isEqualTo(writable);
    }

    @ParameterizedTest
    @CsvSource({
        "r-xp, /lib/libc.so.6, true",
        "r--p, /lib/libc.so.6, false",
        "rw-p, /lib/libc.so.6, false",
        "r-xp, [vdso], false",
    })
    void should_know_code(String permissions, String path, boolean expected) {
        assertThat(new Mapping(0, 4096, permissions, path, 0).isCode()).isEqualTo(expected);
    }

    @Test
    void should_read_our_own() throws Exception {
        assertThat(Mapping.parse(Files.readAllLines(Path.of("/proc/self/smaps"))))
                .anyMatch(Mapping::isUnchanged)
                .anyMatch(it -> it.path().equals("[stack]") && it.changed() > 0);
    }
}
