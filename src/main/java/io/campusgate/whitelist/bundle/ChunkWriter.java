package io.campusgate.whitelist.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Packs lines into chunks, each a gzip file of whole lines and at most [RecordLines#LARGEST_CHUNK] bytes. The same lines
/// give the same chunks, since no time is written into them.
final class ChunkWriter {
    /// Unpacked; a text of records shrinks to a third or less.
    private static final int TARGET = 640 * 1024;

    /// Takes a finished chunk.
    @FunctionalInterface
    interface Sink {
        void chunk(byte[] bytes) throws IOException;
    }

    private final Sink sink;
    private final List<byte[]> lines = new ArrayList<>();
    private int size;
    private long records;

    ChunkWriter(Sink sink) {
        this.sink = sink;
    }

    void add(RecordLine line) throws IOException {
        int bytes = line.utf8().length + 1;
        if (size + bytes > TARGET) {
            flush();
        }
        lines.add(line.utf8());
        size += bytes;
        records++;
    }

    long records() {
        return records;
    }

    private void flush() throws IOException {
        if (!lines.isEmpty()) {
            pack(lines);
            lines.clear();
            size = 0;
        }
    }

    private void pack(List<byte[]> some) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(RecordLines.LARGEST_CHUNK);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (byte[] line : some) {
                gzip.write(line);
                gzip.write('\n');
            }
        }
        if (packed.size() <= RecordLines.LARGEST_CHUNK || some.size() == 1) {
            sink.chunk(packed.toByteArray());
        } else {   // hardly compressible: two smaller ones
            pack(some.subList(0, some.size() / 2));
            pack(some.subList(some.size() / 2, some.size()));
        }
    }

    /// Ends the last chunk.
    void end() throws IOException {
        flush();
    }
}
