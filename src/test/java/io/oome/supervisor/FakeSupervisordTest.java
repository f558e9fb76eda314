package io.oome.supervisor;

import static io.oome.supervisor.ProcessState.BACKOFF;
import static io.oome.supervisor.ProcessState.EXITED;
import static io.oome.supervisor.ProcessState.FATAL;
import static io.oome.supervisor.ProcessState.RUNNING;
import static io.oome.supervisor.ProcessState.STARTING;
import static io.oome.supervisor.ProcessState.STOPPED;
import static io.oome.supervisor.ProcessState.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oome.supervisor.FakeSupervisord.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The fake does what supervisord 4.2.5 does, seen through the client that we have. */
class FakeSupervisordTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Namespec WEB = Namespec.parse("web");

    private final FakeSupervisord fake = new FakeSupervisord(NOW);
    private final Supervisor supervisor = fake.supervisor();

    @Test
    void should_start_a_process_in_startsecs() {
        fake.add("web").startsecs(SECOND.multipliedBy(3));
        assertThat(info()).isEqualTo(new ProcessInfo(WEB, STOPPED, 0, Instant.EPOCH, Instant.EPOCH, 0, ""));

        supervisor.startProcess(WEB);

        assertThat(info()).isEqualTo(new ProcessInfo(WEB, STARTING, 1001, NOW, Instant.EPOCH, 0, ""));
        fake.advance(SECOND.multipliedBy(2));
        assertThat(info().state()).isEqualTo(STARTING);
        fake.advance(SECOND);
        assertThat(info().state()).isEqualTo(RUNNING);
    }

    @Test
    void should_be_running_at_once_without_startsecs() {
        fake.add("web").startsecs(Duration.ZERO);
        supervisor.startProcess(WEB);
        assertThat(info().state()).isEqualTo(RUNNING);
    }

    @Test
    void should_stop_a_process_in_its_own_time() {
        running().stopTakes(SECOND.multipliedBy(2));
        supervisor.stopProcess(WEB);
        assertThat(info().state()).isEqualTo(STOPPING);
        assertThat(info().pid()).isEqualTo(1001);

        supervisor.startProcess(WEB); // supervisord takes it and does nothing

        fake.advance(SECOND.multipliedBy(2));
        assertThat(info().state()).isEqualTo(STOPPED);
        assertThat(info().pid()).isZero();
        assertThat(info().stop()).isEqualTo(fake.now());
        assertThat(info().start()).isEqualTo(NOW);
    }

    @Test
    void should_refuse_what_supervisord_refuses() {
        running();
        assertFault(Fault.ALREADY_STARTED, () -> supervisor.startProcess(WEB));
        fake.stop("web");
        assertFault(Fault.NOT_RUNNING, () -> supervisor.stopProcess(WEB));
        assertFault(Fault.BAD_NAME, () -> supervisor.getProcessInfo(Namespec.parse("other")));
        fake.process("web").nextStartFails("can't find command");
        assertFault(Fault.OTHER, () -> supervisor.startProcess(WEB));
        fake.shutDown();
        assertFault(Fault.SHUTDOWN_STATE, supervisor::getAllProcessInfo);
    }

    @Test
    void should_try_again_and_give_up_in_the_end() {
        FakeProcess web = fake.add("web").startretries(2);
        for (int i = 0; i < 3; i++) {
            web.nextRunExits(Duration.ofMillis(500), 1);
        }
        supervisor.startProcess(WEB);
        fake.advance(Duration.ofMillis(500));
        assertThat(info().state()).isEqualTo(BACKOFF);
        assertThat(info().spawnerr()).startsWith("Exited too quickly");
        fake.advance(Duration.ofMillis(1100));
        assertThat(info().state()).isEqualTo(STARTING);
        assertThat(info().start()).isAfter(NOW);
        fake.advance(Duration.ofMinutes(1));
        assertThat(info().state()).isEqualTo(FATAL);
    }

    @Test
    void should_come_up_after_some_failed_starts() {
        fake.add("web").nextStartFails("no memory").nextRunExits(Duration.ZERO, 1);
        fake.start("web");
        assertThat(info().state()).isEqualTo(BACKOFF);
        fake.advance(Duration.ofMinutes(1));
        assertThat(info().state()).isEqualTo(RUNNING);
    }

    @Test
    void should_leave_a_process_stopped_that_was_stopped_in_backoff() {
        fake.add("web").nextStartFails("no memory");
        fake.start("web");
        fake.stop("web");
        fake.advance(Duration.ofHours(1));
        assertThat(info().state()).isEqualTo(STOPPED);
    }

    @Test
    void should_show_how_a_process_exited() {
        fake.add("web").startsecs(Duration.ZERO).nextRunExits(Duration.ZERO, 3);
        supervisor.startProcess(WEB);
        assertThat(info().state()).isEqualTo(EXITED);
        assertThat(info().exitstatus()).isEqualTo(3);
        fake.start("web");
        fake.kill("web");
        assertThat(info().exitstatus()).isEqualTo(-1);
    }

    @Test
    void should_start_a_process_anew_if_it_is_told_so() {
        running().autorestart();
        fake.exit("web", 0);
        assertThat(info().state()).isEqualTo(EXITED);
        fake.advance(SECOND);
        assertThat(info().state()).isEqualTo(STARTING);
        assertThat(info().pid()).isEqualTo(1002);
    }

    @Test
    void should_do_what_an_operator_does() {
        running().stopTakes(SECOND);
        fake.restart("web");
        assertThat(info().pid()).isEqualTo(1002);
        fake.remove("web");
        assertThat(supervisor.getAllProcessInfo()).isEmpty();
        assertFault(Fault.BAD_NAME, () -> supervisor.startProcess(WEB));
    }

    @Test
    void should_tell_of_many_processes_in_one_request() {
        List<Namespec> names = IntStream.range(0, 1000)
                .mapToObj(i -> Namespec.parse("g:<naïve>_" + i))
                .toList();
        names.forEach(it -> fake.add(it.qualified()));
        fake.remove("g:<naïve>_7");

        Map<Namespec, Optional<ProcessInfo>> infos = supervisor.getProcessInfos(names);

        assertThat(infos.keySet()).containsExactlyElementsOf(names);
        assertThat(infos.get(names.get(7))).isEmpty();
        assertThat(infos.get(names.get(8))).map(ProcessInfo::namespec).hasValue(names.get(8));
        assertThat(fake.requests()).hasSize(1);
        assertThat(supervisor.getProcessInfos(List.of())).isEmpty();
        assertThat(fake.requests()).hasSize(1);
        fake.shutDown();
        assertFault(Fault.SHUTDOWN_STATE, () -> supervisor.getProcessInfos(names));
    }

    @Test
    void should_not_be_reached_while_it_is_away() {
        running();
        fake.goAway();
        assertUnreachable(supervisor::getAllProcessInfo);
        fake.comeBack();
        assertThat(supervisor.getPID()).isEqualTo(FakeSupervisord.PID);
        assertThat(supervisor.getAllConfigInfo())
                .containsExactly(new ProcessConfig(WEB, Optional.empty(), Optional.empty()));
    }

    @Test
    void should_lose_a_request_or_its_answer_once() {
        running().stopTakes(SECOND);
        fake.failNext("stopProcess", Loss.REQUEST_LOST);
        assertUnreachable(() -> supervisor.stopProcess(WEB));
        assertThat(info().state()).isEqualTo(RUNNING);
        fake.failNext("stopProcess", Loss.ANSWER_LOST);
        assertUnreachable(() -> supervisor.stopProcess(WEB));
        assertThat(info().state()).isEqualTo(STOPPING);
    }

    @Test
    void should_let_an_operator_be_quicker_than_a_request() {
        running();
        fake.beforeNext("stopProcess", () -> fake.stop("web"));
        assertFault(Fault.NOT_RUNNING, () -> supervisor.stopProcess(WEB));
    }

    private FakeProcess running() {
        FakeProcess web = fake.add("web");
        fake.start("web");
        fake.advance(SECOND);
        return web;
    }

    private ProcessInfo info() {
        return supervisor.getProcessInfo(WEB);
    }

    private static void assertFault(Fault fault, ThrowingCallable call) {
        assertThatExceptionOfType(SupervisorFault.class).isThrownBy(call).satisfies(it -> assertThat(it.fault())
                .isEqualTo(fault));
    }

    private static void assertUnreachable(ThrowingCallable call) {
        assertThatExceptionOfType(SupervisorUnreachable.class).isThrownBy(call);
    }
}
