package io.oome.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FamilyWriterTest {

    private static final ProcessStat HEAD = new ProcessStat(71, 'S', 10, 500, 0);

    @TempDir
    Path root;

    private ProcTree tree;

    /** supervisord 10, its child 71 with child 72 and grandchild 73; 80 is another child of supervisord. */
    @BeforeEach
    void processes() {
        tree = new ProcTree(root)
                .process(10, 1, 100, 0)
                .process(71, 10, 500, 0)
                .process(72, 71, 501, 0)
                .process(73, 72, 502, 200)
                .process(80, 10, 400, 0);
    }

    @Test
    void should_lower_a_process_and_its_descendants_and_no_other() {
        FamilyWriter.Result result = write(Score.NEVER);

        assertThat(result.own()).isEqualTo(new Attempt.Written(0));
        assertThat(result.descendants()).containsExactlyInAnyOrder(new Attempt.Written(0), new Attempt.Written(200));
        assertThat(List.of(71, 72, 73)).allMatch(pid -> tree.score(pid).equals("-1000\n"));
        assertThat(List.of(10, 80)).allMatch(pid -> tree.score(pid).equals("0\n"));
    }

    @Test
    void should_overwrite_a_longer_number_completely() {
        write(Score.NEVER);
        write(new Score(5));
        assertThat(tree.score(71)).isEqualTo("5\n");
    }

    @Test
    void should_not_write_to_a_reused_pid() {
        tree.process(71, 10, 999, 0);
        assertThat(write(Score.NEVER)).isEqualTo(new FamilyWriter.Result(new Attempt.Gone(), List.of()));
        assertThat(List.of(71, 72, 73)).noneMatch(pid -> tree.score(pid).equals("-1000\n"));
    }

    @Test
    void should_not_write_to_a_pid_that_has_another_parent() {
        tree.process(71, 1, 500, 0);
        assertThat(write(Score.NEVER).own()).isEqualTo(new Attempt.Gone());
        assertThat(tree.score(71)).isEqualTo("0\n");
    }

    @Test
    void should_not_mistake_a_write_to_a_zombie_for_success() {
        tree.stat(71, 'Z', 10, 500);
        assertThat(write(Score.NEVER).own()).isEqualTo(new Attempt.Gone());
    }

    @Test
    void should_skip_a_zombie_among_the_descendants() {
        tree.stat(72, 'Z', 71, 501);
        assertThat(write(new Score(1)).descendants()).containsExactly(new Attempt.Written(200));
        assertThat(tree.score(72)).isEqualTo("0\n");
    }

    @Test
    void should_survive_a_cycle_of_parents() {
        tree.process(72, 73, 501, 0);
        assertThat(write(new Score(1)).descendants()).isEmpty();
        assertThat(tree.score(72)).isEqualTo("0\n");
    }

    @Test
    void should_write_nothing_in_a_dry_run() {
        FamilyWriter.Result result = new FamilyWriter(tree.proc(), true).write(HEAD, Score.NEVER);
        assertThat(result.own()).isEqualTo(new Attempt.WouldWrite(0));
        assertThat(result.descendants())
                .containsExactlyInAnyOrder(new Attempt.WouldWrite(0), new Attempt.WouldWrite(200));
        assertThat(tree.score(71)).isEqualTo("0\n");
    }

    @Test
    void should_report_a_process_that_already_has_the_score() {
        write(new Score(300));
        assertThat(write(new Score(300)).own()).isEqualTo(new Attempt.Already(300));
    }

    @Test
    void should_report_a_process_that_has_ended() throws IOException {
        Files.delete(tree.file(71, "oom_score_adj"));
        assertThat(write(Score.NEVER).own()).isEqualTo(new Attempt.Gone());
    }

    private FamilyWriter.Result write(Score score) {
        return new FamilyWriter(tree.proc(), false).write(HEAD, score);
    }
}
