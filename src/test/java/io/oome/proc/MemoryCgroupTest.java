package io.oome.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCgroupTest {

    private static final String V1_MOUNT =
            "35 31 0:32 %s /sys/fs/cgroup/memory ro,relatime master:15 - cgroup cgroup rw,memory\n";
    private static final String V2_MOUNT = "41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String OTHERS = "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
            + "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n";

    @TempDir
    Path root;

    @BeforeEach
    void files() throws IOException {
        write("sys/fs/cgroup/memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n");
        write("sys/fs/cgroup/a/b/memory.events", "oom 0\noom_kill 5\n");
        write("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 7\n");
        write("sys/fs/cgroup/memory/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 9\n");
    }

    @Test
    void should_find_version_2_in_a_container() {
        assertThat(kills("0::/\n", OTHERS + V2_MOUNT)).hasValue(2);
    }

    @Test
    void should_find_version_2_on_a_host() {
        assertThat(kills("0::/a/b\n", OTHERS + V2_MOUNT)).hasValue(5);
    }

    @Test
    void should_go_up_to_where_version_2_has_memory() {
        assertThat(kills("0::/a/b/c/d\n", OTHERS + V2_MOUNT)).hasValue(5);
    }

    @Test
    void should_find_version_1_on_a_host() {
        assertThat(kills("5:cpu:/\n4:memory:/x\n0::/\n", OTHERS + V1_MOUNT.formatted("/") + V2_MOUNT))
                .hasValue(9);
    }

    @Test
    void should_find_version_1_where_the_cgroup_itself_is_mounted() {
        assertThat(kills("4:memory:/docker/4d6d\n", OTHERS + V1_MOUNT.formatted("/docker/4d6d")))
                .hasValue(7);
    }

    @Test
    void should_find_version_1_under_a_name_that_only_the_host_knows() {
        assertThat(kills("4:memory:/kubepods/pod1/c1\n", OTHERS + V1_MOUNT.formatted("/elsewhere")))
                .hasValue(7);
    }

    @Test
    void should_not_know_the_count_if_no_hierarchy_is_mounted() {
        assertThat(kills("4:memory:/x\n", OTHERS)).isEmpty();
        assertThat(kills("", "")).isEmpty();
        assertThat(kills("0::/\n", "nonsense\n - cgroup2\n")).isEmpty();
    }

    /** Each call reads the file again. */
    @Test
    void should_see_the_count_rise() throws IOException {
        MemoryCgroup cgroup = MemoryCgroup.find("0::/\n", V2_MOUNT, root);
        assertThat(cgroup.oomKills()).hasValue(2);
        write("sys/fs/cgroup/memory.events", "oom_kill 3\n");
        assertThat(cgroup.oomKills()).hasValue(3);
        write("sys/fs/cgroup/memory.events", "oom_kill many\n");
        assertThat(cgroup.oomKills()).isEmpty();
    }

    private OptionalLong kills(String cgroup, String mountinfo) {
        return MemoryCgroup.find(cgroup, mountinfo, root).oomKills();
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
