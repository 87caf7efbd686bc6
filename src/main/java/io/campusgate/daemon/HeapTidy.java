package io.campusgate.daemon;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Has the garbage collector clear up while nobody is at the gate.
///
/// The serial collector takes memory up to the heap's limit before it looks at what is old. Some kilobytes of each tap get that
/// old, so that after a few days the gate would hold 60 MB that nobody needs, and then stand still for a moment in the middle of a
/// rush. Called now and then, on one thread.
final class HeapTidy implements Runnable {
    /// What may pile up before it is worth the moment's stop.
    static final long PILE = 8_000_000;

    private final LongSupplier used;
    private final BooleanSupplier quiet;
    private final Runnable collector;
    private long left;

    /// @param quiet whether nobody is about to be kept waiting
    HeapTidy(BooleanSupplier quiet) {
        this(() -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(), quiet, System::gc);
    }

    /// @param used bytes of the heap that are taken
    HeapTidy(LongSupplier used, BooleanSupplier quiet, Runnable collector) {
        this.used = used;
        this.quiet = quiet;
        this.collector = collector;
    }

    @Override public void run() {
        if (used.getAsLong() - left > PILE && quiet.getAsBoolean()) {
            collector.run();
            left = used.getAsLong();
        }
    }
}
