package io.campusgate.cli;

import io.campusgate.daemon.WhitelistImport;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how far an import is, on a terminal only and only when it takes longer than a second.
final class ImportProgress implements WhitelistImport.Progress, AutoCloseable {
    private static final long QUIET_NANOS = 1_000_000_000;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private Optional<ProgressBar> bar = Optional.empty();

    ImportProgress(boolean terminal) {
        this.terminal = terminal;
    }

    @Override public void at(WhitelistImport.Step step, long done, long total) {
        if (!terminal || System.nanoTime() - start < QUIET_NANOS) {
            return;
        }
        ProgressBar shown = bar.orElseGet(() -> new ProgressBarBuilder().setStyle(ProgressBarStyle.ASCII).setTaskName("").setInitialMax(100).build());
        bar = Optional.of(shown);
        shown.setExtraMessage(step.name().toLowerCase(Locale.ROOT));
        if (total > 0) {
            shown.stepTo(done * 100 / total);
        }
    }

    @Override public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
