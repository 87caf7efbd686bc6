package io.campusgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CampusFileTest extends CampusStoreContract {
    @Override CampusDatabase database() {
        return new CampusDatabase.File(folder.resolve("console.db"));
    }

    @Test void oneConsoleHasAFileToItself() {
        try (CampusStore _ = open()) {
            StoreException refused = assertThrows(StoreException.class, this::open);
            assertEquals(StoreException.Kind.BUSY, refused.kind());
        }
        open().close();
    }
}
