package io.oome.command;

import io.oome.http.HttpAddress;
import io.oome.score.Score;
import io.oome.score.ScoreRule;
import io.oome.score.ScoreRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code oom_score_adj}. */
@Command(
        name = "oom_score_adj",
        description = {
            "Sets the OOM-killer score (/proc/PID/oom_score_adj) of supervised processes and all their descendants. As an"
                    + " [eventlistener:x] of supervisord it does so whenever a process becomes RUNNING, and mails about"
                    + " unexpected exits; by hand it does so once and prints the results.",
            "",
            "The higher the score, the sooner the kernel kills the process when memory runs out: 1000 first, -1000"
                    + " never. A score below the process's floor needs CAP_SYS_RESOURCE (docker run --cap-add"
                    + " SYS_RESOURCE).",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisHeading = "Usage: ",
        footer = {
            "",
            "Exit codes: 0 success; 1 a score could not be set; 2 usage error; 3 supervisord can't be reached or denies"
                    + " access.",
            "",
            "  oom_score_adj -p web=-500 -p batch=500     web is killed late, batch early"
        })
public final class OomScoreAdjCommand implements Callable<Integer> {

    private final Streams streams;
    private final Settings settings;

    @Option(
            names = {"-d", "--dry"},
            description = "Write nothing, mail nothing: only report what would be done.")
    private boolean dry;

    @Option(
            names = {"-p", "--program", "--process-name"},
            paramLabel = "NAME[=SCORE]",
            description =
                    "NAME, GROUP:NAME, or a glob of either, with its own score if given. Repeatable. Overrides -a.")
    private List<String> programs;

    @Option(
            names = {"-a", "--any"},
            description = "All supervised processes.")
    private boolean any;

    @Option(
            names = {"-s", "--score"},
            paramLabel = "SCORE",
            description =
                    "The score for -a, and for each -p without its own: -1000 (the default: the kernel never kills"
                            + " the process) to 1000.")
    private String score;

    @Mixin
    private MailOptions mail;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private ModeOptions mode;

    @Mixin
    private HttpOptions http;

    @Mixin
    private OutputOptions output;

    OomScoreAdjCommand(Streams streams, Settings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    boolean verbose() {
        return output.verbose();
    }

    @Override
    public Integer call() throws Exception {
        settings.check();
        ScoreRules rules = rules();
        List<String> addresses = mail.addresses(settings);
        if (rules.isEmpty() && addresses.isEmpty()) {
            throw new UsageException(
                    "nothing to do: give -p NAME, -a, or -m ADDRESS for mail only; see oom_score_adj --help");
        }
        boolean listener = mode.isListener(System.getenv());
        if (rules.isEmpty() && score != null) {
            throw new UsageException("-s " + score + " applies to no process: add -p NAME or -a");
        }
        if (rules.isEmpty() && !listener) {
            throw new UsageException("-m alone needs an [eventlistener:x]; by hand give -p NAME or -a");
        }
        Optional<HttpAddress> address = settings.scoreHttp(http.given(listener)).filter(any -> listener);
        output.setLogLevel(listener);
        ScoreWatch watch = new ScoreWatch(new Installation(settings, connection.serverUrl()), streams, rules, dry);
        return listener ? watch.listen(addresses, address) : watch.once(output);
    }

    private ScoreRules rules() {
        List<ScoreRule> rules = new ArrayList<>();
        for (String program : programs == null ? List.<String>of() : programs) {
            try {
                rules.add(ScoreRule.parse(program));
            } catch (IllegalArgumentException e) {
                throw new UsageException("-p " + program + ": " + e.getMessage());
            }
        }
        try {
            return new ScoreRules(rules, any, score == null ? Score.NEVER : Score.parse(score));
        } catch (IllegalArgumentException e) {
            throw new UsageException("-s: " + e.getMessage());
        }
    }
}
