package io.campusgate.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.Mosquitto;
import io.campusgate.TestAuthority;
import io.campusgate.TestAuthority.Issued;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The link and the doctor's probe against a real mosquitto with TLS, certificates and passwords, right and wrong: no
/// connection where the broker is not proved to be the one, and a plain sentence that says why.
class MqttLinkTlsTest {
    private static final Topics TOPICS = new Topics("no1", "east");
    private static final LinkSettings.Timing TIMING = new LinkSettings.Timing(Duration.ofSeconds(15), Duration.ofSeconds(20),
            Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(60));

    @TempDir static Path shared;
    private static TestAuthority authority;
    private static TestAuthority stranger;
    private static Issued server;

    @TempDir Path folder;

    @BeforeAll static void makeCertificates() throws IOException, InterruptedException {
        authority = new TestAuthority(shared.resolve("authority"));
        stranger = new TestAuthority(shared.resolve("stranger"));
        server = authority.issue("broker", "localhost");
    }

    private Mosquitto broker(Issued certificate, List<Path> clientCa) throws IOException, InterruptedException {
        return Mosquitto.tls(folder.resolve("broker"), certificate.certificate(), certificate.key(), clientCa).start();
    }

    private static LinkSettings settings(String scheme, Mosquitto broker, Optional<Path> ca, Optional<Issued> client) {
        return new LinkSettings(URI.create(scheme + "://localhost:" + broker.port()), Optional.empty(), Optional.empty(), ca,
                client.map(Issued::certificate), client.map(Issued::key), false, false, TIMING);
    }

    private static LinkSettings tls(Mosquitto broker) {
        return settings("mqtts", broker, Optional.of(authority.certificate()), Optional.empty());
    }

    /// Both the doctor and a running gate say it; the gate is not connected.
    private static void assertRefused(String sentence, LinkSettings settings) throws InterruptedException {
        assertEquals(Optional.of(sentence), MqttLink.probe(settings, TOPICS));
        MqttLink link = MqttLinkFaultsTest.link(settings, new ListOutbox());
        link.start();
        try {
            awaitLost(sentence, link);
        } finally {
            link.stop(Duration.ZERO);
        }
    }

    /// The broker's alert about our certificate, or only its hanging up where that overtakes the alert.
    private static void assertCertificateRefused(String alert, String question, LinkSettings settings) throws InterruptedException {
        String why = MqttLink.probe(settings, TOPICS).orElse("connected");
        String hungUp = "localhost:" + settings.port() + " hung up once TLS had begun: " + question;
        assertTrue(List.of(alert, hungUp).contains(why), why);
    }

    private static void awaitLost(String sentence, MqttLink link) {
        Await.until("lost because " + sentence, () -> link.state() instanceof LinkState.Lost(var why, _) && why.equals(sentence));
    }

    @Test void publishesToABrokerWhoseCertificateTheCaFileHasSigned() throws Exception {
        try (Mosquitto broker = broker(server, List.of())) {
            assertEquals(Optional.empty(), MqttLink.probe(tls(broker), TOPICS));
            List<String> heard = new CopyOnWriteArrayList<>();
            ListOutbox outbox = new ListOutbox();
            MqttLink link = MqttLinkFaultsTest.link(tls(broker), outbox);
            try (BrokerClient listener = BrokerClient.connect(tls(broker), "listener", (_, payload, _) -> heard.add(new String(payload, StandardCharsets.UTF_8)))) {
                listener.listen(TOPICS.event("entry"));
                listener.publish(TOPICS.event("entry"), "first".getBytes(StandardCharsets.UTF_8), false, TIMING.connect());
                Await.until("it listens", () -> heard.contains("first"));
                link.start();
                outbox.add(3);
                link.wake();
                Await.until("all are heard", () -> heard.equals(List.of("first", "{\"seq\":1}", "{\"seq\":2}", "{\"seq\":3}")));
                Await.until("all count as published", () -> link.progress().published() == 3);
            } finally {
                link.stop(TIMING.connect());
            }
            assertEquals(3, outbox.published());
        }
    }

    @Test void refusesACertificateOfAnotherAuthorityUntilTheCaFileIsReplaced() throws Exception {
        Path ca = Files.copy(stranger.certificate(), folder.resolve("ca.pem"));
        try (Mosquitto broker = broker(server, List.of())) {
            LinkSettings settings = settings("mqtts", broker, Optional.of(ca), Optional.empty());
            String untrusted = "the broker's certificate is not trusted: the ca-file " + ca + " has not signed it";
            assertRefused(untrusted, settings);
            ListOutbox outbox = new ListOutbox();
            outbox.add(2);
            MqttLink link = MqttLinkFaultsTest.link(settings, outbox);
            link.start();
            try {
                awaitLost(untrusted, link);
                Files.delete(ca);
                awaitLost("the ca-file " + ca + " cannot be read: there is no such file", link);
                Files.writeString(ca, "not yet copied");
                Await.until("it says that this is none", () -> link.state() instanceof LinkState.Lost(var why, _) && why.startsWith("the ca-file " + ca + " holds no certificate"));
                assertEquals(0, link.progress().published());
                Files.copy(authority.certificate(), ca, StandardCopyOption.REPLACE_EXISTING);
                Await.until("what waited is published", () -> link.progress().published() == 2);
            } finally {
                link.stop(Duration.ZERO);
            }
        }
    }

    @Test void refusesABrokerThatNoPublicAuthorityVouchesForWithoutACaFile() throws Exception {
        try (Mosquitto broker = broker(server, List.of())) {
            assertRefused("the broker's certificate is not trusted: no ca-file is set and no public authority has signed it",
                    settings("mqtts", broker, Optional.empty(), Optional.empty()));
        }
    }

    @Test void refusesACertificateForAnotherName() throws Exception {
        try (Mosquitto broker = broker(authority.issue("elsewhere", "broker.example"), List.of())) {
            assertRefused("the broker's certificate is for another name than localhost (No subject alternative DNS name matching localhost found.)", tls(broker));
        }
    }

    @Test void refusesACertificateThatHasExpired() throws Exception {
        try (Mosquitto broker = broker(authority.issueExpired("old", "localhost"), List.of())) {
            String why = MqttLink.probe(tls(broker), TOPICS).orElse("connected");
            assertTrue(why.startsWith("the broker's certificate has expired (NotAfter: "), why);
            assertRefused(why, tls(broker));
        }
    }

    @Test void showsItsCertificateToABrokerThatAsks() throws Exception {
        Optional<Path> ca = Optional.of(authority.certificate());
        Issued strange = stranger.issue("east", "east");
        Issued old = authority.issueExpired("old-east", "east");
        try (Mosquitto broker = broker(server, List.of(authority.certificate()))) {
            assertEquals(Optional.empty(), MqttLink.probe(settings("mqtts", broker, ca, Optional.of(authority.issue("east", "east"))), TOPICS));
            assertCertificateRefused("the broker asks for a client certificate: set cert-file and key-file", "does it ask for a client certificate (cert-file, key-file)?", tls(broker));
            assertCertificateRefused("the client certificate has expired", "does it accept the client certificate " + old.certificate() + ", and is that still valid?",
                    settings("mqtts", broker, ca, Optional.of(old)));
            assertCertificateRefused("the broker does not trust the client certificate " + strange.certificate(),
                    "does it accept the client certificate " + strange.certificate() + ", and is that still valid?", settings("mqtts", broker, ca, Optional.of(strange)));
            Issued mixed = new Issued(server.certificate(), strange.key());
            assertRefused("the key-file " + mixed.key() + " does not belong to the cert-file " + mixed.certificate(), settings("mqtts", broker, ca, Optional.of(mixed)));
        }
    }

    @Test void aWrongPasswordIsSaidAndARightOneConnectsWithoutARestart() throws Exception {
        Path password = Files.writeString(folder.resolve("mqtt.pw"), "wrong");
        try (Mosquitto broker = Mosquitto.withPassword(folder.resolve("broker"), "gate-east", "right").start()) {
            LinkSettings settings = new LinkSettings(URI.create(broker.url()), Optional.of("gate-east"), Optional.of(password), Optional.empty(),
                    Optional.empty(), Optional.empty(), false, false, TIMING);
            String refused = "the broker refuses the user name or the password";
            assertRefused(refused, settings);
            assertRefused(refused, settings("mqtt", broker, Optional.empty(), Optional.empty()));
            MqttLink link = MqttLinkFaultsTest.link(settings, new ListOutbox());
            link.start();
            try {
                awaitLost(refused, link);
                Files.writeString(password, "right\n");
                Await.until("connected", () -> link.state() instanceof LinkState.Connected);
            } finally {
                link.stop(Duration.ZERO);
            }
        }
    }

    @Test void saysThatAPortAsksForTls() throws Exception {
        try (Mosquitto broker = broker(server, List.of())) {
            assertRefused("localhost:" + broker.port() + " hung up at the first word: does this port ask for TLS (mqtts://)?",
                    settings("mqtt", broker, Optional.empty(), Optional.empty()));
        }
    }

    @Test void saysThatAPortIsWithoutTls() throws Exception {
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("broker")).start()) {
            assertRefused("localhost:" + broker.port() + " hung up when TLS began: is it a port without TLS (mqtt://)?", tls(broker));
        }
    }
}
