package io.campusgate.device.serial;

import io.campusgate.device.serial.WiegandCodec.Broken;
import io.campusgate.device.serial.WiegandCodec.Fault;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.device.serial.WiegandCodec.Message;
import io.campusgate.device.serial.WiegandCodec.Variant;
import java.util.Arrays;
import java.util.Optional;

/// Cuts what a Wiegand converter sends into lines, and decodes each. A line end alone is nothing: it belongs to a line that
/// another fault has ended.
public final class WiegandLineDecoder implements FrameDecoder<Message> {
    private static final int LONGEST = 16;   // digits and line end are 12 at most; what is longer is no line anyway

    private final Variant variant;
    private final Optional<Format> format;
    private final byte[] line = new byte[LONGEST];
    private int length;
    private boolean discarding;   // the rest of a line that was too long

    /// @param format as of [WiegandCodec#line]
    public WiegandLineDecoder(Variant variant, Optional<Format> format) {
        this.variant = variant;
        this.format = format;
    }

    @Override public Optional<Message> accept(byte next) {
        boolean ends = next == variant.lastByte();
        if (discarding || length == 0 && (next == '\r' || next == '\n')) {
            discarding &= !ends;
            return Optional.empty();
        }
        line[length++] = next;
        if (ends) {
            Message message = WiegandCodec.line(Arrays.copyOf(line, length), variant, format);
            reset();
            return Optional.of(message);
        }
        if (length == LONGEST) {
            reset();
            discarding = true;
            return Optional.of(new Broken(Fault.LENGTH));
        }
        return Optional.empty();
    }

    @Override public Optional<Message> idle() {
        boolean pending = length > 0;
        reset();
        return pending ? Optional.of(new Broken(Fault.TRUNCATED)) : Optional.empty();
    }

    @Override public void reset() {
        length = 0;
        discarding = false;
    }
}
