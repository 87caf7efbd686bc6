package io.campusgate.report;

import io.campusgate.store.Found;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes events to a stream and never holds many of them. Closing it ends the file and leaves the stream open. Belongs to
/// one thread, but for [#rows].
sealed interface EventWriter extends Closeable permits EventWriter.Json, EventWriter.Table, EventBook {

    /// What these events are in the file. On any thread, several at once.
    byte[] rows(List<Found> events);

    /// Adds what [#rows] made to the file.
    void write(byte[] rows) throws IOException;

    /// The journal's own text, one event a line.
    record Json(OutputStream to) implements EventWriter {

        @Override public byte[] rows(List<Found> events) {
            StringBuilder lines = new StringBuilder();
            events.forEach(event -> lines.append(event.event().text()).append('\n'));
            return lines.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override public void write(byte[] rows) throws IOException {
            to.write(rows);
        }

        @Override public void close() throws IOException {
            to.flush();
        }
    }

    /// CSV with a row of names.
    final class Table implements EventWriter {
        private final OutputStream to;

        Table(OutputStream to) throws IOException {
            this.to = to;
            try (Csv csv = new Csv(to)) {
                csv.row(EventTable.COLUMNS);
            }
        }

        @Override public byte[] rows(List<Found> events) {
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            try (Csv csv = Csv.continued(rows)) {
                EventTable table = new EventTable();
                for (Found event : events) {
                    csv.row(table.of(event.fields()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("memory takes all", e);
            }
            return rows.toByteArray();
        }

        @Override public void write(byte[] rows) throws IOException {
            to.write(rows);
        }

        @Override public void close() throws IOException {
            to.flush();
        }
    }
}
