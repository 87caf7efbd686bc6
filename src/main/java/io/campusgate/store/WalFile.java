package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Looks into a write-ahead log before SQLite does. SQLite takes what is sound up to the first bad frame and silently
/// drops the rest, which after a power cut is right (the last transaction was not finished) and after damage in the
/// middle loses events that were on disk.
///
/// A commit is synced before the next one begins, so at most one transaction can be torn. Whoever finds more than one
/// commit behind a bad frame has found damage. Format: sqlite.org/fileformat2.html, section 4, "The Write-Ahead Log".
final class WalFile {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377F0682;   // lowest bit set: checksums are over big-endian words

    private final FileChannel channel;
    private final ByteBuffer header;
    private int sum1;
    private int sum2;

    private WalFile(FileChannel channel, ByteBuffer header) {
        this.channel = channel;
        this.header = header;
    }

    /// Whether the log beside `database` has lost commits that were once on disk.
    static boolean isDamaged(Path database) {
        return commitsLost(database) > 1;
    }

    /// Whether all that was committed to the log beside `database` can be read from it, the last transaction included.
    static boolean isWhole(Path database) {
        return commitsLost(database) == 0;
    }

    /// Commits behind the first bad frame; [Integer#MAX_VALUE] if not even the header can be read.
    private static int commitsLost(Path database) {
        Path log = StoreFiles.beside(database, "-wal");
        if (!Files.isRegularFile(log)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            if (channel.size() <= HEADER) {
                return 0;
            }
            boolean withoutDatabase = !Files.isRegularFile(database) || Files.size(database) == 0;
            return withoutDatabase ? Integer.MAX_VALUE : new WalFile(channel, read(channel, 0, HEADER)).commitsLost();
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot read " + log + ": " + e.getMessage(), e);
        }
    }

    private int commitsLost() throws IOException {
        int pageSize = header.getInt(8);
        if ((header.getInt(0) & ~1) != MAGIC || pageSize < 512 || pageSize > 65536) {
            return Integer.MAX_VALUE;
        }
        ByteOrder order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        add(header, 0, 24, order);
        if (sum1 != header.getInt(24) || sum2 != header.getInt(28)) {
            return Integer.MAX_VALUE;
        }
        boolean sound = true;
        int commitsBehind = 0;
        for (long at = HEADER; at + FRAME_HEADER + pageSize <= channel.size(); at += FRAME_HEADER + pageSize) {
            ByteBuffer frame = read(channel, at, FRAME_HEADER + pageSize);
            boolean current = frame.getInt(8) == header.getInt(16) && frame.getInt(12) == header.getInt(20);
            sound = sound && current && isIntact(frame, pageSize, order);
            if (!sound && current && frame.getInt(4) != 0) {
                commitsBehind++;
            }
        }
        return commitsBehind;
    }

    /// Checksums run on from frame to frame, over the first 8 bytes of the frame's header and the page.
    private boolean isIntact(ByteBuffer frame, int pageSize, ByteOrder order) {
        add(frame, 0, 8, order);
        add(frame, FRAME_HEADER, pageSize, order);
        return sum1 == frame.getInt(16) && sum2 == frame.getInt(20);
    }

    private void add(ByteBuffer bytes, int from, int length, ByteOrder order) {
        ByteBuffer words = bytes.duplicate().order(order);
        for (int i = from; i < from + length; i += 8) {
            sum1 += words.getInt(i) + sum2;
            sum2 += words.getInt(i + 4) + sum1;
        }
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
            // goes on until the frame is whole
        }
        return bytes;
    }
}
