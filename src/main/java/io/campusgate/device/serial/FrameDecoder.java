package io.campusgate.device.serial;

import java.util.Optional;

/// Makes frames of a stream of bytes, one byte at a time. Pure: it knows no wire and no clock. Keeps a bounded amount of
/// what it has seen, whatever comes. Not thread-safe: it belongs to its reader's thread.
///
/// @param <F> what it makes: good frames and faults, in the order of the bytes
public interface FrameDecoder<F> {

    /// Takes the next byte; returns what that byte ended, a frame or a fault.
    Optional<F> accept(byte next);

    /// The line has fallen silent, or ended: a frame that was under way will not be finished. Ask until it is empty.
    Optional<F> idle();

    /// Forgets a frame under way without a word: its bytes were thrown away or are too old to mean anything.
    void reset();
}
