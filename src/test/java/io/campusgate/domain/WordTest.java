package io.campusgate.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordTest {
    private enum Format implements Word {
        HEX, DEC3_5;

        @Override public String word() {
            return this == DEC3_5 ? "dec3.5" : Word.super.word();
        }
    }

    @Test void aConstantIsFoundByTheWordItSaysOfItself() {
        assertEquals(Optional.of(Format.DEC3_5), Word.of(Format.class, "dec3.5"));
        assertEquals(Optional.of(Format.HEX), Word.of(Format.class, "hex"));
        assertEquals(Optional.empty(), Word.of(Format.class, "dec3_5"));
        assertEquals("hex, dec3.5", Word.list(Format.class));
        assertEquals("forced_open", Word.of(Spelled.class, "forced_open").orElseThrow().word());
    }

    private enum Spelled implements Word { FORCED_OPEN }
}
