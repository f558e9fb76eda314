package io.oome.command;

import io.oome.nativeimage.TerminalSize;
import io.oome.notify.Printable;
import io.oome.supervisor.ProcessInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The names of supervised processes for completion: quickly, or none, without an error. */
record ProcessNames(Supplier<List<ProcessInfo>> processes) {

    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** A JVM first loads the classes that ask, which can take longer than the answer. */
    private static final Duration PATIENCE_OF_A_JVM = Duration.ofSeconds(1);

    List<String> get() {
        CompletableFuture<List<ProcessInfo>> answer = new CompletableFuture<>();
        Thread asking = new Thread(() -> ask(answer), "names");
        asking.setDaemon(true);
        asking.start();
        try {
            Duration patience = TerminalSize.isKnown() ? PATIENCE : PATIENCE_OF_A_JVM;
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .map(it -> it.namespec().toString())
                    .filter(it -> it.chars().noneMatch(c -> Printable.isControl((char) c)))
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private void ask(CompletableFuture<List<ProcessInfo>> answer) {
        try {
            answer.complete(processes.get());
        } catch (RuntimeException | LinkageError e) {
            answer.completeExceptionally(e);
        }
    }
}
