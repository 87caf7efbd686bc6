package io.campusgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.campusgate.Await;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a reader and its twin both keep.
@Timeout(30)
public interface ReaderContract {
    CardNumber CARD = new CardNumber("001293D8");

    /// The device, which can be presented a card and unplugged.
    interface Rig extends AutoCloseable {
        CardReader reader();

        /// Presents [#presented] once.
        void tap();

        default Credential presented() {
            return new Credential.Card(CARD);
        }

        /// As many presentations in a row as the device takes in a few seconds.
        default int many() {
            return 20;
        }

        void unplug();

        void plugIn();

        @Override void close();
    }

    Rig rig() throws Exception;

    @Test default void reportsEachFrameOfAHeldCard() throws Exception {
        try (Rig rig = rig(); ServedReader served = new ServedReader(rig.reader()).awaitOpen()) {
            for (int i = 0; i < rig.many(); i++) {
                rig.tap();
            }
            Await.until("all frames are read", () -> served.heard.credentials().size() == rig.many());
            assertEquals(List.of(rig.presented()), served.heard.credentials().stream().distinct().toList());
            assertEquals(List.of(), served.heard.faults());
        }
    }

    @Test default void saysThatItIsAliveWhileNothingHappens() throws Exception {
        try (Rig rig = rig(); ServedReader served = new ServedReader(rig.reader()).awaitOpen()) {
            Await.until("three heartbeats", () -> served.heard.beats() > 3);
        }
    }

    @Test default void forgetsWhatWasPresentedWhileNobodyServedIt() throws Exception {
        try (Rig rig = rig()) {
            rig.tap();
            try (ServedReader served = new ServedReader(rig.reader()).awaitOpen()) {
                Await.until("two heartbeats", () -> served.heard.beats() > 2);
                assertEquals(List.of(), served.heard.credentials());
            }
        }
    }

    @Test default void failsWhenItIsUnpluggedAndServesAgainWhenItIsBack() throws Exception {
        try (Rig rig = rig()) {
            try (ServedReader served = new ServedReader(rig.reader()).awaitOpen()) {
                rig.unplug();
                assertInstanceOf(DeviceException.class, served.awaitEnd());
            }
            try (ServedReader served = new ServedReader(rig.reader())) {
                assertEquals(DeviceException.Kind.ABSENT, assertInstanceOf(DeviceException.class, served.awaitEnd()).kind());
            }
            rig.plugIn();
            try (ServedReader served = new ServedReader(rig.reader()).awaitOpen()) {
                rig.tap();
                Await.until("the card is read", () -> !served.heard.credentials().isEmpty());
            }
        }
    }

    @Test default void endsWhenItsThreadIsInterrupted() throws Exception {
        try (Rig rig = rig()) {
            ServedReader served = new ServedReader(rig.reader()).awaitOpen();
            served.close();
            assertInstanceOf(InterruptedException.class, served.awaitEnd());
        }
    }
}
