package io.campusgate.device.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.VectorFile;
import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.ReaderContract;
import io.campusgate.device.ServedReader;
import io.campusgate.domain.Credential;
import io.campusgate.domain.IdNumber;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// On a real pseudo-terminal, against a twin of the module. The cards are those of the shared vectors.
class IdCardSamReaderTest implements ReaderContract {
    private static final int BAUD = 115200;
    private static final IdNumber NUMBER = new IdNumber("110105188801010015");
    @TempDir Path folder;

    private static byte[] vector(String name) {
        try {
            return VectorFile.ofProtocol("idcard_sam").vectors().stream().map(VectorFile::vector).filter(v -> v.name().equals(name))
                    .findFirst().orElseThrow().bytes();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override public Rig rig() {
        SamTwin twin = SamTwin.on(folder.resolve("port"));
        return new TwinRig(twin) {
            @Override public CardReader reader() {
                return new IdCardSamReader(twin.path(), BAUD);
            }

            @Override public void tap() {
                twin.tap(vector("read-citizen"));
            }

            @Override public Credential presented() {
                return new Credential.IdCard(NUMBER, "测试甲");
            }

            @Override public int many() {
                return 3;
            }
        };
    }

    private interface Scene {
        void play(SamTwin twin, ServedReader served) throws Exception;
    }

    private void play(Scene scene) throws Exception {
        try (SamTwin twin = SamTwin.on(folder.resolve("port"));
             ServedReader served = new ServedReader(new IdCardSamReader(twin.path(), BAUD)).awaitOpen()) {
            scene.play(twin, served);
        }
    }

    private static Credential first(ServedReader served) {
        Await.until("a card is read", () -> !served.heard.credentials().isEmpty());
        return served.heard.credentials().getFirst();
    }

    @ParameterizedTest
    @CsvSource({"read-citizen,          110105188801010015, 测试甲",
                "read-citizen-long-term, 650102189912311049, 阿依样例·买买提",
                "read-hmt,               810000189505200036, 陈测试",
                "read-foreigner-2017,    USA310018000101,    样例",
                "read-foreigner-2023,    911840188102030014, 测试"})
    void ofEachKindOfCardTheNumberAndTheNameAreTaken(String card, String number, String name) throws Exception {
        play((twin, served) -> {
            twin.rest(Optional.of(vector(card)));
            assertEquals(new Credential.IdCard(new IdNumber(number), name), first(served));
            assertEquals(List.of(), served.heard.faults());
        });
    }

    @Test void aCardThatRestsOnTheReaderIsReadOnceAndAgainWhenItComesBack() throws Exception {
        play((twin, served) -> {
            twin.rest(Optional.of(vector("read-citizen")));
            first(served);
            long looks = twin.commands().stream().filter("find"::equals).count();
            Await.until("three more looks", () -> twin.commands().stream().filter("find"::equals).count() >= looks + 3);
            assertEquals(1, served.heard.credentials().size());
            twin.rest(Optional.empty());
            twin.rest(Optional.of(vector("read-citizen")));
            Await.until("it is read again", () -> served.heard.credentials().size() == 2);
        });
    }

    @Test void noStepIsLeftOut() throws Exception {
        play((twin, served) -> {
            twin.answerOnce("select", vector("resp-status-81"));
            twin.rest(Optional.of(vector("read-citizen")));
            first(served);
            List<String> commands = twin.commands();
            List<String> fromCard = commands.subList(commands.indexOf("select") - 1, commands.size());
            assertEquals(List.of("find", "select", "find", "select", "read"), fromCard.subList(0, 5));
            assertEquals(List.of("SELECT_FAILED"), served.heard.faults());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 RX_CHECKSUM", "11 RX_LENGTH", "21 RX_COMMAND", "23 NOT_PERMITTED", "24 UNKNOWN", "31 CARD_REJECTED_READER",
        "32 READER_REJECTED_CARD", "33 VERIFY_FAILED", "40 CARD_TYPE", "41 READ_FAILED", "47 RANDOM_FAILED", "91 NO_CONTENT", "77 UNDEFINED"})
    void aReadThatFailsIsCountedByItsStatusAndTheNextOneCounts(String status) throws Exception {
        int sw3 = Integer.parseInt(status.substring(0, 2), 16);
        play((twin, served) -> {
            twin.answerOnce("read", SamTwin.frame(sw3, new byte[0]));
            twin.rest(Optional.of(vector("read-citizen")));
            Await.until("it is counted", () -> served.heard.faults().equals(List.of(status.substring(3))));
            assertEquals(List.of(), served.heard.credentials());
            twin.rest(Optional.of(vector("read-hmt")));
            assertEquals(new Credential.IdCard(new IdNumber("810000189505200036"), "陈测试"), first(served));
        });
    }

    @ParameterizedTest
    @CsvSource({"0x60, SELF_TEST", "0x66, NOT_AUTHORISED"})
    void aModuleThatCannotBeUsedIsLostWithItsReason(int sw3, String word) throws Exception {
        play((twin, served) -> {
            twin.fail(Optional.of(sw3));
            DeviceException end = assertInstanceOf(DeviceException.class, served.awaitEnd());
            assertEquals(DeviceException.Kind.SELF_REPORTED, end.kind());
            assertTrue(String.valueOf(end.getMessage()).endsWith(word), end.toString());
        });
    }

    @Test void aBrokenOrHalfAnswerIsNoCard() throws Exception {
        byte[] flipped = vector("read-citizen");
        flipped[200] ^= 4;
        play((twin, served) -> {
            twin.answerOnce("read", flipped);
            twin.rest(Optional.of(vector("read-citizen")));
            Await.until("it is counted", () -> served.heard.faults().equals(List.of("CHECKSUM")));
            twin.answerOnce("read", Arrays.copyOf(vector("read-citizen"), 700));
            twin.rest(Optional.of(vector("read-citizen")));
            Await.until("it is counted too", () -> served.heard.faults().equals(List.of("CHECKSUM", "TRUNCATED")));
            assertEquals(List.of(), served.heard.credentials());
            twin.rest(Optional.of(vector("read-hmt")));
            first(served);
        });
    }

    @Test void aNumberWhoseCheckDoesNotFitIsNobodys() throws Exception {
        play((twin, served) -> {
            twin.rest(Optional.of(vector("read-citizen-wrong-check-digit")));
            assertEquals(new Credential.Foreign("id_card", "a number whose check does not fit"), first(served));
            assertEquals(List.of("ID_NUMBER"), served.heard.faults());
        });
    }

    @Test void anAnswerThatComesTooLateIsNotTakenForTheNextCard() throws Exception {
        play((twin, served) -> {
            twin.answerOnce("read", new byte[0]);
            twin.rest(Optional.of(vector("read-citizen")));
            Await.until("no answer in time", () -> served.heard.faults().equals(List.of("NO_ANSWER")));
            twin.rest(Optional.empty());
            twin.blurt(vector("read-citizen"));
            long looks = twin.commands().stream().filter("find"::equals).count();
            Await.until("it goes on looking", () -> twin.commands().stream().filter("find"::equals).count() >= looks + 2);
            assertEquals(List.of(), served.heard.credentials());
        });
    }

    @Test void aModuleThatFallsSilentIsLost() throws Exception {
        play((twin, served) -> {
            twin.mute(true);
            assertEquals(DeviceException.Kind.NO_ANSWER, assertInstanceOf(DeviceException.class, served.awaitEnd()).kind());
            assertEquals(List.of("NO_ANSWER", "NO_ANSWER", "NO_ANSWER"), served.heard.faults());
        });
    }

    @Test void nothingOfThePersonIsInTheStringOfACredential() {
        String shown = new Credential.IdCard(NUMBER, "测试甲").toString();
        assertEquals("IdCard[110105********0015]", shown);
        assertFalse(shown.contains("测试甲"));
    }
}
