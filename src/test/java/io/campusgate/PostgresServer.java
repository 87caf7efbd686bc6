package io.campusgate;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real PostgreSQL server with a cluster of its own, a process on a port of loopback, with passwords and durable commits. It
/// refuses to be root, so that for root it runs as the user `postgres` of Debian's package, in a folder of `/tmp`. Skips the
/// test (fails it with `-Preal`) where PostgreSQL is not installed.
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "campus";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path programs;
    private final Path folder;
    private final int port;
    private final List<String> asUser;
    private final List<String> settings = new ArrayList<>();
    private Optional<Process> process = Optional.empty();

    /// Makes the cluster; about three seconds.
    public PostgresServer() throws IOException, InterruptedException {
        this.programs = programs();
        this.port = RealComponents.freePort();
        boolean root = ProcessHandle.current().info().user().filter("root"::equals).isPresent();
        this.asUser = root ? List.of(RealComponents.require("setpriv").toString(), "--reuid=postgres", "--regid=postgres", "--clear-groups") : List.of();
        this.folder = Files.createTempDirectory(Path.of("/tmp"), "campus-gate-postgres");
        Files.writeString(folder.resolve("password"), "secret of the test");
        if (root) {
            run(List.of("chown", "-R", "postgres:postgres", folder.toString()));
        }
        run(asUser(programs.resolve("initdb").toString(), "-D", data(), "-U", USER, "--pwfile=" + folder.resolve("password"), "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"));
    }

    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> found = Files.list(versions)) {
                Optional<Path> newest = found.map(v -> v.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb"))).max(Comparator.naturalOrder());
                if (newest.isPresent()) {
                    return newest.get();
                }
            }
        }
        String message = "'postgresql' is not installed; this test runs the real one";
        return Boolean.getBoolean("real.required") ? fail(message) : abort(message);
    }

    private List<String> asUser(String... command) {
        List<String> all = new ArrayList<>(asUser);
        all.addAll(List.of(command));
        return all;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (p.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    /// From its next start on it offers TLS with these PEM files.
    public PostgresServer withTls(Path certificate, Path key) throws IOException, InterruptedException {
        Files.copy(certificate, folder.resolve("server.pem"), StandardCopyOption.REPLACE_EXISTING);
        Path own = Files.copy(key, folder.resolve("server.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        if (!asUser.isEmpty()) {
            run(List.of("chown", "postgres:postgres", own.toString(), folder.resolve("server.pem").toString()));
        }
        settings.addAll(List.of("-c", "ssl=on", "-c", "ssl_cert_file=" + folder.resolve("server.pem"), "-c", "ssl_key_file=" + own));
        return this;
    }

    /// Starts it, again if need be; returns once it takes connections.
    public PostgresServer start() throws IOException, InterruptedException {
        List<String> command = asUser(programs.resolve("postgres").toString(), "-D", data(), "-p", String.valueOf(port), "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=");
        command.addAll(settings);
        Process started = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        process = Optional.of(started);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("PostgreSQL does not start");
            }
            started.waitFor(50, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /// The processor time of all its processes that are still there.
    public Duration cpu() {
        return process.stream().flatMap(p -> Stream.concat(Stream.of(p.toHandle()), p.descendants())).flatMap(p -> p.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// It takes connections a moment before it is ready for them.
    private boolean isReady() throws IOException, InterruptedException {
        return new ProcessBuilder(programs.resolve("pg_isready").toString(), "-q", "-h", "127.0.0.1", "-p", String.valueOf(port)).start().waitFor() == 0;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "postgresql://127.0.0.1:" + port + "/postgres";
    }

    /// A file with the password of [#USER], of its owner alone.
    public Path passwordFile(Path in) throws IOException {
        Path file = Files.writeString(in.resolve("postgres.pw"), "secret of the test");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /// Ends it at once, as a crash does; what was committed comes back with [#start].
    public void crash() throws IOException, InterruptedException {
        run(List.of("kill", "-QUIT", String.valueOf(process.orElseThrow().pid())));
        process.orElseThrow().waitFor();
    }

    @Override public void close() throws IOException {
        process.ifPresent(p -> {
            p.children().forEach(ProcessHandle::destroyForcibly);
            p.destroyForcibly().onExit().join();
        });
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
