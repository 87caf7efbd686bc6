package io.campusgate.whitelist.bundle;

import io.campusgate.domain.RecordChange;
import io.campusgate.whitelist.RecordOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A line of a chunk: the text as it travels, in UTF-8 and without the line's end, and what it says.
public final class RecordLine {
    private final byte[] utf8;
    private final RecordChange change;

    RecordLine(byte[] utf8, RecordChange change) {
        this.utf8 = utf8;
        this.change = change;
    }

    static RecordLine of(String text, RecordChange change) {
        return new RecordLine(text.getBytes(StandardCharsets.UTF_8), change);
    }

    /// Not to be changed.
    public byte[] utf8() {
        return utf8;
    }

    public RecordChange change() {
        return change;
    }

    boolean saysTheSameAs(RecordLine other) {
        return Arrays.equals(utf8, other.utf8);
    }

    /// The order of the lines, by table and key.
    static int compare(RecordLine a, RecordLine b) {
        return RecordOrder.compare(a.change.table(), a.change.key(), b.change.table(), b.change.key());
    }

    @Override public String toString() {
        return change.table() + " " + change.key();
    }
}
