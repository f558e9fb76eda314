package io.oome.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {

    @Test
    void should_read_the_soft_limit() {
        assertThat(
                        OpenFiles.parse(
                                """
                        Limit                     Soft Limit           Hard Limit           Units
                        Max processes             95911                95911                processes
                        Max open files            1024                 524288               files
                        """))
                .isEqualTo(1024);
    }

    @Test
    void should_be_very_large_where_there_is_none() {
        assertThat(OpenFiles.parse("Max open files            unlimited            unlimited            files\n"))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void should_be_known_here() {
        assertThat(OpenFiles.left()).isBetween(1L, Long.MAX_VALUE);
    }
}
