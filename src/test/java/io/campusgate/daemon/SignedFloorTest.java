package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.Change;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedFloorTest {
    private static final WhitelistVersion SEVENTEEN = new WhitelistVersion(17, 0);

    /// As a restart finds it.
    private static SignedFloor kept(SignedFloor floor) {
        return SignedFloor.parse(Optional.of(((Change.Put) floor.change()).value()));
    }

    @Test void aVersionOnceHadIsTheLeastEvenWhereAnOlderOneIsInForce() {
        SignedFloor floor = kept(SignedFloor.after(17));
        assertEquals(17, floor.under(SEVENTEEN));
        assertEquals(17, floor.under(new WhitelistVersion(16, 0)), "a damaged file may bring an older one back");
        assertEquals(17, floor.under(new WhitelistVersion(17, 3)));
        assertEquals(18, floor.under(new WhitelistVersion(18, 0)));
    }

    @Test void aResetForgivesTheVersionInForceAndNothingLater() {
        WhitelistVersion huge = new WhitelistVersion(Long.MAX_VALUE, 0);
        SignedFloor floor = kept(SignedFloor.reset(huge));
        assertTrue(floor.isForgiven(huge));
        assertEquals(0, floor.under(huge));
        SignedFloor next = kept(SignedFloor.after(5));
        assertEquals(5, next.under(new WhitelistVersion(5, 0)));
        assertFalse(next.isForgiven(huge));
    }

    @ParameterizedTest @ValueSource(strings = {"", "17", "17 0 0", "a b", "99999999999999999999 0", " "})
    void whatMakesNoSenseInTheStoreCountsAsNothing(String kept) {
        assertEquals(17, SignedFloor.parse(Optional.of(kept)).under(SEVENTEEN));
        assertFalse(SignedFloor.parse(Optional.of(kept)).isForgiven(SEVENTEEN));
    }
}
