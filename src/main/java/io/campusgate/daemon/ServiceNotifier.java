package io.campusgate.daemon;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd that the program is ready and alive (sd_notify(3)); does nothing where systemd did not ask for it.
///
/// The watchdog is fed only while the gate loop (or the console) itself makes progress: a loop that hangs lets systemd kill and
/// restart the daemon, and a gate's relay goes to rest on the way.
public final class ServiceNotifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotifier.class);
    private final Optional<String> socket;
    private final Optional<Long> watchdogMicros;
    private final ScheduledExecutorService thread;

    public ServiceNotifier() {
        this.socket = Optional.ofNullable(System.getenv("NOTIFY_SOCKET")).filter(s -> !s.isBlank());
        this.watchdogMicros = Optional.ofNullable(System.getenv("WATCHDOG_USEC")).filter(s -> s.matches("\\d{1,15}")).map(Long::parseLong)
                .filter(micros -> micros > 0);
        this.thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("notify").factory());
    }

    /// Sends READY=1 and begins to feed the watchdog at a third of its time, as long as `progress` says yes.
    public void ready(BooleanSupplier progress) {
        if (socket.isEmpty()) {
            return;
        }
        thread.execute(() -> send("READY=1"));
        watchdogMicros.ifPresent(micros -> {
            ScheduledFuture<?> _ = thread.scheduleAtFixedRate(() -> feed(progress), 0, micros / 3, TimeUnit.MICROSECONDS);
        });
    }

    private void feed(BooleanSupplier progress) {
        if (progress.getAsBoolean()) {
            send("WATCHDOG=1");
        } else {
            LOG.error("no progress is made; the watchdog is not fed");
        }
    }

    private void send(String message) {
        socket.ifPresent(address -> Libc.sendDatagram(address, message));
    }

    @Override public void close() {
        if (socket.isPresent()) {
            thread.execute(() -> send("STOPPING=1"));
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
