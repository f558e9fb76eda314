package io.oome.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloorTest {

    private static final String ALL_BUT_SYS_RESOURCE = "000001fffeffffff";
    private static final String ALL = "000001ffffffffff";

    @TempDir
    Path root;

    @Test
    void should_be_bounded_by_the_lowest_readable_score() {
        ProcTree tree = new ProcTree(root).process(10, 1, 1, 0).process(71, 10, 2, 300);
        tree.process(99, 10, 3, 500).capabilities(99, ALL_BUT_SYS_RESOURCE);

        assertThat(Floor.read(tree.proc(), 99, 10, 71)).isEqualTo(new Floor(OptionalInt.of(0), false));
        assertThat(Floor.read(tree.proc(), 99, 12345, 71)).isEqualTo(new Floor(OptionalInt.of(300), false));
    }

    @Test
    void should_name_score_floor_and_capability_for_docker_and_kubernetes() {
        Floor floor = new Floor(OptionalInt.of(-5), false);
        assertThat(floor.refusal(new Score(-1000))).contains("-1000", "EACCES", "at most -5", "CAP_SYS_RESOURCE");
        assertThat(floor.remedy())
                .contains("--cap-add SYS_RESOURCE", "securityContext.capabilities.add: [\"SYS_RESOURCE\"]");
    }

    @Test
    void should_not_recommend_a_capability_it_has() {
        ProcTree tree = new ProcTree(root).process(71, 10, 2, 300).capabilities(71, ALL);
        Floor floor = Floor.read(tree.proc(), 71, 71, 71);
        assertThat(floor.capable()).isTrue();
        assertThat(floor.remedy()).contains("user namespace").doesNotContain("--cap-add");
    }

    @Test
    void should_not_blame_the_floor_for_a_score_above_it() {
        assertThat(new Floor(OptionalInt.of(0), false).refusal(new Score(100))).contains("LSM");
    }

    @Test
    void should_foresee_a_refusal_in_a_dry_run() {
        assertThat(new Floor(OptionalInt.of(0), false).maybeForbids(Score.NEVER))
                .isTrue();
        assertThat(new Floor(OptionalInt.of(0), true).maybeForbids(Score.NEVER)).isFalse();
        assertThat(new Floor(OptionalInt.of(0), false).maybeForbids(new Score(0)))
                .isFalse();
    }
}
