package io.campusgate.device.serial;

import java.util.Arrays;
import java.util.Optional;

/// Makes frames of a stream by gathering its bytes and looking for a frame in them: for protocols whose frames tell their
/// length. What it lets go of is overwritten, since an identity card may have been in it.
///
/// After a fault the bytes behind it are looked through again. What they hold comes out with the next calls, one frame a
/// call.
final class FrameBuffer<F> implements FrameDecoder<F> {

    /// Looks for the first frame in the first `length` bytes.
    interface Search<F> {
        Seen<F> look(byte[] bytes, int length);
    }

    /// What there is.
    ///
    /// @param frame a whole frame, or a fault; empty: nothing yet
    /// @param done  bytes at the beginning that are of no more use: noise, or what `frame` took
    /// @param begun without a frame: whether one has begun behind them
    record Seen<F>(Optional<F> frame, int done, boolean begun) {
        static <F> Seen<F> frame(F frame, int done) {
            return new Seen<>(Optional.of(frame), done, false);
        }

        static <F> Seen<F> begun(int at) {
            return new Seen<>(Optional.empty(), at, true);
        }

        /// @param keep bytes at the end that may be the beginning of a start code
        static <F> Seen<F> nothing(int length, int keep) {
            return new Seen<>(Optional.empty(), Math.max(0, length - keep), false);
        }
    }

    private final Search<F> search;
    private final F cutOff;
    private final byte[] bytes;
    private int length;
    private boolean begun;

    /// @param longest bytes of the longest frame that `search` does not take for a fault
    /// @param cutOff  what a frame is that silence ends
    FrameBuffer(Search<F> search, int longest, F cutOff) {
        this.search = search;
        this.bytes = new byte[longest];
        this.cutOff = cutOff;
    }

    @Override public Optional<F> accept(byte next) {
        bytes[length++] = next;
        return look();
    }

    @Override public Optional<F> idle() {
        Optional<F> found = look();
        if (found.isPresent()) {
            return found;
        }
        boolean cut = begun;
        reset();
        return cut ? Optional.of(cutOff) : Optional.empty();
    }

    private Optional<F> look() {
        Seen<F> seen = search.look(bytes, length);
        drop(seen.done);
        begun = seen.begun;
        return seen.frame;
    }

    private void drop(int count) {
        System.arraycopy(bytes, count, bytes, 0, length - count);
        Arrays.fill(bytes, length - count, length, (byte) 0);
        length -= count;
    }

    @Override public void reset() {
        drop(length);
        begun = false;
    }
}
