package io.campusgate.daemon;

import static io.campusgate.daemon.TestSite.member;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.GateProcess;
import io.campusgate.Pty;
import io.campusgate.device.osdp.ReaderTwin;
import io.campusgate.device.osdp.TwinLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged daemon with two lanes whose OSDP readers share one line: a pseudo-terminal with readers at its far end that
/// were written from the protocol's text. The relays are LCUS boards on two more.
@Timeout(300)
class OsdpEndToEndIT {
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final Duration QUIET = Duration.ofMillis(1500);

    @TempDir private Path folder;
    private TestSite site;
    private Pty secondRelay;
    private ReaderTwin one;
    private ReaderTwin two;
    private TwinLine line;

    @BeforeEach void build() throws IOException {
        site = new TestSite(folder, "", "");
        secondRelay = Pty.open(folder.resolve("relay2"));
        Path key = Files.writeString(folder.resolve("site.scbk"), KEY);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        String first = Files.readString(site.config).replace("reader = { driver = \"rdm6300\", port = \"reader\" }",
                "reader = { driver = \"osdp\", port = \"reader\", baud = 115200, address = 1, scbk-file = \"site.scbk\" }");
        String second = first.substring(first.indexOf("[[lane]]")).replace("in-1", "in-2").replace("address = 1", "address = 2")
                .replace("port = \"relay\"", "port = \"relay2\"");
        Files.writeString(site.config, first + second);
        one = new ReaderTwin(1, KEY);
        two = new ReaderTwin(2, KEY);
        line = new TwinLine(site.reader, one, two);
    }

    /// With another reader in the place of the first, before the gate starts.
    private void replaceFirst(String key) {
        line.disconnect(one);
        one = new ReaderTwin(1, key);
        line.connect(one);
    }

    @AfterEach void close() {
        line.close();
        secondRelay.close();
        site.close();
    }

    @Test void eachReaderOpensItsOwnLaneAndShowsIt() throws Exception {
        site.importPeople();
        try (GateProcess gate = GateProcess.run(site.config)) {
            tap(one, TestSite.TEACHER);
            opens(site.relay);
            String entry = site.awaitEvents(1, "\"type\":\"entry\"", "\"outcome\":\"granted\"").getFirst();
            assertEquals("in-1", member(entry, "lane"));
            assertTrue(entry.contains("\"credential\":{\"kind\":\"card\",\"number\":\"001293D8\"}"), entry);
            staysShut(secondRelay);

            tap(two, TestSite.PUPIL);
            Await.until("green", () -> two.lamp().equals("green"));
            opens(secondRelay);
            assertEquals("in-2", member(site.awaitEvents(2, "\"type\":\"entry\"", "\"outcome\":\"granted\"").getLast(), "lane"));

            tap(two, TestSite.UNKNOWN);
            Await.until("red, and it beeps", () -> two.lamp().equals("red") && two.beeps() > 0);
            assertEquals("unknown_credential", member(site.awaitEvents(1, "\"type\":\"entry\"", "\"outcome\":\"denied\"").getFirst(), "reason"));
            two.keys("4711#");
            String typed = site.awaitEvents(2, "\"type\":\"entry\"", "\"outcome\":\"denied\"").getLast();
            assertTrue(typed.contains("\"kind\":\"manual\",\"number\":\"keypad: 4 keys\"") && !typed.contains("4711"), typed);
            staysShut(secondRelay);
            assertEquals(0, gate.stop());
        }
        assertEquals(0, GateProcess.command("log", "verify", "-c", site.config.toString()).exit());
    }

    @Test void aReaderOrTheWholeLineThatWasGoneReadsAgainWhenItIsBack() throws Exception {
        site.importPeople();
        try (GateProcess _ = GateProcess.run(site.config)) {
            line.disconnect(one);
            String lost = site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"lost\"", "\"lane\":\"in-1\"").getFirst();
            assertTrue(member(lost, "reason").contains("at address 1") && member(lost, "reason").contains("does not answer"), lost);
            tap(two, TestSite.TEACHER);
            opens(secondRelay);   // the lane beside it works
            line.connect(one);
            site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"back\"", "\"lane\":\"in-1\"");
            tap(one, TestSite.PUPIL);
            opens(site.relay);

            line.unplug();
            site.awaitEvents(2, "\"type\":\"device\"", "\"outcome\":\"lost\"", "\"lane\":\"in-1\"");
            site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"lost\"", "\"lane\":\"in-2\"");
            one.card(34, w34(TestSite.TEACHER));   // while nobody asks: it will be too old
            line.plugIn(Pty.open(folder.resolve("reader")));
            site.awaitEvents(2, "\"type\":\"device\"", "\"outcome\":\"back\"", "\"lane\":\"in-1\"");
            staysShut(site.relay);   // a card of the time before opens nothing
            tap(one, TestSite.DUTY);
            opens(site.relay);
        }
    }

    @Test void aReaderWithAnotherKeyOrWithoutASecureChannelOpensNothingAndStopsNoOtherLane() throws Exception {
        replaceFirst("FFEEDDCCBBAA99887766554433221100");
        site.importPeople();
        try (GateProcess _ = GateProcess.run(site.config)) {
            Await.until("the status tells of the key", () -> status().contains("cannot prove that it has the site's key"));
            one.card(34, w34(TestSite.TEACHER));
            staysShut(site.relay);
            line.disconnect(one);
            ReaderTwin copied = ReaderTwin.plain(1);
            line.connect(copied);
            for (int i = 0; i < 3; i++) {
                copied.card(34, w34(TestSite.TEACHER));
                staysShut(site.relay);
            }
            Await.until("it was asked", () -> copied.commands().size() > 4);
            assertTrue(site.events("\"type\":\"entry\"").isEmpty(), "no card was even looked at");
            tap(two, TestSite.TEACHER);
            opens(secondRelay);
            String lost = site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"lost\"", "\"lane\":\"in-1\"").getFirst();
            assertTrue(member(lost, "reason").matches(".*(cannot prove that it has the site's key|does not answer).*"), lost);   // a busy machine's twin is late
            assertEquals(1, site.events("\"type\":\"device\"", "\"lane\":\"in-1\"").size(), "told once, not with every attempt");
            String faults = status();
            assertTrue(faults.contains("in-1 reader osdp CRYPTOGRAM") && faults.contains("in-1 reader osdp NAK_5"), faults);
        }
    }

    private String status() {
        return GateProcess.command("status", "--json", "-c", site.config.toString()).out();
    }

    @Test void tamperIsAnIncidentAndAFailingSupplyMakesTheReaderUnreliable() throws Exception {
        site.importPeople();
        try (GateProcess _ = GateProcess.run(site.config)) {
            one.status(true, false);
            String incident = site.awaitEvents(1, "\"type\":\"incident\"", "\"kind\":\"tamper\"").getFirst();
            assertEquals("in-1", member(incident, "lane"));
            one.status(true, true);
            String device = site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"unreliable\"").getFirst();
            assertTrue(member(device, "reason").contains("power supply fails"), device);
            tap(one, TestSite.TEACHER);
            opens(site.relay);   // it still reads
            one.status(false, false);
            site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"back\"");
            assertEquals(1, site.events("\"type\":\"incident\"").size());
        }
    }

    @Test void aCardThatWaitedInTheReaderWhileTheGateStoodStillOpensNothing() throws Exception {
        site.importPeople();
        try (GateProcess gate = GateProcess.run(site.config)) {
            gate.signal("STOP");
            one.card(34, w34(TestSite.TEACHER));
            staysShut(site.relay);
            gate.signal("CONT");
            Await.until("the reader was asked", () -> one.kept() == 0);
            staysShut(site.relay);
            tap(one, TestSite.PUPIL);
            opens(site.relay);
        }
    }

    @Test void aNewReaderIsEnrolledOnceAnAdministratorAsksAndTheJournalTells() throws Exception {
        replaceFirst("");
        site.importPeople();
        try (GateProcess _ = GateProcess.run(site.config)) {
            Await.until("it was asked", () -> one.commands().size() > 3);
            assertEquals("", one.key(), "nobody gives it a key by himself");
            GateProcess.Result other = GateProcess.command("osdp", "enrol", "in-2", "-c", site.config.toString());
            assertEquals(1, other.exit());
            assertTrue(other.err().contains("the reader of lane in-2 has the site's key already"), other.err());
            GateProcess.Result enrolled = GateProcess.command("osdp", "enrol", "in-1", "--by", "installer", "-c", site.config.toString());
            assertEquals(0, enrolled.exit(), enrolled.out() + enrolled.err());
            assertTrue(enrolled.out().contains("has taken the key"), enrolled.out());
            assertEquals(KEY.toLowerCase(Locale.ROOT), one.key());
            tap(one, TestSite.TEACHER);
            opens(site.relay);
            assertEquals("installer", member(site.awaitEvents(1, "\"type\":\"operator\"", "\"what\":\"osdp_enrol\"").getFirst(), "by"));
            assertEquals("true", member(site.awaitEvents(1, "\"type\":\"operator\"", "\"what\":\"osdp_enrol_end\"").getFirst(), "enrolled"));
            for (String wrong : List.of("in-9", "in-1 --reader 2", "in-1 --minutes 11")) {
                List<String> words = new ArrayList<>(List.of("osdp", "enrol"));
                words.addAll(List.of(wrong.split(" ")));
                words.addAll(List.of("-c", site.config.toString()));
                assertEquals(1, GateProcess.command(words.toArray(String[]::new)).exit(), wrong);
            }
        }
    }

    @Test void anInstallModeThatFindsNoReaderEndsByItself() throws Exception {
        replaceFirst("FFEEDDCCBBAA99887766554433221100");
        site.importPeople();
        try (GateProcess gate = GateProcess.run(site.config)) {
            CompletableFuture<GateProcess.Result> enrolling = CompletableFuture.supplyAsync(() ->
                    GateProcess.command("osdp", "enrol", "in-1", "--minutes", "1", "-c", site.config.toString()));
            site.awaitEvents(1, "\"type\":\"operator\"", "\"what\":\"osdp_enrol\"");
            GateProcess.Result result = enrolling.join();
            assertEquals(1, result.exit());
            assertTrue(result.out().contains("was not enrolled") && result.out().contains("install mode"), result.out() + result.err());
            assertEquals("false", member(site.awaitEvents(1, "\"type\":\"operator\"", "\"what\":\"osdp_enrol_end\"").getFirst(), "enrolled"));
            assertEquals("ffeeddccbbaa99887766554433221100", one.key());
            assertTrue(gate.isAlive());
        }
    }

    @Test void aKeyThatOthersMayReadStopsTheStart() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("site.scbk"), PosixFilePermissions.fromString("rw-r--r--"));
        GateProcess.Result result = GateProcess.command("run", "-c", site.config.toString());
        assertEquals(78, result.exit());
        assertTrue(result.err().contains("lane.reader.scbk-file: found") && result.err().contains("a secret of its owner alone"), result.err());
    }

    private static void tap(ReaderTwin reader, long number) {
        Await.until("the reader is polled", reader::isSecured);
        reader.card(34, w34(number));
    }

    /// A 34-bit Wiegand message of that number, left-aligned in five bytes (protocols.md section 3).
    private static String w34(long number) {
        long even = Long.bitCount(number >> 16) % 2;
        long odd = 1L - Long.bitCount(number & 0xFFFF) % 2;
        return String.format(Locale.ROOT, "%010X", (even << 33 | number << 1 | odd) << 6);
    }

    /// Waits until the relay is told to energise, and then to rest; commands to rest before that are those of the start.
    private static void opens(Pty relay) {
        HexFormat hex = HexFormat.of();
        String expected = hex.formatHex(TestSite.RELAY_ON) + hex.formatHex(TestSite.RELAY_OFF);
        StringBuilder told = new StringBuilder();
        Await.until("the relay is told to energise and to rest", () -> {
            told.append(hex.formatHex(relay.read(Duration.ofMillis(50))));
            return told.indexOf(expected) >= 0;
        });
        String before = told.substring(0, told.indexOf(expected));
        assertEquals("", before.replace(hex.formatHex(TestSite.RELAY_OFF), "") + told.substring(before.length() + expected.length()));
    }

    private static void staysShut(Pty relay) {
        byte[] bytes = relay.read(4096, QUIET);
        for (int i = 0; i < bytes.length; i += 4) {
            assertArrayEquals(TestSite.RELAY_OFF, Arrays.copyOfRange(bytes, i, i + 4));
        }
    }
}
