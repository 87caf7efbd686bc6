package io.campusgate.device.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.device.CardReader;
import io.campusgate.device.ReaderContract;
import io.campusgate.device.ServedReader;
import io.campusgate.domain.Credential;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimReaderTest implements ReaderContract {
    @Override public Rig rig() {
        SimReader twin = new SimReader();
        return new Rig() {
            @Override public CardReader reader() {
                return twin;
            }

            @Override public void tap() {
                assertTrue(twin.tap(new Credential.Card(CARD)));
            }

            @Override public void unplug() {
                twin.unplug();
            }

            @Override public void plugIn() {
                twin.plugIn();
            }

            @Override public void close() {}
        };
    }

    @Test void sendsBrokenFramesToo() throws Exception {
        SimReader twin = new SimReader();
        try (ServedReader served = new ServedReader(twin).awaitOpen()) {
            assertTrue(twin.sendFault("BAD_CHECKSUM"));
            Await.until("the fault is heard", () -> !served.heard.faults().isEmpty());
            assertEquals(List.of("BAD_CHECKSUM"), served.heard.faults());
        }
    }

    @Test void saysWhenItIsSwamped() {
        SimReader twin = new SimReader();
        for (int i = 0; i < 1000; i++) {
            assertTrue(twin.tap(new Credential.Card(CARD)));
        }
        assertFalse(twin.tap(new Credential.Card(CARD)));
    }
}
