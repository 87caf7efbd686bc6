package io.campusgate.daemon;

import io.campusgate.decision.SampleWindow;
import io.campusgate.decision.Sight;
import io.campusgate.device.DeviceException;
import io.campusgate.device.Thermometer;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of one thermometer: samples all the time, so that whoever already stands there need not wait, and tells what
/// is seen: each steady reading, everything else once a change.
final class ThermometerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThermometerWatch.class);
    /// Five samples take 0.4 s; the window asks for five within half a second.
    private static final long SAMPLE_MS = 100;
    private static final long RETRY_MS = 500;

    private final Thermometer thermometer;
    private final SampleWindow window;
    private final DeviceBoard board;
    private final DeviceBoard.Device device;
    private final Consumer<Sight> told;
    private final Thread thread;
    private Optional<Sight> last = Optional.empty();

    /// @param warmUp  counted from the sensor's first answer; a twin needs none
    /// @param told    hears on this thread
    ThermometerWatch(Thermometer thermometer, Duration warmUp, DeviceBoard board, DeviceBoard.Device device, Consumer<Sight> told) {
        this.thermometer = thermometer;
        this.window = new SampleWindow(thermometer.needsWarmUp() ? warmUp : Duration.ZERO);
        this.board = board;
        this.device = device;
        this.told = told;
        board.add(device);
        this.thread = Thread.ofPlatform().name("thermometer-" + device.lane()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.MILLISECONDS.sleep(sample() ? SAMPLE_MS : RETRY_MS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("a bug: the thermometer of lane {} goes on", device.lane(), e);
            }
        }
    }

    private boolean sample() {
        try {
            Thermometer.Sample sample = thermometer.measure();
            board.ok(device);
            tell(window.add(sample.surface(), sample.ambient(), new Uptime(System.nanoTime())));
            return true;
        } catch (DeviceException e) {
            board.count(device, e.kind().name());
            switch (e.kind()) {
                case ABSENT, NO_ANSWER -> {
                    board.lost(device, String.valueOf(e.getMessage()));
                    tell(window.lose());
                }
                case CORRUPT, SELF_REPORTED, OUT_OF_RANGE -> {
                    board.unreliable(device, String.valueOf(e.getMessage()));
                    tell(window.fail());
                }
            }
            return false;
        }
    }

    private void tell(Sight sight) {
        if (sight instanceof Sight.Steady || !last.equals(Optional.of(sight))) {
            last = Optional.of(sight);
            told.accept(sight);
        }
    }

    @Override public void close() {
        thread.interrupt();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thermometer.close();
    }
}
