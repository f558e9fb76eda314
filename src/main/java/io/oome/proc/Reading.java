package io.oome.proc;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The result of reading from /proc: the value, or why none is known. Processes vanish while a scan reads them, and root
 * without SYS_PTRACE may not examine another user's process: neither is exceptional.
 */
public sealed interface Reading<T> {

    record Known<T>(T value) implements Reading<T> {}

    /** EACCES or EPERM. */
    record Denied<T>(String file) implements Reading<T> {}

    /** The process has ended. */
    record Vanished<T>(String file) implements Reading<T> {}

    record Failed<T>(String file, String error) implements Reading<T> {}

    /** Reads a file of /proc. */
    interface Source<T> {
        T read(Path file) throws IOException;
    }

    static <T> Reading<T> of(Path file, Source<T> source) {
        try {
            return new Known<>(source.read(file));
        } catch (NoSuchFileException e) {
            return new Vanished<>(file.toString());
        } catch (AccessDeniedException e) {
            return new Denied<>(file.toString());
        } catch (IOException | IllegalArgumentException e) {
            return failed(file, e);
        }
    }

    private static <T> Reading<T> failed(Path file, Exception e) {
        String message = message(e);
        if (message.contains("No such process")) {
            return new Vanished<>(file.toString());
        }
        if (message.contains("Operation not permitted") || message.contains("Permission denied")) {
            return new Denied<>(file.toString());
        }
        return new Failed<>(file.toString(), message);
    }

    /** The reason without the file name that a FileSystemException puts before it. */
    private static String message(Exception e) {
        boolean named = e instanceof FileSystemException file && file.getReason() != null;
        return named ? ((FileSystemException) e).getReason() : String.valueOf(e.getMessage());
    }

    default Optional<T> known() {
        return this instanceof Known<T> known ? Optional.of(known.value()) : Optional.empty();
    }

    default <R> Reading<R> map(Function<T, R> function) {
        if (this instanceof Known<T> known) {
            return new Known<>(function.apply(known.value()));
        }
        if (this instanceof Denied<T> denied) {
            return new Denied<>(denied.file());
        }
        if (this instanceof Failed<T> failed) {
            return new Failed<>(failed.file(), failed.error());
        }
        return new Vanished<>(((Vanished<T>) this).file());
    }

    /** Why no value is known, for an operator; empty if it is known. */
    default String reason() {
        if (this instanceof Denied<T> denied) {
            return denied.file() + ": permission denied (run as the process's user and group, or grant SYS_PTRACE)";
        }
        if (this instanceof Failed<T> failed) {
            return failed.file() + ": " + failed.error();
        }
        return this instanceof Vanished<T> vanished ? vanished.file() + ": the process has ended" : "";
    }
}
