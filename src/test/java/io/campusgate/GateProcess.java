package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The packaged program as a process of its own, started as a user would: `java -jar campus-gate.jar …`.
public final class GateProcess implements AutoCloseable {
    /// What a finished command left.
    public record Result(int exit, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    private final Process process;
    private final List<String> log = new ArrayList<>();

    private GateProcess(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("daemon's log").start(this::collect);
    }

    private void collect() {
        try (BufferedReader err = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                synchronized (log) {
                    log.add(line);
                    log.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (log) {
                log.add("(the log ended: " + e.getMessage() + ")");
                log.notifyAll();
            }
        }
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx96m"));
        Path jar = Path.of(System.getProperty("program.jar", "target/campus-gate.jar"));
        assertTrue(Files.exists(jar), jar + " is not there: integration tests run after the package is made");
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        command.addAll(arguments);
        return command;
    }

    /// Starts `campus-gate run -c config` and waits until it says READY.
    public static GateProcess run(Path config) {
        GateProcess gate = start(config);
        gate.awaitLog(line -> line.contains("READY"), Duration.ofSeconds(30));
        return gate;
    }

    /// Starts `campus-gate console -c config` and waits until it says READY.
    public static GateProcess console(Path config) {
        try {
            GateProcess console = new GateProcess(new ProcessBuilder(command(List.of("console", "-c", config.toString()))).start());
            console.awaitLog(line -> line.contains("READY"), Duration.ofSeconds(30));
            return console;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts `campus-gate run -c config` without waiting.
    public static GateProcess start(Path config) {
        return start(config, Map.of());
    }

    public static GateProcess start(Path config, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command(List.of("run", "-c", config.toString())));
            builder.environment().putAll(environment);
            return new GateProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command of the program to its end.
    public static Result command(String... arguments) {
        return answering("", arguments);
    }

    /// The same with something on its standard input.
    public static Result answering(String input, String... arguments) {
        try {
            Process p = new ProcessBuilder(command(List.of(arguments))).start();
            try (var typing = p.outputWriter(StandardCharsets.UTF_8)) {
                typing.write(input);
            }
            GateProcess collecting = new GateProcess(p);
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(p.waitFor(120, TimeUnit.SECONDS), "the command did not end: " + String.join(" ", arguments));
            return new Result(p.exitValue(), out, String.join("\n", collecting.awaitEndOfLog()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
    }

    private List<String> awaitEndOfLog() throws InterruptedException {
        for (int i = 0; i < 100 && process.getErrorStream() != null; i++) {
            synchronized (log) {
                int before = log.size();
                log.wait(20);
                if (before == log.size()) {
                    break;
                }
            }
        }
        return log();
    }

    /// Waits until a line of the log (standard error) satisfies `wanted`, also one that came before.
    public String awaitLog(Predicate<String> wanted, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (log) {
            for (int next = 0; ; ) {
                for (; next < log.size(); next++) {
                    if (wanted.test(log.get(next))) {
                        return log.get(next);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || !process.isAlive() && log.getLast().startsWith("(")) {
                    return fail("not in the daemon's log within " + patience + ":\n" + String.join("\n", log));
                }
                try {
                    log.wait(Math.min(left, 200));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return fail("interrupted", e);
                }
            }
        }
    }

    public List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// SIGKILL, and waits until it is gone.
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /// SIGTERM, waits for the end, returns the exit code.
    public int stop() {
        process.destroy();
        return await();
    }

    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the end by itself; returns the exit code.
    public int await() {
        try {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the daemon does not end:\n" + String.join("\n", log()));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
    }

    @Override public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
