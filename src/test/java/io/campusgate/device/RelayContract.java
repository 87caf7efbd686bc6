package io.campusgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.campusgate.device.DeviceException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a relay and its twin both keep.
@Timeout(30)
public interface RelayContract {

    /// The device, seen from outside.
    interface Rig extends AutoCloseable {
        GateRelay relay();

        /// Fails unless the relay comes to this state soon.
        void awaitState(boolean energised);

        void unplug();

        void plugIn();

        @Override void close();
    }

    Rig rig() throws Exception;

    @Test default void movesAsItIsTold() throws Exception {
        try (Rig rig = rig()) {
            rig.relay().open();
            rig.awaitState(false);
            rig.relay().energise();
            rig.awaitState(true);
            rig.relay().check();
            rig.relay().rest();
            rig.awaitState(false);
        }
    }

    @Test default void restsWhenItIsClosed() throws Exception {
        try (Rig rig = rig()) {
            rig.relay().open();
            rig.relay().energise();
            rig.awaitState(true);
            rig.relay().close();
            rig.awaitState(false);
            rig.relay().close();
        }
    }

    @Test default void openingAnOpenOneDoesNotMoveIt() throws Exception {
        try (Rig rig = rig()) {
            rig.relay().open();
            rig.relay().energise();
            rig.relay().open();
            rig.awaitState(true);
        }
    }

    @Test default void failsWhileItIsUnpluggedAndRestsWhenItIsBack() throws Exception {
        try (Rig rig = rig()) {
            rig.relay().open();
            rig.relay().energise();
            rig.awaitState(true);
            rig.unplug();
            assertThrows(DeviceException.class, rig.relay()::check);
            assertThrows(DeviceException.class, rig.relay()::energise);
            assertThrows(DeviceException.class, rig.relay()::rest);
            assertEquals(Kind.ABSENT, assertThrows(DeviceException.class, rig.relay()::open).kind());
            rig.plugIn();
            rig.relay().open();
            rig.awaitState(false);
            rig.relay().energise();
            rig.awaitState(true);
        }
    }
}
