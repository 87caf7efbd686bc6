package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.Await;
import io.campusgate.daemon.DeviceBoard.Device;
import io.campusgate.daemon.DeviceBoard.Health;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayWatchTest {
    private final AtomicInteger alarms = new AtomicInteger();
    private final DeviceBoard board = new DeviceBoard((_, _) -> {});
    private final RelayWatch watch = new RelayWatch(board, new Device("in-1", "relay", "gpio"), alarms::incrementAndGet);

    @AfterEach void close() {
        watch.close();
    }

    private Health health() {
        return board.states().getFirst().health();
    }

    private void await(Health expected) {
        Await.until("the relay is " + expected.word(), () -> health() == expected);
    }

    private void pulse(boolean follows) {
        watch.moved(true);
        if (follows) {
            watch.contact(true);
        }
        watch.moved(false);
        if (follows) {
            watch.contact(false);
        }
    }

    @Test void withoutAContactOnlyTheRelayItselfCounts() {
        watch.well();
        pulse(false);
        watch.moved(true);
        assertEquals(Health.OK, health());
        watch.lost(new DeviceException(Kind.ABSENT, "unplugged"));
        assertEquals(Health.LOST, health());
        watch.well();
        assertEquals(Health.OK, health());
    }

    @Test void aContactThatFollowsIsWellHoweverShortThePulse() {
        watch.well();
        watch.contact(false);
        pulse(true);
        watch.moved(true);
        watch.contact(true);
        DeviceBoard other = new DeviceBoard((_, _) -> {});   // shows that the time to settle has passed
        try (RelayWatch dead = new RelayWatch(other, new Device("in-2", "relay", "gpio"), () -> {})) {
            dead.well();
            dead.contact(true);
            Await.until("the other one is found out", () -> other.states().getFirst().health() == Health.UNRELIABLE);
        }
        assertEquals(Health.OK, health());
        assertEquals(0, alarms.get());
    }

    @Test void aWholePulseWithoutAnAnswerIsFoundOutAndAGoodOneEndsIt() {
        watch.well();
        watch.contact(false);
        pulse(false);
        await(Health.UNRELIABLE);
        assertEquals("it is told to energise, but its contact says at rest", board.states().getFirst().reason());
        Await.until("an alarm", () -> alarms.get() == 1);
        pulse(true);
        await(Health.OK);
        assertEquals(1, alarms.get());
    }

    @Test void aContactThatSticksIsFoundOut() {
        watch.well();
        watch.contact(true);
        await(Health.UNRELIABLE);
        assertEquals("it is told to rest, but its contact says energised", board.states().getFirst().reason());
        watch.contact(false);
        await(Health.OK);
    }

    @Test void whileTheRelayIsLostItsContactSaysNothing() {
        watch.well();
        watch.lost(new DeviceException(Kind.ABSENT, "unplugged"));
        watch.contact(true);
        watch.well();
        Await.until("an alarm, once it is back and still wrong", () -> alarms.get() == 1);
        await(Health.UNRELIABLE);
    }
}
