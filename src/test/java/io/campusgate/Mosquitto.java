package io.campusgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A real mosquitto broker, a process of its own on a port of loopback. It can be killed, started again on the same port,
/// and suspended. Skips the test (fails it with `-Preal`) where mosquitto is not installed.
///
/// ```java
/// try (Mosquitto broker = Mosquitto.plain(folder).start()) { … broker.url() … }
/// ```
public final class Mosquitto implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path program = RealComponents.require("mosquitto");
    private final Path folder;
    private final int port;
    private final boolean tls;
    private final List<String> lines = new ArrayList<>();
    private Optional<Process> process = Optional.empty();

    private Mosquitto(Path folder, boolean tls) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.port = RealComponents.freePort();
        this.tls = tls;
        with("listener " + port + " 127.0.0.1");
        if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
            with("user root");   // else it gives up the right to the test's own folder
        }
    }

    /// Anybody may connect; nothing is kept over a restart.
    public static Mosquitto plain(Path folder) throws IOException {
        return new Mosquitto(folder, false).with("allow_anonymous true").with("persistence false");
    }

    /// Anybody may connect; sessions, queued and retained messages survive a clean stop, and a kill as of the last save
    /// (every `seconds`).
    public static Mosquitto persistent(Path folder, int seconds) throws IOException {
        return new Mosquitto(folder, false).with("allow_anonymous true").with("persistence true")
                .with("persistence_location " + folder.toAbsolutePath() + "/").with("autosave_interval " + seconds);
    }

    /// Only `user` may connect.
    public static Mosquitto withPassword(Path folder, String user, String password) throws IOException, InterruptedException {
        Path file = Files.createDirectories(folder).toAbsolutePath().resolve("passwords");
        addPassword(file, user, password);
        return new Mosquitto(folder, false).with("allow_anonymous false").with("persistence false").with("password_file " + file);
    }

    private static void addPassword(Path file, String user, String password) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        int made = new ProcessBuilder(RealComponents.require("mosquitto_passwd").toString(), "-b", file.toString(), user, password)
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (made != 0) {
            throw new IOException("mosquitto_passwd ended with " + made);
        }
    }

    /// TLS with these PEM files; `clientCa` not empty: clients need a certificate that it has signed.
    public static Mosquitto tls(Path folder, Path certificate, Path key, List<Path> clientCa) throws IOException {
        Mosquitto broker = new Mosquitto(folder, true).with("allow_anonymous true").with("persistence false")
                .with("certfile " + certificate.toAbsolutePath()).with("keyfile " + key.toAbsolutePath());
        clientCa.forEach(ca -> broker.with("cafile " + ca.toAbsolutePath()).with("require_certificate true"));
        return broker;
    }

    /// What an administrator puts beside the shipped configuration: `ca.pem`, `broker.pem` and `broker.key` for `localhost`,
    /// `passwords` with these accounts and `ACCOUNT.pw` for each, and the shipped `acl`.
    public static Path etc(Path folder, List<String> accounts) throws IOException, InterruptedException {
        new TestAuthority(folder).issue("broker", "localhost");
        for (String account : accounts) {
            addPassword(folder.resolve("passwords"), account, "pw-" + account);
            Path file = Files.writeString(folder.resolve(account + ".pw"), "pw-" + account);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Files.copy(Path.of("config/mosquitto/acl"), folder.resolve("acl"));
        return folder;
    }

    /// The configuration that is shipped, on a port of loopback, behind what Debian's own mosquitto.conf says.
    ///
    /// @param etc as made by [#etc]
    public static Mosquitto shipped(Path folder, Path etc) throws IOException {
        Mosquitto broker = new Mosquitto(folder, true).with("persistence true").with("persistence_location " + folder.toAbsolutePath() + "/");
        for (String line : Files.readAllLines(Path.of("config/mosquitto/mosquitto.conf"))) {
            if (!line.startsWith("#") && !line.startsWith("listener") && !line.isBlank()) {
                broker.with(line.replace("/etc/mosquitto/certs", etc.toString()).replace("/etc/mosquitto", etc.toString()));
            }
        }
        return broker;
    }

    /// One more line of its configuration.
    public Mosquitto with(String line) {
        lines.add(line);
        return this;
    }

    /// Its processor time so far.
    public Duration cpu() {
        return process.flatMap(p -> p.info().totalCpuDuration()).orElse(Duration.ZERO);
    }

    public int port() {
        return port;
    }

    public String url() {
        return (tls ? "mqtts" : "mqtt") + "://127.0.0.1:" + port;
    }

    /// Starts it, again if need be; returns once it takes connections.
    public Mosquitto start() throws IOException, InterruptedException {
        Path config = Files.write(folder.resolve("mosquitto.conf"), lines);
        Process started = new ProcessBuilder(program.toString(), "-c", config.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        process = Optional.of(started);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!RealComponents.answers(port)) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("mosquitto does not start: " + Files.readString(log()));
            }
            started.waitFor(10, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /// What it says.
    public Path log() {
        return folder.resolve("mosquitto.log");
    }

    /// SIGTERM: it saves what it keeps.
    public void stop() throws InterruptedException {
        process.orElseThrow().destroy();
        process.orElseThrow().waitFor();
    }

    /// SIGKILL: what it had not saved is lost.
    public void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    /// SIGSTOP: connections stay open, nothing answers any more, as on a line that has gone dead.
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// SIGCONT.
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int done = new ProcessBuilder("kill", "-" + name, Long.toString(process.orElseThrow().pid())).start().waitFor();
        if (done != 0) {
            throw new IOException("kill -" + name + " ended with " + done);
        }
    }

    @Override public void close() {
        process.ifPresent(p -> p.destroyForcibly().onExit().join());   // works on a suspended one, too
    }
}
