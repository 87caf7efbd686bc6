package io.campusgate.daemon;

import io.campusgate.decision.SampleWindow;
import io.campusgate.decision.Sight;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.HangWatch;
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
    /// From one sample to the next: five take 0.4 s; the window asks for five within half a second.
    private static final long SAMPLE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();
    /// The slowest sensor has a value every 2 s, and may be asked just after one.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Thermometer thermometer;
    private final SampleWindow window;
    private final DeviceBoard board;
    private final DeviceBoard.Device device;
    private final Consumer<Sight> told;
    private final Thread thread;
    private final HangWatch watch = new HangWatch(PATIENCE, this::hangs);
    private long retries;
    private boolean broken;
    private volatile boolean hung;
    private volatile boolean stopping;
    private volatile Sight sight = new Sight.Unwell(Sight.Cause.FAILED);
    private Optional<Sight> last = Optional.empty();

    /// @param warmUp  counted from the sensor's first answer; a twin needs none
    /// @param told    hears on this thread, or of a hang on the watch's
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

    /// What is seen now; for calibration, which looks without taking a reading away from anybody.
    Sight sight() {
        return hung ? new Sight.Unwell(Sight.Cause.FAILED) : sight;
    }

    String lane() {
        return device.lane();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            long begun = System.nanoTime();
            long every = sample() ? SAMPLE_NANOS : RETRY_NANOS;
            try {
                TimeUnit.NANOSECONDS.sleep(begun + every - System.nanoTime());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean sample() {
        try {
            Thermometer.Sample sample = measure();
            board.about(device, thermometer.about());
            board.ok(device);
            window.pace(thermometer.period());
            tell(window.add(sample.surface(), sample.ambient(), new Uptime(System.nanoTime())));
            return true;
        } catch (DeviceException e) {
            if (!stopping) {
                failed(e);
            }
            return false;
        } catch (RuntimeException e) {
            if (!broken) {
                broken = true;
                LOG.error("a bug in the driver of {}; it goes on, and this is logged once", device, e);
            }
            failed(new DeviceException(Kind.CORRUPT, "its driver is broken; the log says why", e));
            return false;
        }
    }

    private Thermometer.Sample measure() throws DeviceException {
        watch.begin();
        try {
            return thermometer.measure();
        } finally {
            watch.end();
            if (hung) {
                hung = false;
                last = Optional.empty();
                Sight _ = window.lose();
            }
            board.count(device, "REPEATED", thermometer.retries() - retries);
            retries = thermometer.retries();
        }
    }

    private void failed(DeviceException e) {
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
    }

    private void tell(Sight now) {
        sight = now;
        if (now instanceof Sight.Steady || !last.equals(Optional.of(now))) {
            last = Optional.of(now);
            told.accept(now);
        }
    }

    /// On the watch's thread.
    private void hangs() {
        hung = true;
        board.count(device, "HANG");
        board.lost(device, "a measurement does not return");
        told.accept(new Sight.Unwell(Sight.Cause.FAILED));
    }

    @Override public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        thermometer.close();
    }
}
