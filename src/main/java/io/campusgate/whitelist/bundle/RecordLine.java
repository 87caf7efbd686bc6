package io.campusgate.whitelist.bundle;

import io.campusgate.domain.RecordChange;
import io.campusgate.whitelist.RecordOrder;

/// A line of a chunk: the text, and what it says.
///
/// @param text without the line's end
public record RecordLine(String text, RecordChange change) {

    /// The order of the lines, by table and key.
    static int compare(RecordLine a, RecordLine b) {
        return RecordOrder.compare(a.change.table(), a.change.key(), b.change.table(), b.change.key());
    }
}
