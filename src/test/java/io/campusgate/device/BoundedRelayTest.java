package io.campusgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.sim.SimRelay;
import io.campusgate.device.sim.SimRelay.Edge;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedRelayTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(60);

    private final SimRelay twin = new SimRelay();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private BoundedRelay relay = relay(twin, LONG);

    @AfterEach void close() {
        relay.close();
    }

    @Test void aPulseEndsByItselfAfterItsTime() {
        start();
        relay.pulse(SHORT);
        relay.wake();
        awaitEdges(2);
        assertTrue(energisedMillis(0) >= SHORT.toMillis(), "rested after " + energisedMillis(0) + " ms");
        assertFalse(relay.isEnergised());
    }

    @Test void aRestThatOvertakesASlowRelayDoesNotTakeThePulseAway() {
        relay.pulse(SHORT);
        relay.wake();
        relay.rest();
        relay.wake();
        relay.start();
        awaitEdges(2);
        assertFalse(relay.isEnergised());
    }

    @Test void noPulseLastsLongerThanTheBound() {
        start(twin, SHORT);
        relay.pulse(LONG);
        relay.wake();
        awaitEdges(2);
        assertTrue(energisedMillis(0) < LONG.toMillis());
    }

    @Test void pulsesThatFollowEachOtherAreBoundedTogether() {
        start(twin, Duration.ofMillis(200));
        Await.until("the relay rests although somebody always asks for more", () -> {
            relay.pulse(Duration.ofMillis(150));
            relay.wake();
            return twin.edges().size() >= 2;
        });
        assertTrue(energisedMillis(0) >= 200, "rested after " + energisedMillis(0) + " ms");
    }

    @Test void aSecondPulseLengthensTheFirstWithoutAnEdge() {
        start();
        relay.pulse(Duration.ofSeconds(20));
        relay.wake();
        awaitEdges(1);
        relay.pulse(SHORT);
        relay.wake();
        awaitEdges(2);
        assertEquals(2, twin.edges().size());
    }

    @Test void aHoldLastsBeyondTheBoundUntilAnotherWish() {
        start(twin, SHORT);
        relay.hold();
        relay.wake();
        awaitEdges(1);
        Await.until("far longer than the bound", () -> System.nanoTime() - twin.edges().getFirst().at().nanos() > 5 * SHORT.toNanos());
        assertTrue(twin.isEnergised());
        relay.rest();
        relay.wake();
        awaitEdges(2);
    }

    @Test void aPulseAfterAHoldIsBoundedFromThenOn() {
        start(twin, Duration.ofMillis(100));
        relay.hold();
        relay.wake();
        awaitEdges(1);
        relay.pulse(LONG);
        relay.wake();
        awaitEdges(2);
    }

    @Test void closingRests() {
        start();
        relay.hold();
        relay.wake();
        awaitEdges(1);
        relay.close();
        assertFalse(twin.isEnergised());
    }

    @Test void aDeviceThatIsNotThereIsReportedOnceAndTakenWhenItComes() {
        twin.unplug();
        relay.start();
        Await.until("it is reported lost", () -> heard.equals(List.of("lost ABSENT")));
        assertFalse(relay.isWell());
        twin.plugIn();
        Await.until("it is reported well", () -> heard.equals(List.of("lost ABSENT", "well")));
        assertTrue(relay.isWell());
        relay.pulse(SHORT);
        relay.wake();
        awaitEdges(2);
    }

    @Test void aDeviceThatGoesAwayAtRestIsNoticedWithoutAWish() {
        start();
        twin.unplug();
        Await.until("it is reported lost", () -> heard.equals(List.of("well", "lost ABSENT")));
        twin.plugIn();
        Await.until("it is reported well", () -> heard.equals(List.of("well", "lost ABSENT", "well")));
        assertEquals(List.of(), twin.edges());
    }

    @Test void aPulseThatCannotBePerformedSoonIsDroppedAndNeverComesLate() {
        twin.unplug();
        relay.start();
        Await.until("it is reported lost", () -> !heard.isEmpty());
        relay.pulse(LONG);
        relay.wake();
        Await.until("the pulse is dropped", () -> heard.equals(List.of("lost ABSENT", "dropped")));
        twin.plugIn();
        Await.until("it is well", () -> relay.isWell());
        relay.pulse(SHORT);
        relay.wake();
        awaitEdges(2);
        assertTrue(energisedMillis(0) < LONG.toMillis());
    }

    @Test void aHoldIsTakenUpWhenTheDeviceIsBack() {
        start();
        relay.hold();
        relay.wake();
        awaitEdges(1);
        twin.unplug();
        Await.until("it is reported lost", () -> heard.contains("lost ABSENT"));
        twin.plugIn();
        Await.until("it is held again", () -> twin.isEnergised() && relay.isEnergised());
    }

    @Test void aDeviceThatFailsToRestIsToldUntilItObeys() {
        FaultyRelay faulty = new FaultyRelay();
        start(faulty, LONG);
        faulty.fails = true;
        relay.pulse(SHORT);
        relay.wake();
        Await.until("the pulse's end fails", () -> heard.contains("lost NO_ANSWER"));
        assertTrue(twin.isEnergised());
        faulty.fails = false;
        Await.until("it rests", () -> !twin.isEnergised() && relay.isWell());
    }

    @Test void aBrokenDriverIsADeviceThatIsLost() {
        FaultyRelay faulty = new FaultyRelay();
        start(faulty, LONG);
        faulty.bug = true;
        relay.pulse(SHORT);
        relay.wake();
        Await.until("it is reported lost", () -> heard.contains("lost NO_ANSWER"));
        faulty.bug = false;
        Await.until("it is well again", () -> relay.isWell() && !twin.isEnergised());
    }

    @Test void aDeviceThatHangsBlocksNobodyAndIsReported() {
        FaultyRelay faulty = new FaultyRelay();
        start(faulty, LONG);
        faulty.gate = new CountDownLatch(1);
        relay.pulse(LONG);
        relay.wake();
        relay.rest();
        relay.wake();
        relay.pulse(LONG);
        relay.wake();
        Await.until("it is reported lost", () -> heard.equals(List.of("well", "lost NO_ANSWER")));
        faulty.gate.countDown();
        Await.until("the late pulse is dropped", () -> heard.contains("dropped"));
        Await.until("the relay rests", () -> !twin.isEnergised() && relay.isWell());
    }

    @Test void aDeviceThatHungAndThenFailedSaysWhatFailed() {
        FaultyRelay faulty = new FaultyRelay();
        start(faulty, LONG);
        faulty.gate = new CountDownLatch(1);
        relay.pulse(LONG);
        relay.wake();
        Await.until("it is reported lost", () -> heard.equals(List.of("well", "lost NO_ANSWER")));
        twin.unplug();
        faulty.gate.countDown();
        Await.until("the reason is told", () -> heard.contains("lost ABSENT"));
    }

    @Test void aSlowOpeningIsNoLoss() {
        FaultyRelay slow = new FaultyRelay();
        slow.opening = new CountDownLatch(1);
        relay = relay(slow, LONG);
        relay.start();
        long start = System.nanoTime();
        Await.until("a driver that loads its libraries on a slow board", () -> System.nanoTime() - start > Duration.ofMillis(1500).toNanos());
        slow.opening.countDown();
        Await.until("it is open", () -> relay.isWell());
        assertEquals(List.of("well"), heard);
    }

    private void start() {
        start(twin, LONG);
    }

    private void start(GateRelay device, Duration maxOn) {
        relay = relay(device, maxOn);
        relay.start();
        Await.until("the relay is open", () -> heard.equals(List.of("well")));
    }

    private BoundedRelay relay(GateRelay device, Duration maxOn) {
        return new BoundedRelay("test", device, maxOn, new BoundedRelay.Listener() {
            @Override public void well() {
                heard.add("well");
            }

            @Override public void lost(DeviceException why) {
                heard.add("lost " + why.kind());
            }

            @Override public void dropped() {
                heard.add("dropped");
            }
        });
    }

    private void awaitEdges(int count) {
        Await.until(count + " edges", () -> twin.edges().size() >= count);
    }

    private long energisedMillis(int edge) {
        List<Edge> edges = twin.edges();
        return edges.get(edge + 1).at().millisSince(edges.get(edge).at());
    }

    /// The twin behind a cable that can be made to fail, to hang, or to be driven by a bug.
    private final class FaultyRelay implements GateRelay {
        volatile boolean fails;
        volatile boolean bug;
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile CountDownLatch opening = new CountDownLatch(0);

        @Override public void open() throws DeviceException {
            pass(opening);
            twin.open();
            rest();
        }

        private void pass(CountDownLatch latch) throws DeviceException {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new DeviceException(Kind.NO_ANSWER, "interrupted", e);
            }
        }

        @Override public void energise() throws DeviceException {
            pass(gate);
            if (bug) {
                throw new IllegalStateException("a bug of the driver");
            }
            twin.energise();
        }

        @Override public void rest() throws DeviceException {
            if (fails) {
                throw new DeviceException(Kind.NO_ANSWER, "does not obey");
            }
            twin.rest();
        }

        @Override public void check() {}

        @Override public void close() {
            twin.close();
        }
    }
}
