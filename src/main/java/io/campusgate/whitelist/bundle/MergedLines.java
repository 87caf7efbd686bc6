package io.campusgate.whitelist.bundle;

import io.campusgate.domain.RecordChange;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/// A full version with changes laid over it, in one pass over both: the lines of the version that comes of it, sorted.
public final class MergedLines implements Iterator<RecordLine> {
    private final Iterator<RecordLine> full;
    private final Iterator<RecordLine> delta;
    private Optional<RecordLine> fromFull;
    private Optional<RecordLine> fromDelta;
    private Optional<RecordLine> ahead;

    /// Both sorted by table and key.
    public MergedLines(Iterator<RecordLine> full, Iterator<RecordLine> delta) {
        this.full = full;
        this.delta = delta;
        this.fromFull = next(full);
        this.fromDelta = next(delta);
        this.ahead = merge();
    }

    static Optional<RecordLine> next(Iterator<RecordLine> lines) {
        return lines.hasNext() ? Optional.of(lines.next()) : Optional.empty();
    }

    /// Which of two stands first: negative, zero or positive; one that is not there stands last.
    static int order(Optional<RecordLine> a, Optional<RecordLine> b) {
        return a.isEmpty() ? b.isEmpty() ? 0 : 1 : b.isEmpty() ? -1 : RecordLine.compare(a.get(), b.get());
    }

    private Optional<RecordLine> merge() {
        while (fromFull.isPresent() || fromDelta.isPresent()) {
            int order = order(fromFull, fromDelta);
            RecordLine line = (order < 0 ? fromFull : fromDelta).orElseThrow();
            fromFull = order <= 0 ? next(full) : fromFull;
            fromDelta = order >= 0 ? next(delta) : fromDelta;
            if (line.change() instanceof RecordChange.Put) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    @Override public boolean hasNext() {
        return ahead.isPresent();
    }

    @Override public RecordLine next() {
        RecordLine line = ahead.orElseThrow(() -> new NoSuchElementException("the version has no more records"));
        ahead = merge();
        return line;
    }
}
