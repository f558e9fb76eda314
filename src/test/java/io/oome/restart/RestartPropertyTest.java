package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Restart.Step;
import io.oome.supervisor.FakeSupervisord;
import io.oome.supervisor.FakeSupervisord.Fate;
import io.oome.supervisor.FakeSupervisord.Program;
import io.oome.supervisor.FakeSupervisord.Start;
import io.oome.supervisor.ProcessState;
import io.oome.supervisor.SupervisorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever happens to the monitor and to supervisord's answers, and whatever operators do: a flagged RUNNING process
 * ends RUNNING in a later run, with exactly one restart, or STOPPED if and only if an operator stopped it.
 */
class RestartPropertyTest {

    /** A strong reference: the log manager would otherwise drop it and its level. */
    private static final Logger OURS = Logger.getLogger("io.oome");

    /** CI runs more. */
    private static final int ROUNDS = Integer.getInteger("oome.schedules", 200);

    /** In the fake's milliseconds: from then on no kill, no lost answer, no operator. */
    private static final long CALM = 20_000;

    /** Everything ends long before. */
    private static final long END = 90_000;

    private static final List<String> NAMES = List.of("web", "api", "db");

    @BeforeAll
    static void silence() {
        OURS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        OURS.setLevel(null);
    }

    @Test
    @Timeout(300)
    void should_hold_for_every_schedule_of_kills_operators_and_faults() throws Exception {
        long first = System.nanoTime();
        for (long seed = first; seed < first + ROUNDS; seed++) {
            try (Stage stage = new Stage()) {
                new Schedule(stage, seed).play();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + "L", e);
            }
        }
    }

    private static final class Schedule {
        private final Stage stage;
        private final FakeSupervisord supervisord;
        private final Random random;
        private final List<Integer> firstPids = new ArrayList<>();
        private final Set<String> stopped = new HashSet<>();

        /** Stopped while the journal's step was STOP: whose stop it was can't be known. */
        private final Set<String> ambiguous = new HashSet<>();

        Schedule(Stage stage, long seed) {
            this.stage = stage;
            this.supervisord = stage.supervisord;
            this.random = new Random(seed);
        }

        void play() throws Exception {
            for (String name : NAMES) {
                Program program = stage.running(name, Duration.ofMillis(random.nextInt(4000)));
                program.nextStarts(starts());
                firstPids.add(program.pid());
                stage.outOfMemory(name);
            }
            supervisord.advance(Duration.ofMillis(100));
            int operations = random.nextInt(4);
            for (int i = 0; i < operations; i++) {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                boolean stops = random.nextBoolean();
                supervisord.at(200 + random.nextInt(12_000), () -> operate(name, stops));
            }
            int[] kills = {random.nextInt(5)};
            stage.killWhen(
                    () -> supervisord.millis() < 15_000 && kills[0] > 0 && random.nextInt(8) == 0 && kills[0]-- > 0);
            supervisord.fate(this::fate);
            while (supervisord.millis() < CALM + 15_000 || (supervisord.millis() < END && !isQuiet())) {
                try {
                    stage.scan();
                } catch (SupervisorException e) {
                    // A listener logs it, and lives on.
                }
                supervisord.advance(Stage.TICK);
            }
            for (int i = 0; i < NAMES.size(); i++) {
                check(NAMES.get(i), firstPids.get(i));
            }
        }

        private boolean isQuiet() {
            return NAMES.stream()
                    .allMatch(it -> !supervisord.program(it).isOnItsWay()
                            && stage.step(it).isEmpty());
        }

        private List<Start> starts() {
            List<Start> starts = new ArrayList<>();
            while (starts.size() < 3 && random.nextInt(4) == 0) {
                starts.add(random.nextBoolean() ? Start.FATAL : Start.LATE);
            }
            return starts;
        }

        private Fate fate() {
            boolean calm = supervisord.millis() > CALM || random.nextInt(12) > 0;
            return calm ? Fate.ANSWERED : random.nextBoolean() ? Fate.REFUSED : Fate.LOST;
        }

        private void operate(String name, boolean stops) {
            Program program = supervisord.program(name);
            int before = program.accepted.size();
            boolean ours = stage.step(name).filter(Step.STOP::equals).isPresent();
            if (stops) {
                supervisord.operatorStops(name);
            } else {
                supervisord.operatorStarts(name);
            }
            if (program.accepted.size() == before) {
                return;
            }
            if (stops) {
                stopped.add(name);
                if (ours) {
                    ambiguous.add(name);
                }
            } else {
                stopped.remove(name);
                ambiguous.remove(name);
            }
        }

        private static boolean wasLastStartedByOperator(Program program) {
            return program.accepted.lastIndexOf("operator start") > program.accepted.lastIndexOf("monitor start");
        }

        private void check(String name, int firstPid) {
            Program program = supervisord.program(name);
            String story = name + ": " + program.accepted + ", stopped by an operator: " + stopped;
            assertThat(stage.step(name)).as(story).isEmpty();
            long stopsOfOurs =
                    program.accepted.stream().filter("monitor stop"::equals).count();
            assertThat(stopsOfOurs).as(story).isLessThanOrEqualTo(1);
            if (ambiguous.contains(name)) {
                return;
            }
            if (stopped.contains(name)) {
                assertThat(program.state()).as(story).isEqualTo(ProcessState.STOPPED);
                return;
            }
            boolean failedForOperator = program.state() == ProcessState.FATAL && wasLastStartedByOperator(program);
            if (failedForOperator) {
                return;
            }
            assertThat(program.state()).as(story).isEqualTo(ProcessState.RUNNING);
            assertThat(program.pid()).as(story).isNotEqualTo(firstPid);
        }
    }
}
