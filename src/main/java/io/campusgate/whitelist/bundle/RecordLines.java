package io.campusgate.whitelist.bundle;

import io.campusgate.domain.RecordChange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The lines of a part, chunk after chunk, as a stream: whatever the chunks hold, no more than a line of [#LONGEST] bytes is
/// in memory. What is not a sorted text of records of sane size ends in a [BadBundle].
public final class RecordLines implements Iterator<RecordLine>, AutoCloseable {
    /// Of a chunk as it travels, in bytes.
    public static final int LARGEST_CHUNK = 256 * 1024;
    /// Of a chunk unpacked; ours unpack to a twelfth of that.
    private static final int LARGEST_UNPACKED = 16 << 20;
    private static final int LONGEST = 64 * 1024;
    private static final int BUFFER = 32 * 1024;

    /// Where the chunks of a part are.
    @FunctionalInterface
    public interface Chunks {
        /// The chunk as it travels; of a length and hash that were checked.
        InputStream open(int index) throws IOException;
    }

    private final Chunks chunks;
    private final Manifest.Part part;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] line = new byte[1024];
    private Optional<InputStream> chunk = Optional.empty();
    private int chunkIndex;
    private int next;
    private int filled;
    private long unpacked;
    private long count;
    private Optional<RecordLine> ahead = Optional.empty();
    private Optional<RecordLine> last = Optional.empty();
    private boolean atEnd;

    public RecordLines(Manifest.Part part, Chunks chunks) {
        this.part = part;
        this.chunks = chunks;
    }

    @Override public boolean hasNext() {
        if (ahead.isEmpty() && !atEnd) {
            ahead = read();
            atEnd = ahead.isEmpty();
            if (atEnd && count != part.records()) {
                throw new BadBundle("the chunks hold " + count + " records, not " + part.records() + " as the manifest says");
            }
        }
        return ahead.isPresent();
    }

    @Override public RecordLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the part has no more records");
        }
        RecordLine taken = ahead.orElseThrow();
        ahead = Optional.empty();
        return taken;
    }

    private Optional<RecordLine> read() {
        Optional<byte[]> text = readText();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (++count > part.records()) {
            throw new BadBundle("the chunks hold more than the " + part.records() + " records of the manifest");
        }
        RecordLine read;
        try {
            read = new RecordLine(text.get(), RecordReader.read(text.get()));
        } catch (BadBundle e) {
            throw new BadBundle("record " + count + ": " + e.getMessage(), e);
        }
        if (part instanceof Manifest.Full && read.change() instanceof RecordChange.Remove) {
            throw new BadBundle("record " + count + " of a full version says that something is gone");
        }
        if (last.isPresent() && RecordLine.compare(last.get(), read) >= 0) {
            throw new BadBundle("record " + count + " is not behind the one before it, by table and key");
        }
        last = Optional.of(read);
        return last;
    }

    private Optional<byte[]> readText() {
        int length = 0;
        while (true) {
            if (next == filled) {
                int before = chunkIndex;
                boolean more = fill();
                if (length > 0 && (!more || chunkIndex > before)) {
                    throw new BadBundle("chunk " + (before - 1) + " ends in the middle of a line");
                }
                if (!more) {
                    return Optional.empty();
                }
            }
            int end = next;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            int found = end - next;
            if (length + found > LONGEST) {
                throw new BadBundle("record " + (count + 1) + " is longer than " + LONGEST + " bytes");
            }
            if (length + found > line.length) {
                line = Arrays.copyOf(line, Math.min(LONGEST, Math.max(2 * line.length, length + found)));
            }
            System.arraycopy(buffer, next, line, length, found);
            length += found;
            next = end;
            if (end < filled) {
                next++;
                return Optional.of(Arrays.copyOf(line, length));
            }
        }
    }

    /// Reads on, in the next chunk if need be.
    private boolean fill() {
        try {
            while (true) {
                if (chunk.isEmpty()) {
                    if (chunkIndex == part.chunks().size()) {
                        return false;
                    }
                    chunk = Optional.of(new GZIPInputStream(chunks.open(chunkIndex++), 8192));
                    unpacked = 0;
                }
                int read = chunk.get().read(buffer);
                if (read > 0) {
                    next = 0;
                    filled = read;
                    unpacked += read;
                    if (unpacked > LARGEST_UNPACKED) {
                        throw new BadBundle("chunk " + (chunkIndex - 1) + " unpacks to more than " + LARGEST_UNPACKED + " bytes");
                    }
                    return true;
                }
                close();
            }
        } catch (ZipException | EOFException e) {
            throw new BadBundle("chunk " + (chunkIndex - 1) + " is no whole gzip file", e);
        } catch (IOException e) {
            throw new BadBundle("chunk " + (chunkIndex - 1) + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override public void close() {
        try {
            if (chunk.isPresent()) {
                chunk.get().close();
            }
            chunk = Optional.empty();
        } catch (IOException e) {
            throw new BadBundle("chunk " + (chunkIndex - 1) + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
