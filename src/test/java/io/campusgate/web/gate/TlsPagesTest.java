package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.List;
import java.util.zip.ZipFile;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages behind the site's own certificate, as a stranger's machine and a browser that trusts it see them.
class TlsPagesTest {
    private static final String SECRET = "keystore secret";

    @TempDir private Path folder;
    private SSLContext trusting;
    private PageSite desk;

    @BeforeEach void start() throws Exception {
        Path keystore = folder.resolve("web.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "web", "-keyalg", "EC",
                "-dname", "CN=gate.school.lan", "-ext", "SAN=dns:gate.school.lan,ip:127.0.0.1", "-validity", "30", "-storetype", "PKCS12",
                "-keystore", keystore.toString(), "-storepass", SECRET).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        Files.writeString(folder.resolve("web.pw"), SECRET + "\n");
        for (String secret : List.of("web.p12", "web.pw")) {
            Files.setPosixFilePermissions(folder.resolve(secret), PosixFilePermissions.fromString("rw-------"));
        }
        trusting = trusting(KeyStore.getInstance(keystore.toFile(), SECRET.toCharArray()));
        desk = new PageSite(folder, HttpClient.newBuilder().sslContext(trusting).build(), "tls-keystore = \"web.p12\"\ntls-password-file = \"web.pw\"");
    }

    private static SSLContext trusting(KeyStore own) throws Exception {
        KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
        trust.load(null, null);
        trust.setCertificateEntry("gate", own.getCertificate("web"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @AfterEach void stop() {
        desk.close();
    }

    @Test void aBrowserStaysWithTlsAndItsCookieDoesToo() throws Exception {
        assertTrue(desk.address.startsWith("https://"), desk.address);
        HttpResponse<String> answer = desk.send(desk.to("/sign-in"));
        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValue("Strict-Transport-Security").orElse("").startsWith("max-age=31536000"), answer.headers().map().toString());
        assertTrue(desk.cookie(Role.ADMIN).startsWith("__Host-"), "the cookie is bound to this host");
        HttpResponse<String> again = desk.send(desk.json("/api/session", "{\"name\":\"admin\",\"password\":\"" + PageSite.PASSWORD + "\"}"));
        assertTrue(again.headers().firstValue("Set-Cookie").orElse("").contains("; Secure"), again.headers().map().toString());
        assertEquals(403, desk.send(desk.json("/api/mode", "{}").header("Cookie", desk.cookie(Role.ADMIN)).header("Origin", desk.address.replace("https:", "http:"))).statusCode(),
                "the same place without TLS is a foreign one");
    }

    @Test void whoeverDoesNotTrustTheCertificateIsToldNothing() {
        assertThrows(SSLHandshakeException.class, () -> {
            try (HttpClient stranger = HttpClient.newHttpClient()) {
                stranger.send(desk.to("/sign-in").build(), HttpResponse.BodyHandlers.ofString());
            }
        });
    }

    @Test void onlyTheNamesOfTheCertificateAreItsOwn() throws Exception {
        assertTrue(ask("gate.school.lan").startsWith("HTTP/1.1 200"));
        assertTrue(ask("evil.example").startsWith("HTTP/1.1 421"), ask("evil.example"));
    }

    private String ask(String host) throws IOException {
        int port = URI.create(desk.address).getPort();
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET /sign-in HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test void theBackupIsWholeForAnAdministratorAlone() throws Exception {
        assertEquals(403, desk.get(Role.REVIEWER, "/api/backup").statusCode());
        HttpResponse<InputStream> answer = desk.http.send(desk.to("/api/backup").header("Cookie", desk.cookie(Role.ADMIN)).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        Path saved = folder.resolve("saved.zip");
        try (InputStream in = answer.body()) {
            Files.copy(in, saved);
        }
        try (ZipFile zip = new ZipFile(saved.toFile())) {
            assertTrue(zip.stream().anyMatch(e -> e.getName().endsWith(".db") && e.getSize() > 0), zip.stream().toList().toString());
        }
        assertEquals(1, desk.events("\"outcome\":\"exported\"", "\"what\":\"backup\"", "\"by\":\"admin\"").size());
    }
}
