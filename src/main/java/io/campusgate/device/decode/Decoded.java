package io.campusgate.device.decode;

import io.campusgate.device.serial.FrameDecoder;
import io.campusgate.domain.CardNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What bytes meant.
///
/// @param isStream true: any number of items, in the order of the bytes; false: the bytes were one frame, one item
public record Decoded(boolean isStream, List<Item> items) {
    public Decoded {
        items = List.copyOf(items);
    }

    /// One thing found. Its fields have the names and forms of the vector files: numbers, booleans, text, lists and maps.
    public sealed interface Item {
        /// Counted from 0: the byte at which it was found; the number of bytes if that was the end of them.
        int offset();

        Item at(int offset);
    }

    /// @param card the number that a whitelist would have, if it is a card
    public record Good(int offset, Map<String, Object> fields, Optional<CardNumber> card) implements Item {
        @Override public Item at(int elsewhere) {
            return new Good(elsewhere, fields, card);
        }
    }

    /// @param code in the words of the protocol: `BAD_CHECKSUM`
    public record Bad(int offset, String code) implements Item {
        @Override public Item at(int elsewhere) {
            return new Bad(elsewhere, code);
        }
    }

    static Item good(Map<String, Object> fields) {
        return new Good(0, fields, Optional.empty());
    }

    static Item good(Map<String, Object> fields, CardNumber card) {
        return new Good(0, fields, Optional.of(card));
    }

    static Item bad(Enum<?> fault) {
        return new Bad(0, fault.name());
    }

    static Decoded one(Item item) {
        return new Decoded(false, List.of(item));
    }

    /// All that `decoder` makes of `bytes` and the silence after them.
    static <F> Decoded stream(FrameDecoder<F> decoder, byte[] bytes, Function<F, Item> form) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            int offset = i;
            decoder.accept(bytes[i]).ifPresent(frame -> items.add(form.apply(frame).at(offset)));
        }
        for (Optional<F> frame = decoder.idle(); frame.isPresent(); frame = decoder.idle()) {
            items.add(form.apply(frame.get()).at(bytes.length));
        }
        return new Decoded(true, items);
    }
}
