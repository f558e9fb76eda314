package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.MetricsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code --http [HOST:]PORT}: /metrics and /healthz. */
@Timeout(180)
class HttpIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final Pattern LISTENS = Pattern.compile("metrics at (http://\\S+)/metrics");

    private final SupervisordConfig config = ByHand.watched();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Path program(String name, String command) {
        Path flag = config.folder().resolve(name + ".oome");
        config.program(name, command, "startsecs=0", "environment=OOME_FILE=\"" + flag + "\"");
        return flag;
    }

    private static String url(Launched launched) {
        launched.awaitErr(LISTENS.pattern(), SOON);
        Matcher said = LISTENS.matcher(launched.err());
        assertThat(said.find()).isTrue();
        return said.group(1);
    }

    private HttpResponse<String> get(String url, String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .header("Accept", accept)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private Map<String, Double> metrics(String url, boolean open) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(url + "/metrics", open ? OPEN_METRICS + ";version=1.0.0" : "text/plain");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(it -> assertThat(it).startsWith(open ? OPEN_METRICS : "text/plain; version=0.0.4"));
        return MetricsReader.read(answer.body(), open);
    }

    private void awaitHealth(String url, int status, String text) {
        StringBuilder last = new StringBuilder();
        Eventually.within(
                SOON,
                () -> {
                    HttpResponse<String> answer = get(url + "/healthz", "*/*");
                    last.replace(0, last.length(), answer.statusCode() + " " + answer.body());
                    return answer.statusCode() == status && answer.body().contains(text);
                },
                () -> "not " + status + " " + text + ", but " + last);
    }

    /** Until then supervisord may not have come up yet, which is no fault. */
    private void awaitScan(String url) {
        String sample = "\noome_monitor_last_scan_timestamp_seconds ";
        Eventually.within(SOON, () -> get(url + "/metrics", "*/*").body().contains(sample), () -> "no scan");
    }

    private static String restarts(String name) {
        return "oome_monitor_restarts_total{group=\"" + name + "\",name=\"" + name
                + "\",result=\"restarted\",rule=\"OOME_FILE\"}";
    }

    @Test
    @Tag("thorough")
    void should_answer_each_scrape_during_40_restarts_and_count_them_all() throws Exception {
        int programs = 8;
        int rounds = 5;
        List<Path> flags = new ArrayList<>();
        for (int i = 0; i < programs; i++) {
            flags.add(program("web" + i, Programs.sleeper()));
        }
        List<String> failures = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        try (RealSupervisord supervisord = config.start();
                TickedListener listener = TickedListener.ready(supervisord, "all", "--listen", "--http", "0")) {
            String url = url(listener.launched());
            Thread scraper = new Thread(() -> scrape(url, over, failures), "scraper");
            scraper.start();
            for (int round = 1; round <= rounds; round++) {
                int done = round * programs;
                for (Path flag : flags) {
                    Files.createFile(flag);
                }
                Eventually.within(
                        SOON,
                        () -> listener.said(" restarted: ") == done,
                        () -> listener.said(" restarted: ") + " of " + done + "\n"
                                + listener.launched().err());
            }
            Eventually.within(SOON, () -> metrics(url, false).get(restarts("web0")) == rounds, () -> "not counted");
            over.set(true);
            scraper.join(SOON.toMillis());
            assertThat(failures).isEmpty();

            Map<String, Double> samples = metrics(url, true);
            for (int i = 0; i < programs; i++) {
                assertThat(samples)
                        .containsEntry(restarts("web" + i), (double) rounds)
                        .containsEntry("oome_monitor_exhausted{group=\"web" + i + "\",name=\"web" + i + "\"}", 0.0);
            }
            assertThat(samples)
                    .containsEntry("oome_monitor_detection_seconds_count", (double) programs * rounds)
                    .containsKeys(
                            "oome_monitor_last_restart_timestamp_seconds{group=\"web0\",name=\"web0\"}",
                            "oome_monitor_last_scan_timestamp_seconds",
                            "oome_monitor_scan_duration_seconds_sum",
                            "oome_monitor_scan_duration_seconds_count");
            assertThat(MetricsReader.promtool(get(url + "/metrics", "*/*").body(), "check", "metrics"))
                    .isEmpty();
        }
    }

    private void scrape(String url, AtomicBoolean over, List<String> failures) {
        while (!over.get()) {
            try {
                HttpResponse<String> answer = get(url + "/metrics", OPEN_METRICS);
                if (answer.statusCode() != 200 || !answer.body().endsWith("# EOF\n")) {
                    failures.add(answer.statusCode() + answer.body());
                }
                Thread.sleep(100);
            } catch (IOException | InterruptedException e) {
                failures.add(e.toString());
            }
        }
    }

    @Test
    void should_not_be_well_while_supervisord_hangs() throws Exception {
        program("web", Programs.sleeper());
        try (RealSupervisord supervisord = config.start();
                Launched monitor = ByHand.start(supervisord, "all", "--every", "1s", "--http", "0")) {
            String url = url(monitor);
            awaitScan(url);
            awaitHealth(url, 200, "ok");
            signal("STOP", supervisord);
            try {
                awaitHealth(url, 503, "");
                assertThat(get(url + "/metrics", "*/*").statusCode()).isEqualTo(200);
            } finally {
                signal("CONT", supervisord);
            }
            awaitHealth(url, 200, "ok");
        }
    }

    private static void signal(String name, RealSupervisord supervisord) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(supervisord.pidOfSupervisord()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void should_be_well_before_supervisord_comes_up_and_not_when_it_has_gone_and_again_when_it_is_back()
            throws Exception {
        program("web", Programs.sleeper());
        try (RealSupervisord supervisord = config.start()) {
            supervisord.stop();
            try (Launched monitor = ByHand.start(supervisord, "all", "--every", "1s", "--http", "0")) {
                String url = url(monitor);
                monitor.awaitErr("is supervisord running", SOON);
                awaitHealth(url, 200, "ok");
                supervisord.startAgain();
                monitor.awaitErr("every 1s, oome-monitor .*: watches all processes of", SOON);
                awaitScan(url);
                supervisord.stop();
                awaitHealth(url, 503, "is supervisord running");
                supervisord.startAgain();
                awaitHealth(url, 200, "ok");
            }
        }
    }

    @Test
    void should_restart_as_ever_where_its_port_is_taken_and_take_it_later() throws Exception {
        Path flag = program("web", Programs.sleeper());
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RealSupervisord supervisord = config.start()) {
            String address = "127.0.0.1:" + other.getLocalPort();
            try (TickedListener listener = TickedListener.ready(supervisord, "all", "--listen", "--http", address)) {
                listener.launched()
                        .awaitErr(
                                "ERROR --http " + address + ": Address (already )?in use: give --http another port",
                                SOON);
                Files.createFile(flag);
                listener.launched().awaitErr(" web restarted: ", SOON);
                other.close();
                listener.launched().awaitErr("metrics at http://" + address + "/metrics", SOON);
                assertThat(get("http://" + address + "/healthz", "*/*").body()).isEqualTo("ok\n");
            }
        }
    }

    @Test
    @Tag("thorough")
    void should_answer_and_restart_whatever_hostile_clients_do() throws Exception {
        Path flag = program("web", Programs.sleeper());
        List<Socket> hostile = new ArrayList<>();
        // A static executable has no IPv6: the JDK asks dlsym(3) for inet_pton first, which finds nothing there.
        String host = Launcher.isNative() ? "127.0.0.1" : "[::1]";
        try (RealSupervisord supervisord = config.start();
                TickedListener listener = TickedListener.ready(supervisord, "all", "--listen", "--http", host + ":0")) {
            URI url = URI.create(url(listener.launched()));
            assertThat(url.toString()).startsWith("http://" + host + ":");
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(url.getHost(), url.getPort());
                hostile.add(socket);
                write(socket, i % 3 == 0 ? "GET /" : "X".repeat(100_000 * (i % 3)));
            }
            assertThat(get(url + "/healthz", "*/*").statusCode()).isEqualTo(200);
            Files.createFile(flag);
            listener.launched().awaitErr(" web restarted: ", SOON);
            assertThat(get(url + "/nothing", "*/*").statusCode()).isEqualTo(404);
            listener.tick();
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }
    }

    /** A server that has had enough closes the connection meanwhile. */
    private static void write(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("Broken pipe|Connection reset.*");
        }
    }

    @Test
    void should_listen_as_an_event_listener_where_the_configuration_says_and_not_by_hand() throws Exception {
        program("web", Programs.sleeper());
        config.environment("OOME_MONITOR_HTTP", "0");
        config.eventlistener("oome", Programs.installed("oome_monitor", "all"), "events=TICK_5");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitStderr("oome", LISTENS.pattern(), SOON);
            Matcher said = LISTENS.matcher(supervisord.stderrOf("oome"));
            assertThat(said.find()).isTrue();
            awaitHealth(said.group(1), 200, "ok");
            Launcher.Result byHand = ByHand.oomeMonitor(supervisord, Map.of("OOME_MONITOR_HTTP", "0"), "all");
            assertThat(byHand.exit()).isZero();
            assertThat(byHand.err()).doesNotContain("metrics at");
        }
    }

    @Test
    void should_tell_of_scores_and_exits() throws Exception {
        config.program("web", Programs.sleeper());
        config.program("batch", Programs.crasher(Duration.ofSeconds(2), 7), "startsecs=1", "startretries=1000");
        config.eventlistener(
                "score",
                Programs.installed("oom_score_adj", "-p", "web=300", "-p", "batch=600", "--http", "0"),
                "events=PROCESS_STATE_RUNNING,PROCESS_STATE_EXITED");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitStderr("score", LISTENS.pattern(), SOON);
            Matcher said = LISTENS.matcher(supervisord.stderrOf("score"));
            assertThat(said.find()).isTrue();
            String url = said.group(1);
            String exits = "oom_score_adj_exits_total{expected=\"false\",group=\"batch\",name=\"batch\"}";
            Eventually.within(
                    SOON, () -> metrics(url, true).getOrDefault(exits, 0.0) >= 1, () -> supervisord.stderrOf("score"));
            Map<String, Double> samples = metrics(url, false);
            assertThat(samples)
                    .containsEntry("oom_score_adj_scores_set_total{group=\"web\",name=\"web\"}", 1.0)
                    .containsKey("oom_score_adj_scores_set_total{group=\"batch\",name=\"batch\"}");
            assertThat(MetricsReader.promtool(get(url + "/metrics", "*/*").body(), "check", "metrics"))
                    .isEmpty();
            awaitHealth(url, 200, "ok");
            assertThat(supervisord.stderrOf("score")).doesNotContain("ignoring ");
        }
    }
}
