package io.campusgate.whitelist;

import io.campusgate.domain.Bilingual;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A table as it lies in a source, before anybody asks what it means: rows of cells, the first of them the header.
interface RawTable extends AutoCloseable {

    /// How a cell came to its text. A text file has nothing but texts.
    enum Nature {
        TEXT, NUMBER, DATE,
        /// The value of a formula that failed: `#N/A`.
        ERROR,
        /// A formula whose value is not in the file.
        UNCOMPUTED,
        /// Part of merged cells, of which only the first holds a value; its text is their range: `C15:C17`.
        MERGED
    }

    /// What is odd about a cell though it can be read.
    enum Oddity { BLANKS_AROUND, NUMBER_FOR_A_NAME }

    /// @param number  line in the file or row in the sheet on which it begins, from 1
    /// @param fields  stripped of blanks
    /// @param natures of the fields; empty: all are texts
    /// @param isCut   the file ends in the middle of this row, as far as one can tell
    record Row(long number, List<String> fields, List<Nature> natures, boolean isCut) {
        Nature nature(int column) {
            return column < 0 || column >= natures.size() ? Nature.TEXT : natures.get(column);
        }

        /// The fields, those blank that hold nothing of their own.
        List<String> values() {
            return natures.contains(Nature.MERGED)
                    ? IntStream.range(0, fields.size()).mapToObj(i -> nature(i) == Nature.MERGED ? "" : fields.get(i)).toList() : fields;
        }
    }

    /// The table cannot be read from this row on.
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;
        private final long row;
        private final transient Bilingual expected;

        /// @param row 0: none of it
        Unreadable(long row, Bilingual expected) {
            super(expected.english());
            this.row = row;
            this.expected = expected;
        }

        Problem problem(String file) {
            return new Problem(file, row, "", "", expected);
        }
    }

    /// What problems call it.
    String file();

    /// The next row that is not empty; empty at the end.
    Optional<Row> next() throws IOException, Unreadable;

    /// What a spreadsheet calls the cell; empty where there is no such name.
    ///
    /// @param column from 0; negative: the row as a whole
    default String cell(long row, int column) {
        return "";
    }

    /// Counts an oddity of a cell, for [#notes].
    default void notice(Oddity oddity, long row, int column) {}

    /// What to tell the operator when all is read.
    default List<Bilingual> notes() {
        return List.of();
    }

    @Override void close() throws IOException;
}
