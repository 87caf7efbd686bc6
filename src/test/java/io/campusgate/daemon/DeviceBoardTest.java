package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.daemon.DeviceBoard.Device;
import io.campusgate.daemon.DeviceBoard.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceBoardTest {
    private static final Device READER = new Device("in-1", "reader", "rdm6300");
    private final List<String> journal = new ArrayList<>();
    private long now;
    private final DeviceBoard board = new DeviceBoard((state, before) ->
            journal.add(before.word() + " → " + state.health().word() + (state.reason().isEmpty() ? "" : ": " + state.reason())), () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test void tellsEachChangeOnceAndNotEachFailure() {
        for (int i = 0; i < 100; i++) {
            board.ok(READER);
        }
        for (int i = 0; i < 100; i++) {
            board.lost(READER, "unplugged");
            board.count(READER, "ABSENT");
        }
        board.unreliable(READER, "noise");
        board.ok(READER);
        assertEquals(List.of("unknown → ok", "ok → lost: unplugged", "lost → unreliable: noise", "unreliable → ok"), journal);
        assertEquals(Map.of("in-1 reader rdm6300 ABSENT", 100L), board.faults());
    }

    private void shakeTheLoosePlug() {
        board.ok(READER);
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(500));
            board.lost(READER, "unplugged");
            pass(Duration.ofMillis(500));
            board.ok(READER);
        }
    }

    @Test void aLoosePlugDoesNotFillTheJournal() {
        shakeTheLoosePlug();
        assertEquals(8, journal.size(), journal.toString());
        assertEquals("ok → unreliable: it comes and goes; the last time: unplugged", journal.getLast());
        assertEquals(Health.UNRELIABLE, board.states().getFirst().health());
    }

    @Test void keepsStillForAMinuteAndIsWellAgain() {
        shakeTheLoosePlug();
        pass(Duration.ofSeconds(59));
        board.settle();
        assertEquals(8, journal.size());
        pass(Duration.ofSeconds(2));
        board.settle();
        assertEquals("unreliable → ok", journal.getLast());
        board.lost(READER, "unplugged");
        assertEquals("ok → lost: unplugged", journal.getLast(), "after that a change is told at once");
    }

    @Test void aPlugThatWasPulledForGoodIsLostInTheEnd() {
        shakeTheLoosePlug();
        board.lost(READER, "unplugged");
        pass(Duration.ofSeconds(61));
        board.settle();
        assertEquals("unreliable → lost: unplugged", journal.getLast());
    }

    @Test void keepsWhatADeviceTellsOfItself() {
        board.add(READER);
        board.about(READER, "emissivity 1.00");
        board.drift(READER, "too warm");
        assertEquals("emissivity 1.00; too warm", board.states().getFirst().about());
        assertEquals(Health.UNKNOWN, board.states().getFirst().health());
    }
}
