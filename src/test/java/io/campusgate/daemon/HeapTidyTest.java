package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeapTidyTest {
    private static final long NEEDED = 9_000_000;
    private long used = NEEDED;
    private boolean quiet = true;
    private int collections;
    private final HeapTidy tidy = new HeapTidy(() -> used, () -> quiet, () -> {
        collections++;
        used = NEEDED;
    });

    private int collectionsAt(long heap) {
        used = heap;
        tidy.run();
        return collections;
    }

    @Test void collectsWhatHasPiledUpAndNoSooner() {
        assertEquals(1, collectionsAt(NEEDED + HeapTidy.PILE));        // it does not know yet what is needed
        assertEquals(1, collectionsAt(NEEDED + HeapTidy.PILE));
        assertEquals(2, collectionsAt(NEEDED + HeapTidy.PILE + 1));
    }

    @Test void waitsUntilNobodyIsThere() {
        quiet = false;
        assertEquals(0, collectionsAt(90_000_000));
        assertEquals(0, collectionsAt(90_000_000));
        quiet = true;
        assertEquals(1, collectionsAt(90_000_000));
    }
}
