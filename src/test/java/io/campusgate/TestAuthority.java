package io.campusgate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate authority of a test, made with the real openssl: the files an administrator would have, in PEM.
public final class TestAuthority {
    private static final String DAYS = "30";

    private final Path folder;

    /// A certificate and its private key.
    public record Issued(Path certificate, Path key) {}

    /// Makes `ca.pem` and `ca.key`.
    public TestAuthority(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder).toAbsolutePath();
        makeKey("ca.key");
        openssl("req", "-x509", "-key", "ca.key", "-out", "ca.pem", "-days", DAYS, "-subj", "/CN=CA " + folder.getFileName());
    }

    /// What its certificates are checked against.
    public Path certificate() {
        return folder.resolve("ca.pem");
    }

    /// Makes `name.pem` and `name.key` for the computer `host`.
    public Issued issue(String name, String host) throws IOException, InterruptedException {
        return issue(name, host, DAYS);
    }

    /// One that was over yesterday.
    public Issued issueExpired(String name, String host) throws IOException, InterruptedException {
        return issue(name, host, "-1");
    }

    private Issued issue(String name, String host, String days) throws IOException, InterruptedException {
        Issued issued = new Issued(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=DNS:" + host + "\n");
        makeKey(name + ".key");
        openssl("req", "-new", "-key", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + host);
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", name + ".pem",
                "-days", days, "-extfile", name + ".ext");
        return issued;
    }

    private void makeKey(String file) throws IOException, InterruptedException {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", file);
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(RealComponents.require("openssl").toString());
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }
}
