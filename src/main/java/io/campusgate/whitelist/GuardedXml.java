package io.campusgate.whitelist;

import io.campusgate.whitelist.WorkbookParts.TooMuch;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// An XML part of a workbook as it is unpacked: ends with [TooMuch] before more has come out of it than may, or a single
/// tag or text has grown beyond what any spreadsheet writes, so that no parser behind it is made to hold it.
final class GuardedXml extends FilterInputStream {
    private static final int LONGEST_PIECE = 1 << 20;

    private final long most;
    private long bytes;
    private long piece;

    /// @param most bytes that may come out of it
    GuardedXml(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    /// How many bytes came out of it so far.
    long bytes() {
        return bytes;
    }

    @Override public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        for (int i = offset; i < offset + count; i++) {
            piece = buffer[i] == '<' ? 0 : piece + 1;
            if (piece > LONGEST_PIECE) {
                throw new TooMuch();
            }
        }
        bytes += Math.max(0, count);
        if (bytes > most) {
            throw new TooMuch();
        }
        return count;
    }

    @Override public boolean markSupported() {
        return false;
    }
}
