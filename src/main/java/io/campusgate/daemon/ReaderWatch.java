package io.campusgate.daemon;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.HangWatch;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of one reader: serves it, and after a failure opens it again, for as long as the daemon runs. A missing
/// reader costs one attempt every [#RETRY_MS] and one line in the log.
final class ReaderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderWatch.class);
    private static final long RETRY_MS = 500;
    /// A reader that is well shows it every 250 ms.
    private static final Duration SILENT = Duration.ofSeconds(3);
    /// Opening one may take several tries of its own.
    private static final Duration OPENING = Duration.ofSeconds(20);

    /// Takes what the reader read, on the reader's thread.
    interface Taps {
        void tapped(Credential credential, Uptime at);
    }

    private final CardReader reader;
    private final DeviceBoard board;
    private final DeviceBoard.Device device;
    private final Taps taps;
    private final Consumer<Boolean> tampering;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Thread thread;
    private final HangWatch opening = new HangWatch(OPENING, this::hangs);
    private final HangWatch alive = new HangWatch(SILENT, this::hangs);
    private volatile boolean stopping;
    private String trouble = "";   // of the reader's thread

    /// @param tampering hears when the reader's housing is opened, and closed again
    ReaderWatch(CardReader reader, DeviceBoard board, DeviceBoard.Device device, Taps taps, Consumer<Boolean> tampering) {
        this.reader = reader;
        this.board = board;
        this.device = device;
        this.taps = taps;
        this.tampering = tampering;
        board.add(device);
        this.thread = Thread.ofPlatform().name("reader-" + device.lane()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Waits until the reader has answered or failed for the first time.
    void awaitFirstTry(long millis) throws InterruptedException {
        tried.await(millis, TimeUnit.MILLISECONDS);
    }

    private void run() {
        CardReader.Listener listener = new CardReader.Listener() {
            @Override public void alive() {
                opening.end();
                alive.begin();
                if (trouble.isEmpty()) {
                    board.ok(device);
                } else {
                    board.unreliable(device, trouble);
                }
                tried.countDown();
            }

            @Override public void lost(DeviceException why) {
                opening.end();
                alive.end();
                board.lost(device, String.valueOf(why.getMessage()));
                tried.countDown();
            }

            @Override public void tamper(boolean active) {
                tampering.accept(active);
            }

            @Override public void power(boolean failing) {
                trouble = failing ? "it reports that its power supply fails" : "";
            }

            @Override public void read(Credential credential, Uptime at) {
                alive.end();   // what follows is our time and the disk's, not the reader's
                taps.tapped(credential, at);
            }

            @Override public void fault(String code) {
                board.count(device, code);
            }
        };
        while (!Thread.currentThread().isInterrupted()) {
            try {
                serve(listener);
                tried.countDown();
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void serve(CardReader.Listener listener) throws InterruptedException {
        opening.begin();
        try {
            reader.serve(listener);
        } catch (DeviceException e) {
            if (!stopping) {   // a line that is closed under its reader fails, and that is no news
                board.lost(device, String.valueOf(e.getMessage()));
            }
        } catch (RuntimeException e) {
            LOG.error("a bug in the driver of {}", device, e);
            board.lost(device, "its driver failed; the log says why");
        } finally {
            opening.end();
            alive.end();
        }
    }

    /// On the watch's thread.
    private void hangs() {
        board.count(device, "HANG");
        board.lost(device, "it does not answer and its driver does not return");
    }

    @Override public void close() {
        stopping = true;
        opening.close();
        alive.close();
        thread.interrupt();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
