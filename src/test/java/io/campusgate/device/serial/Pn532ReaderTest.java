package io.campusgate.device.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.ReaderContract;
import io.campusgate.device.ServedReader;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a real pseudo-terminal, against a twin of the chip.
class Pn532ReaderTest implements ReaderContract {
    private static final int BAUD = 115200;
    @TempDir Path folder;

    @Override public Rig rig() {
        Pn532Twin twin = Pn532Twin.on(folder.resolve("port"));
        return new TwinRig(twin) {
            @Override public CardReader reader() {
                return new Pn532Reader(twin.path(), BAUD);
            }

            @Override public void tap() {
                twin.tap(CARD.hex());
            }

            @Override public int many() {
                return 8;
            }
        };
    }

    private interface Scene {
        void play(Pn532Twin twin, ServedReader served) throws Exception;
    }

    private void play(Scene scene) throws Exception {
        try (Pn532Twin twin = Pn532Twin.on(folder.resolve("port"));
             ServedReader served = new ServedReader(new Pn532Reader(twin.path(), BAUD)).awaitOpen()) {
            scene.play(twin, served);
        }
    }

    private static void awaitCards(ServedReader served, String... uids) {
        List<Credential> cards = Arrays.stream(uids).<Credential>map(uid -> new Credential.Card(new CardNumber(uid))).toList();
        Await.until("the cards are read", () -> served.heard.credentials().equals(cards));
    }

    @Test void readsNumbersOfFourSevenAndTenBytes() throws Exception {
        play((twin, served) -> {
            twin.tap("FB0EE20B");
            twin.tap("04A1B2C3D4E580");
            twin.tap("0411223344556677AA99");
            awaitCards(served, "FB0EE20B", "04A1B2C3D4E580", "0411223344556677AA99");
            assertEquals(List.of(), served.heard.faults());
        });
    }

    @Test void readsTheAnswerOfAPublishedCapture() throws Exception {
        play((twin, served) -> {
            twin.answerNext(HexFormat.of().parseHex("0000FF0CF4D54B010100040804FB0EE20BD800"));
            awaitCards(served, "FB0EE20B");
        });
    }

    @Test void takesItsQuestionBackWhileThereIsNoCard() throws Exception {
        play((twin, served) -> {
            Await.until("three questions", () -> twin.commands().stream().filter("list"::equals).count() >= 3);
            List<String> commands = twin.commands();
            assertEquals("set up", commands.getFirst());
            for (int i = 1; i + 1 < commands.size(); i++) {
                assertTrue(!commands.get(i).equals("list") || commands.get(i + 1).equals("abort"), commands.toString());
            }
            assertEquals(List.of(), served.heard.faults());
        });
    }

    @Test void saysACommandAgainThatTheChipMissed() throws Exception {
        play((twin, served) -> {
            twin.missCommandsAfterAbort();
            Await.until("several rounds", () -> twin.commands().stream().filter("abort"::equals).count() >= 3);
            twin.tap("FB0EE20B");
            awaitCards(served, "FB0EE20B");
            assertEquals(1, twin.commands().stream().filter("set up"::equals).count(), twin.commands().toString());
        });
    }

    @Test void asksOnceMoreForABrokenAnswerAndSetsTheChipUpAnewIfItIsBrokenStill() throws Exception {
        byte[] broken = Pn532Twin.target("FB0EE20B");
        broken[14] ^= 1;
        play((twin, served) -> {
            twin.answerNext(broken);
            Await.until("it is set up anew", () -> twin.commands().stream().filter("set up"::equals).count() == 2);
            assertTrue(twin.commands().contains("nack"));
            assertEquals(List.of("DCS"), served.heard.faults());
            assertEquals(List.of(), served.heard.credentials());
            twin.tap("04A1B2C3D4E580");
            awaitCards(served, "04A1B2C3D4E580");
        });
    }

    @Test void noiseBetweenTheAnswersIsNoCardAndDoesNoHarm() throws Exception {
        play((twin, served) -> {
            twin.blurt(HexFormat.of().parseHex("FF00AA0000FF0CF4D54B01"));
            twin.blurt(new byte[600]);
            twin.rest(Optional.of("FB0EE20B"));
            Await.until("the card is read", () -> !served.heard.credentials().isEmpty());
            assertEquals(new Credential.Card(new CardNumber("FB0EE20B")), served.heard.credentials().getFirst());
        });
    }

    @Test void aChipThatForgotEverythingIsSetUpAgain() throws Exception {
        play((twin, served) -> {
            twin.brownOut();
            Await.until("it is set up again", () -> twin.commands().stream().filter("set up"::equals).count() == 2);
            twin.tap("FB0EE20B");
            awaitCards(served, "FB0EE20B");
            assertEquals(List.of("NO_ACK"), served.heard.faults());
        });
    }

    @Test void aChipThatFallsSilentIsLost() throws Exception {
        play((twin, served) -> {
            twin.mute(true);
            DeviceException end = assertInstanceOf(DeviceException.class, served.awaitEnd());
            assertEquals(DeviceException.Kind.NO_ANSWER, end.kind());
            assertTrue(String.valueOf(end.getMessage()).contains("no PN532 answers"), end.toString());
        });
    }

    @Test void aSilentPortNeverCountsAsAlive() throws Exception {
        try (Pn532Twin twin = Pn532Twin.on(folder.resolve("port"))) {
            twin.mute(true);
            ServedReader served = new ServedReader(new Pn532Reader(twin.path(), BAUD));
            assertInstanceOf(DeviceException.class, served.awaitEnd());
            assertEquals(0, served.heard.beats());
        }
    }

    @Test void aRestingCardIsSeenAgainAndAgain() throws Exception {
        play((twin, served) -> {
            twin.rest(Optional.of("FB0EE20B"));
            Await.until("five times", () -> served.heard.credentials().size() >= 5);
            twin.rest(Optional.empty());
            assertFalse(served.heard.credentials().stream().anyMatch(c -> !c.equals(new Credential.Card(new CardNumber("FB0EE20B")))));
        });
    }
}
