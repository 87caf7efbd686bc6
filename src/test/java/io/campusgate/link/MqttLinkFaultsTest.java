package io.campusgate.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The link against a broker that is absent, half-open, refusing, forgetful or mad: it goes on trying, loses nothing, and
/// says in plain words what is wrong.
class MqttLinkFaultsTest {
    private static final Topics TOPICS = new Topics("no1", "east");
    private static final String EVENTS = "campus/no1/gate/east/event/entry";
    private static final LinkSettings.Timing QUICK = new LinkSettings.Timing(Duration.ofSeconds(2), Duration.ofSeconds(1),
            Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(60));

    private final ListOutbox outbox = new ListOutbox();
    private FakeBroker broker;
    private MqttLink link;

    @BeforeEach void start() throws IOException {
        broker = new FakeBroker();
        link = link(broker.port());
    }

    @AfterEach void stop() throws InterruptedException, IOException {
        link.stop(Duration.ZERO);
        broker.close();
    }

    private MqttLink link(int port) {
        return link(new LinkSettings(URI.create("mqtt://127.0.0.1:" + port), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), true, false, QUICK), outbox);
    }

    /// A link of the gate `no1`, `east`.
    static MqttLink link(LinkSettings settings, Outbox outbox) {
        GateStatus status = new GateStatus("campus-gate test", new GateStatus.Whitelist("0", Optional.empty(), Optional.empty(), 0),
                Mode.NORMAL, List.of(), ClockState.SYNCED, "nonce", 1000);
        return new MqttLink(settings, TOPICS, outbox, new StatusSource() {
            @Override public GateStatus status() {
                return status;
            }

            @Override public OffsetDateTime now() {
                return OffsetDateTime.parse("2026-09-01T07:30:00+08:00");
            }
        }, _ -> { });
    }

    private void awaitLost(String reason) {
        Await.until("lost because " + reason, () -> link.state() instanceof LinkState.Lost(var why, _) && why.contains(reason));
    }

    private static List<String> texts(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(seq -> "{\"seq\":" + seq + "}").toList();
    }

    @Test void saysThatNoBrokerListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        link = link(port);
        link.start();
        awaitLost("no broker listens there");
    }

    @Test void givesUpOnABrokerThatNeverAnswersAndTriesAgain() {
        broker.manners.answersConnect = false;
        outbox.add(3);
        link.start();
        awaitLost("does not answer");
        broker.manners.answersConnect = true;
        Await.until("the events arrive", () -> broker.payloads(EVENTS).equals(texts(1, 3)));
    }

    @Test void saysThatThePasswordIsRefusedAndGoesOnTrying() {
        broker.manners.connectCode = 4;
        link.start();
        awaitLost("refuses the user name or the password");
        broker.manners.connectCode = 0;
        Await.until("connected", () -> link.state() instanceof LinkState.Connected);
    }

    @Test void sendsAgainWhatACutConnectionDidNotAcknowledge() throws IOException {
        broker.manners.acknowledges = false;
        outbox.add(3);
        link.start();
        Await.until("all three are under way", () -> broker.payloads(EVENTS).equals(texts(1, 3)));
        assertEquals(0, link.progress().published());
        broker.manners.acknowledges = true;
        broker.published.clear();
        broker.cut();
        Await.until("they come again, in order", () -> broker.payloads(EVENTS).equals(texts(1, 3)));
        Await.until("they count as published", () -> link.progress().published() == 3);
    }

    @Test void acknowledgementsInTheWrongOrderMoveTheMarkOnce() throws IOException {
        broker.manners.acknowledges = false;
        outbox.add(3);
        link.start();
        Await.until("all three are under way", () -> broker.payloads(EVENTS).equals(texts(1, 3)));
        broker.acknowledgeInReverse();
        Await.until("they count as published", () -> link.progress().published() == 3);
    }

    @Test void acknowledgementsThatComeTwiceDoNoHarm() {
        broker.manners.acknowledgesTwice = true;
        outbox.add(150);
        link.start();
        Await.until("all are published", () -> link.progress().published() == 150);
        assertEquals(texts(1, 150), broker.payloads(EVENTS));
    }

    @Test void bytesThatAreNotMqttEndTheConnectionNotTheLink() {
        broker.manners.greeting = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        link.start();
        awaitLost("not MQTT");
        broker.manners.greeting = new byte[] {};
        outbox.add(1);
        Await.until("the event arrives", () -> broker.payloads(EVENTS).contains("{\"seq\":1}"));
    }

    @Test void aPacketThatClaimsToBeHugeIsNotBelieved() {
        broker.manners.greeting = new byte[] {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
        link.start();
        awaitLost("is the most");
    }

    @Test void acknowledgementsOfTheConsoleThatMakeNoSenseAreCounted() throws IOException {
        outbox.add(2);
        link.start();
        Await.until("published", () -> link.progress().published() == 2);
        List<String> odd = List.of("", "{", "[]", "{\"journal\":\"a3f9c1d2\"}", "{\"journal\":7,\"seq\":1}", "{\"journal\":\"a3f9c1d2\",\"seq\":-1}",
                "{\"journal\":\"a3f9c1d2\",\"seq\":1e3}", "{\"journal\":\"a3f9c1d2\",\"seq\":99}", "{\"seq\":1,\"seq\":2,\"journal\":\"a3f9c1d2\"}",
                "[".repeat(10_000), "\u0000\u00ff");
        for (String payload : odd) {
            broker.deliver(TOPICS.ack(), payload.getBytes(StandardCharsets.UTF_8));
        }
        broker.deliver(TOPICS.ack(), new byte[] {(byte) 0xC3, 0x28});
        Await.until("each is counted: " + link.progress(), () -> link.progress().oddAcks() == odd.size() + 1);
        assertEquals(0, link.progress().confirmed());
        broker.deliver(TOPICS.ack(), "{\"journal\":\"a3f9c1d2\",\"seq\":2}".getBytes(StandardCharsets.UTF_8));
        Await.until("a good one is taken", () -> link.progress().confirmed() == 2);
    }

    @Test void leavesAWillAndSaysGoodbye() throws InterruptedException {
        link.start();
        Await.until("the status is there", () -> !broker.payloads(TOPICS.status()).isEmpty());
        assertEquals(List.of(TOPICS.status()), broker.willTopics);
        link.stop(Duration.ofSeconds(1));
        FakeBroker.Published last = broker.published.getLast();
        assertEquals(TOPICS.status(), last.topic());
        assertEquals("{\"online\":false}", last.payload());
        assertTrue(last.retained());
        Await.until("the connection is closed", () -> broker.connections() == 0);
    }

    @Test void plaintextDoesNotLeaveThisMachine() throws InterruptedException {
        LinkSettings far = new LinkSettings(URI.create("mqtt://192.0.2.1:1883"), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), true, false, QUICK);
        link.start();
        String refusal = MqttLink.probe(far, TOPICS).orElse("");
        assertTrue(refusal.contains("without TLS"), refusal);
    }
}
