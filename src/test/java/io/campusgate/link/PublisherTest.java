package io.campusgate.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Uptime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The two cursors of design.md section 4.2, with the wire and the time in the test's hands.
class PublisherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Topics TOPICS = new Topics("no1", "east");

    private record Out(long seq, Consumer<Uptime> acked) {}

    private final ListOutbox outbox = new ListOutbox();
    private final List<Out> wire = new ArrayList<>();
    private Uptime now = new Uptime(1_000_000_000L);
    private Publisher publisher = new Publisher(TOPICS, outbox, true, PATIENCE, now);

    @BeforeEach void aNewConnection() {
        publisher.connected(now);
    }

    private void step() throws IOException {
        publisher.step((topic, payload, _, acked) -> {
            assertEquals("campus/no1/gate/east/event/entry", topic);
            String text = new String(payload, StandardCharsets.UTF_8);
            wire.add(new Out(Long.parseLong(text.replaceAll("\\D", "")), acked));
        }, now);
    }

    private void ack(long seq) {
        wire.stream().filter(o -> o.seq() == seq).reduce((_, last) -> last).orElseThrow().acked().accept(now);
    }

    private void ackAll() {
        List.copyOf(wire).forEach(o -> o.acked().accept(now));
    }

    private void after(Duration time) throws IOException {
        now = now.plus(time);
        step();
    }

    private List<Long> sent() {
        List<Long> seqs = wire.stream().map(Out::seq).toList();
        wire.clear();
        return seqs;
    }

    private static List<Long> from(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test void sendsInOrderAndNoMoreThanTheWindow() throws IOException {
        outbox.add(Publisher.WINDOW + 150);
        step();
        assertEquals(from(1, Publisher.WINDOW), wire.stream().map(Out::seq).toList());
        ack(1);
        step();
        assertEquals(Publisher.WINDOW + 1, wire.getLast().seq());
    }

    @Test void publishedMovesOnlyOverWhatAllHasItsPuback() throws IOException {
        outbox.add(3);
        step();
        ack(3);
        ack(2);
        assertEquals(0, publisher.progress().published());
        ack(1);
        assertEquals(3, publisher.progress().published());
    }

    @Test void aPubackIsNotTheEndAfterAReconnectEverythingUnconfirmedGoesAgain() throws IOException {
        outbox.add(5);
        step();
        ackAll();
        publisher.confirm(new Ack("a3f9c1d2", 2), now);
        sent();
        publisher.connected(now);
        step();
        assertEquals(from(3, 5), sent());
    }

    @Test void anAckBeyondWhatWasSentIsIgnoredAndCounted() throws IOException {
        outbox.add(2);
        step();
        ackAll();
        publisher.confirm(new Ack("a3f9c1d2", 99), now);
        assertEquals(0, publisher.progress().confirmed());
        assertEquals(1, publisher.progress().oddAcks());
    }

    @Test void anAckThatOvertakesThePubackCountsWhenThePubackIsThere() throws IOException {
        outbox.add(2);
        step();
        publisher.confirm(new Ack("a3f9c1d2", 2), now);
        assertEquals(0, publisher.progress().confirmed());
        ackAll();
        assertEquals(2, publisher.progress().confirmed());
        assertEquals(0, publisher.progress().oddAcks());
    }

    @Test void anAckOfAnotherJournalConfirmsNothing() throws IOException {
        outbox.add(2);
        step();
        ackAll();
        publisher.confirm(new Ack("00000000", 2), now);
        assertEquals(0, publisher.progress().confirmed());
    }

    @Test void anOverdueConfirmationHasEverythingSentAgainEverMorePatiently() throws IOException {
        outbox.add(3);
        step();
        ackAll();
        sent();
        step();   // the minute counts from here
        after(PATIENCE.minusSeconds(1));
        assertEquals(List.of(), sent());
        after(Duration.ofSeconds(1));
        assertEquals(from(1, 3), wire.stream().map(Out::seq).toList());
        ackAll();
        sent();
        after(PATIENCE);
        assertEquals(List.of(), sent());
        after(PATIENCE);
        assertEquals(from(1, 3), sent());
    }

    @Test void withoutAConsoleForADayItGoesOnFromPublished() throws IOException {
        outbox.add(3);
        step();
        ackAll();
        sent();
        now = now.plus(Duration.ofDays(1));
        publisher.connected(now);
        outbox.add(1);
        step();
        assertEquals(List.of(4L), sent());
    }

    @Test void whereNoConsoleIsExpectedNothingIsSentTwice() throws IOException {
        publisher = new Publisher(TOPICS, outbox, false, PATIENCE, now);
        publisher.connected(now);
        outbox.add(3);
        step();
        ackAll();
        sent();
        publisher.connected(now);
        after(Duration.ofHours(2));
        assertEquals(List.of(), sent());
    }

    @Test void aBrokerThatOwesAPubackForHalfAMinuteIsStuck() throws IOException {
        outbox.add(1);
        step();
        assertFalse(publisher.isStuck(now.plus(Duration.ofSeconds(29))));
        assertTrue(publisher.isStuck(now.plus(Duration.ofSeconds(30))));
    }

    @Test void theMarksAreStoredNowAndThenNotForEveryMessage() throws IOException {
        outbox.add(2);
        step();
        ackAll();
        after(Duration.ofSeconds(1));
        assertEquals(0, outbox.published());
        after(Duration.ofSeconds(2));
        assertEquals(2, outbox.published());
    }
}
