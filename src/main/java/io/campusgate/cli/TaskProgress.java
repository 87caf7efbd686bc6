package io.campusgate.cli;

import io.campusgate.daemon.WhitelistImport;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how far a task is, on a terminal only and only when it takes longer than a second. Thread-safe.
final class TaskProgress implements AutoCloseable {
    private static final long QUIET_NANOS = 1_000_000_000;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private Optional<ProgressBar> bar = Optional.empty();

    TaskProgress(boolean terminal) {
        this.terminal = terminal;
    }

    /// @param total 0: not known yet
    synchronized void at(String step, long done, long total) {
        if (!terminal || System.nanoTime() - start < QUIET_NANOS) {
            return;
        }
        ProgressBar shown = bar.orElseGet(() -> new ProgressBarBuilder().setStyle(ProgressBarStyle.ASCII).setTaskName("").setInitialMax(100).build());
        bar = Optional.of(shown);
        shown.setExtraMessage(step);
        if (total > 0) {
            shown.stepTo(done * 100 / total);
        }
    }

    /// For an import, one step after the other.
    void ofImport(WhitelistImport.Step step, long done, long total) {
        at(step.name().toLowerCase(Locale.ROOT), done, total);
    }

    @Override public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
