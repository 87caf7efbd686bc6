package io.campusgate.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.GateProcess;
import io.campusgate.device.serial.Pn532Twin;
import io.campusgate.device.serial.SamTwin;
import io.campusgate.domain.IdNumber;
import io.campusgate.store.IdVault;
import io.campusgate.store.JournalReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each kind of serial reader from its wire through the packaged daemon to journal and relay, with devices that behave as
/// such devices do: they repeat, pause, break off, garble, fall silent, are unplugged and come back.
class SerialReadersIT {
    private static final Duration QUIET = Duration.ofMillis(700);
    @TempDir Path folder;

    private interface Scene {
        void play(ReadersSite site) throws Exception;
    }

    /// Plays `scene` on a running gate; afterwards no lane has stopped, and the log tells of no failure of the program.
    private void play(Scene scene) throws Exception {
        try (ReadersSite site = new ReadersSite(folder)) {
            site.importPeople();
            try (GateProcess gate = GateProcess.run(site.config)) {
                site.warmUp();
                scene.play(site);
                assertTrue(gate.isAlive());
                assertEquals(List.of(), gate.log().stream().filter(line -> line.contains("ERROR") || line.contains("\tat ")).toList());
                assertEquals(0, gate.stop());
            }
        }
    }

    private static void assertOpens(ReadersSite site, String lane) {
        byte[] onAndOff = Arrays.copyOf(TestGate.RELAY_ON, 8);
        System.arraycopy(TestGate.RELAY_OFF, 0, onAndOff, 4, 4);
        assertArrayEquals(onAndOff, site.relayBytes(lane, 8, TestGate.PATIENCE), lane);
    }

    private static void assertShut(ReadersSite site, String lane) {
        assertEquals(0, site.relayBytes(lane, 1, QUIET).length, lane);
    }

    private static String entry(ReadersSite site, String lane) {
        return site.awaitEvents(1, "\"type\":\"entry\"", "\"lane\":\"" + lane + "\"").getLast();
    }

    private static long faults(ReadersSite site, String lane, String code) {
        String status = GateProcess.command("status", "--json", "-c", site.config.toString()).out();
        return status.contains("\"" + lane + " reader ") && status.matches("(?s).*\"" + lane + " reader [a-z0-9-]+ " + code + "\":[1-9].*") ? 1 : 0;
    }

    private static void awaitFault(ReadersSite site, String lane, String code) {
        long end = System.nanoTime() + TestGate.PATIENCE.toNanos();
        while (faults(site, lane, code) == 0) {
            assertTrue(System.nanoTime() < end, "no " + code + " at " + lane + " in "
                    + GateProcess.command("status", "--json", "-c", site.config.toString()).out());
        }
    }

    @Test void everyReaderOpensItsLaneForWhoeverIsKnown() throws Exception {
        play(site -> {
            for (String lane : ReadersSite.LANES) {
                site.present(lane);
                assertOpens(site, lane);
            }
            assertTrue(entry(site, "wiegand").contains("\"credential\":{\"kind\":\"card\",\"number\":\"001293D8\"}"));
            assertTrue(entry(site, "qr").contains("\"credential\":{\"kind\":\"qr\",\"number\":\"P17\"}"));
            assertTrue(entry(site, "qr").contains("\"name\":\"访客甲\",\"kind\":\"visitor\""));
            assertTrue(entry(site, "uid").contains("\"credential\":{\"kind\":\"card\",\"number\":\"04A1B2C3D4E580\"}"));
            assertTrue(entry(site, "id").contains("\"credential\":{\"kind\":\"id_card\",\"number\":\"110105********0015\"}"));
            for (String lane : List.of("wiegand", "uid", "id")) {
                assertTrue(entry(site, lane).contains("\"person\":{\"id\":\"T0042\",\"name\":\"王小明\""), lane);
            }
        });
    }

    @Test void whoeverIsNotKnownIsRefusedOrWaitsForTheGuardAndIsRecorded() throws Exception {
        play(site -> {
            site.wiegand.write("000001\r".getBytes(UTF_8));
            site.qr.write("CG1.P17.d3JvbmdzZWNyZXQ\r\n".getBytes(UTF_8));
            site.uid.tap("FB0EE20B");
            site.id.tap(SamTwin.citizen("陌生人", ReadersSite.STRANGERS_ID_NUMBER));
            for (String lane : List.of("wiegand", "qr", "uid")) {
                String refused = entry(site, lane);
                assertEquals("denied", TestGate.member(refused, "outcome"), refused);
                assertEquals("unknown_credential", TestGate.member(refused, "reason"), refused);
                assertShut(site, lane);
            }
            String visitor = entry(site, "id");   // who may be one for the guard to let in
            assertEquals("waiting", TestGate.member(visitor, "outcome"), visitor);
            assertTrue(visitor.contains("\"number\":\"650102********1049\""), visitor);
            assertShut(site, "id");
            site.qr.write("https://pay.example/secret\r\n".getBytes(UTF_8));
            String foreign = site.awaitEvents(2, "\"type\":\"entry\"", "\"lane\":\"qr\"").getLast();
            assertTrue(foreign.contains("foreign code of 26 characters"), foreign);
        });
    }

    @Test void ofAnIdentityCardOnlyTheSealedNumberIsKept() throws Exception {
        play(site -> {
            site.present("id");
            assertOpens(site, "id");
            site.id.tap(SamTwin.citizen("陌生人", ReadersSite.STRANGERS_ID_NUMBER));
            site.awaitEvents(2, "\"type\":\"entry\"", "\"lane\":\"id\"");
            IdVault vault = IdVault.open(site.idKey);
            try (JournalReader journal = JournalReader.open(site.folder.resolve("gate.db"))) {
                for (String number : List.of(ReadersSite.ID_NUMBER, ReadersSite.STRANGERS_ID_NUMBER)) {
                    IdNumber id = new IdNumber(number);
                    assertEquals(id, vault.open(journal.sealedIdNumber(vault.hmac(id)).orElseThrow()));
                }
            }
            List<String> never = List.of(ReadersSite.ID_NUMBER, ReadersSite.STRANGERS_ID_NUMBER, "门禁路", "18991231", "陌生人");
            assertEquals(List.of(), found(site.folder, never));
        });
    }

    /// The files below `folder` that hold one of `words`, in either of the encodings they might have; but for what was imported.
    private static List<String> found(Path folder, List<String> words) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> Files.isRegularFile(f) && !f.startsWith(folder.resolve("people"))).flatMap(f -> words.stream()
                    .filter(word -> Stream.of(UTF_8, StandardCharsets.UTF_16LE).anyMatch(encoding -> holds(f, word.getBytes(encoding))))
                    .map(word -> f.getFileName() + ": " + word)).toList();
        }
    }

    private static boolean holds(Path file, byte[] bytes) {
        try {
            String latin = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);   // one character a byte
            return latin.contains(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test void aCardThatRestsOnTheReaderIsOneEntry() throws Exception {
        play(site -> {
            site.uid.rest(Optional.of(ReadersSite.UID));
            site.id.rest(Optional.of(SamTwin.citizen("王小明", ReadersSite.ID_NUMBER)));
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (System.nanoTime() < end) {
                site.present("wiegand");
                site.present("qr");
                site.wiegand.read(Duration.ofMillis(150));
            }
            for (String lane : ReadersSite.LANES) {
                assertOpens(site, lane);
                assertShut(site, lane);
                assertEquals(1, site.events("\"type\":\"entry\"", "\"lane\":\"" + lane + "\"").size(), lane);
            }
        });
    }

    @Test void whatIsBrokenNeverOpensIsCountedAndTheNextGoodFrameWorks() throws Exception {
        byte[] card = Pn532Twin.target(ReadersSite.UID);
        card[12] ^= 0x10;
        byte[] person = SamTwin.citizen("王小明", ReadersSite.ID_NUMBER);
        person[300] ^= 0x10;
        play(site -> {
            site.wiegand.write("12G3D8\r1293D\r".getBytes(UTF_8));
            site.qr.write("CG1.访客.".getBytes(Charset.forName("GBK")));
            site.qr.write("\r\n".getBytes(UTF_8));
            site.uid.answerNext(card);
            site.id.answerOnce("read", person);
            site.id.rest(Optional.of(SamTwin.citizen("王小明", ReadersSite.ID_NUMBER)));
            awaitFault(site, "wiegand", "BAD_CHAR");
            awaitFault(site, "wiegand", "LENGTH");
            awaitFault(site, "qr", "BAD_CHARSET");
            awaitFault(site, "uid", "DCS");
            awaitFault(site, "id", "CHECKSUM");
            for (String lane : ReadersSite.LANES) {
                assertShut(site, lane);
                assertEquals(List.of(), site.events("\"type\":\"entry\"", "\"lane\":\"" + lane + "\""));
            }
            site.id.rest(Optional.empty());
            for (String lane : ReadersSite.LANES) {
                site.present(lane);
                assertOpens(site, lane);
            }
        });
    }

    @Test void halfOfAFrameAndItsOtherHalfMuchLaterAreNoCard() throws Exception {
        play(site -> {
            site.wiegand.write("129".getBytes(UTF_8));
            site.qr.write(ReadersSite.PASS.substring(0, 9).getBytes(UTF_8));
            site.uid.blurt(Arrays.copyOf(Pn532Twin.target(ReadersSite.UID), 11));
            site.id.answerOnce("read", Arrays.copyOf(SamTwin.citizen("王小明", ReadersSite.ID_NUMBER), 900));
            site.id.rest(Optional.of(SamTwin.citizen("王小明", ReadersSite.ID_NUMBER)));
            awaitFault(site, "wiegand", "TRUNCATED");
            awaitFault(site, "qr", "TRUNCATED");
            awaitFault(site, "id", "TRUNCATED");
            site.id.rest(Optional.empty());
            site.wiegand.write("3D8\r".getBytes(UTF_8));
            site.qr.write((ReadersSite.PASS.substring(9) + "\r\n").getBytes(UTF_8));
            site.uid.blurt(Arrays.copyOfRange(Pn532Twin.target(ReadersSite.UID), 11, 22));
            site.id.blurt(Arrays.copyOfRange(SamTwin.citizen("王小明", ReadersSite.ID_NUMBER), 900, 1295));
            for (String lane : ReadersSite.LANES) {
                assertShut(site, lane);
                site.present(lane);
                assertOpens(site, lane);
            }
        });
    }

    @Test void noiseOnALineDisturbsNoOtherLane() throws Exception {
        byte[] noise = HexFormat.of().parseHex("00FF0000FF0CF4D54BAAAAAA9669050800009041420D0A7E00");
        play(site -> {
            for (int i = 0; i < 40; i++) {
                site.wiegand.write(noise);
                site.uid.blurt(noise);
                site.id.blurt(noise);
            }
            site.present("qr");
            assertOpens(site, "qr");
            for (String lane : List.of("wiegand", "uid", "id")) {
                assertShut(site, lane);
            }
            site.uid.rest(Optional.of(ReadersSite.UID));
            assertOpens(site, "uid");
            site.present("id");
            assertOpens(site, "id");
            site.wiegand.write("\r".getBytes(UTF_8));
            site.present("wiegand");
            assertOpens(site, "wiegand");
        });
    }

    @Test void aReaderThatIsUnpluggedIsLostOnceAndBackByItself() throws Exception {
        play(site -> {
            for (String lane : ReadersSite.LANES) {
                site.unplug(lane);
            }
            for (String lane : ReadersSite.LANES) {
                site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"lost\"", "\"lane\":\"" + lane + "\"");
            }
            assertShut(site, "qr");   // several attempts to open it again go by
            for (String lane : ReadersSite.LANES) {
                site.plugIn(lane);
            }
            for (String lane : ReadersSite.LANES) {
                site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"back\"", "\"lane\":\"" + lane + "\"");
                site.present(lane);
                assertOpens(site, lane);
                assertEquals(1, site.events("\"type\":\"device\"", "\"outcome\":\"lost\"", "\"lane\":\"" + lane + "\"").size(), lane);
            }
        });
    }

    @Test void theLineOfAReaderIsRecordedWhileTheDaemonServesIt() throws Exception {
        play(site -> {
            site.uid.rest(Optional.of(ReadersSite.UID));
            Path out = folder.resolve("uid.txt");
            GateProcess.Result captured = GateProcess.command("capture", "uid", "--seconds", "2", "--out", out.toString(), "-c", site.config.toString());
            assertEquals(0, captured.exit(), captured.err());
            String decoded = GateProcess.command("decode", "--file", out.toString()).out();
            assertTrue(decoded.contains("in a whitelist: " + ReadersSite.UID) && decoded.contains("from the gate"), decoded);
            Path personal = folder.resolve("id.txt");
            GateProcess.Result refused = GateProcess.command("capture", "id", "--seconds", "1", "--out", personal.toString(), "-c", site.config.toString());
            assertEquals(1, refused.exit(), refused.out());
            GateProcess.Result told = GateProcess.command("capture", "id", "--personal", "--by", "li", "--seconds", "1", "--out", personal.toString(),
                    "-c", site.config.toString());
            assertEquals(0, told.exit(), told.err());
            String look = site.awaitEvents(1, "\"type\":\"operator\"", "\"lane\":\"id\"").getFirst();
            assertTrue(look.contains("\"outcome\":\"looked_up\"") && look.contains("\"by\":\"li\""), look);
        });
    }

    @Test void aModuleThatFallsSilentOrUnwellIsLostWithItsReason() throws Exception {
        play(site -> {
            site.uid.mute(true);
            site.id.fail(Optional.of(0x66));
            String silent = site.awaitEvents(1, "\"outcome\":\"lost\"", "\"lane\":\"uid\"").getFirst();
            assertTrue(silent.contains("no PN532 answers"), silent);
            String unwell = site.awaitEvents(1, "\"outcome\":\"lost\"", "\"lane\":\"id\"").getFirst();
            assertTrue(unwell.contains("NOT_AUTHORISED"), unwell);
            site.present("wiegand");
            assertOpens(site, "wiegand");
            site.uid.mute(false);
            site.id.fail(Optional.empty());
            for (String lane : List.of("uid", "id")) {
                site.awaitEvents(1, "\"outcome\":\"back\"", "\"lane\":\"" + lane + "\"");
                site.present(lane);
                assertOpens(site, lane);
            }
        });
    }
}
