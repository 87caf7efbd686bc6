package io.campusgate.report;

import io.campusgate.domain.Word;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventSearch;
import io.campusgate.store.Found;
import io.campusgate.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// Takes events out of the journal into a file, oldest first, however many they are: they go through, and are not held.
public final class EventExport {
    private static final int TOLD_EVERY = 2_000;

    /// `CSV` and `XLSX` for spreadsheets; `JSON` is the journal's own text, one event a line.
    public enum Format implements Word {
        CSV("text/csv; charset=utf-8"), XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        JSON("application/x-ndjson");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }

        private EventWriter to(OutputStream out) throws IOException {
            return switch (this) {
                case CSV -> new EventWriter.Table(out);
                case XLSX -> new EventBook(out, EventBook.ROWS);
                case JSON -> new EventWriter.Json(out);
            };
        }
    }

    /// Told now and then how far an export is.
    public interface Progress {
        /// Nobody looks.
        Progress SILENT = (_, _, _) -> { };

        /// @param rows  written so far
        /// @param seq   of the last of them
        /// @param newest the seq with which it will end
        void at(long rows, long seq, long newest);
    }

    /// Rows as they are in the file.
    private static final class Piece {
        private final byte[] rows;
        private final int count;
        /// The seq of its last event, 0 if it has none.
        private final long last;

        Piece(List<Found> events, EventWriter writer) {
            this.rows = writer.rows(events);
            this.count = events.size();
            this.last = events.isEmpty() ? 0 : events.getLast().event().seq();
        }
    }

    private EventExport() {}

    /// Writes what matches `filter` to `out`, which stays open. Blocks until it is done.
    ///
    /// @param filter with a limit below `Integer.MAX_VALUE`: the newest so many
    /// @return how many events were written
    /// @throws StoreException MISSING if there is no store
    /// @throws IOException if `out` does not take it
    public static long write(Path store, EventFilter filter, Format format, OutputStream out, Progress progress) throws IOException {
        try (EventSearch search = EventSearch.open(store); EventWriter writer = format.to(out)) {
            long newest = search.lastSeq();
            EventFilter present = filter.before(Math.min(filter.before(), newest + 1));
            long first = filter.limit() < Integer.MAX_VALUE ? search.seqOfOldestAmongNewest(present) : 1;
            long[] rows = {0};
            long[] told = {0};
            search.eachInParallel(present, first, events -> new Piece(events, writer), piece -> {
                try {
                    writer.write(piece.rows);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                rows[0] += piece.count;
                if (rows[0] - told[0] >= TOLD_EVERY) {
                    told[0] = rows[0];
                    progress.at(rows[0], piece.last, newest);
                }
            });
            progress.at(rows[0], newest, newest);
            return rows[0];
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
