package io.campusgate.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A console's connection and a broker that is slow, silent or wrong. What goes well is in `ConsoleTest`, with a real one.
@Timeout(120)
class MessageFeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

    private static LinkSettings settings(int port, Duration keepAlive) {
        return new LinkSettings(URI.create("mqtt://127.0.0.1:" + port), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, false,
                new LinkSettings.Timing(keepAlive, Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(60)));
    }

    private static String awaitLost(MessageFeed feed) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (feed.lost().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        return feed.lost().orElse("still there");
    }

    /// Its inbox is full, and the broker's answers wait behind what it cannot take: the console's thread, which would empty the
    /// inbox, must not wait for one of them. It did, and neither got on (`git log --grep 'Never wait for the broker'`).
    @Test void neverWaitsForTheBrokerWhereTheBrokerWaitsForIt() throws Exception {
        CountDownLatch room = new CountDownLatch(1);
        LinkedBlockingQueue<String> taken = new LinkedBlockingQueue<>();
        try (FakeBroker broker = new FakeBroker();
             MessageFeed feed = MessageFeed.connect(settings(broker.port(), Duration.ofSeconds(5)), "console", (topic, _, _) -> {
                 taken.add(topic);
                 try {
                     room.await();
                 } catch (InterruptedException e) {
                     Thread.currentThread().interrupt();
                 }
             })) {
            broker.deliver("first", TEXT);
            assertEquals("first", taken.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            int offered = 0;
            while (feed.offer("ack", TEXT)) {   // each is acknowledged at once, which the feed cannot hear
                offered++;
            }
            assertEquals(20, offered);
            feed.settle(1, 2, 3);
            assertFalse(feed.offer("ack", TEXT), "it says so and does not wait");
            assertEquals(Optional.empty(), feed.lost());
            room.countDown();
            feed.flush(PATIENCE);   // now the answers are heard
            assertTrue(feed.offer("ack", TEXT));
        }
    }

    @Test void aBrokerThatIsNotOneEndsTheConnectionAndNothingElse() throws Exception {
        for (String bytes : List.of("00 00", "30 FF FF FF FF 7F", "30 01 00", "30 03 00 05 61", "32 04 00 01 61 00", "40 01 00", "F0 00", "20 02 00 00")) {
            try (FakeBroker broker = new FakeBroker()) {
                broker.manners.greeting = HexFormat.ofDelimiter(" ").parseHex(bytes);
                try (MessageFeed feed = MessageFeed.connect(settings(broker.port(), Duration.ofSeconds(5)), "console", (_, _, _) -> { })) {
                    assertTrue(awaitLost(feed).contains("not MQTT"), bytes + ": " + feed.lost());
                    assertThrows(IOException.class, () -> feed.settle(1));
                }
            }
        }
    }

    @Test void aMessageTooLongForMemoryIsNotRead() throws Exception {
        try (FakeBroker broker = new FakeBroker()) {
            broker.manners.greeting = HexFormat.ofDelimiter(" ").parseHex("30 FF FF FF 7F");
            try (MessageFeed feed = MessageFeed.connect(settings(broker.port(), Duration.ofSeconds(5)), "console", (_, _, _) -> { })) {
                assertTrue(awaitLost(feed).contains("268435455 bytes"), String.valueOf(feed.lost()));
            }
        }
    }

    @Test void aRefusalIsToldInWords() throws Exception {
        try (FakeBroker broker = new FakeBroker()) {
            broker.manners.connectCode = 5;
            IOException refused = assertThrows(IOException.class, () -> MessageFeed.connect(settings(broker.port(), Duration.ofSeconds(5)), "console", (_, _, _) -> { }));
            assertEquals("the broker refuses the user name or the password", refused.getMessage());
        }
    }

    @Test void aConnectionThatIsCutIsToldInWords() throws Exception {
        try (FakeBroker broker = new FakeBroker();
             MessageFeed feed = MessageFeed.connect(settings(broker.port(), Duration.ofSeconds(5)), "console", (_, _, _) -> { })) {
            broker.cut();
            assertTrue(awaitLost(feed).startsWith("127.0.0.1:" + broker.port()) || awaitLost(feed).contains("broke"), String.valueOf(feed.lost()));
        }
    }
}
