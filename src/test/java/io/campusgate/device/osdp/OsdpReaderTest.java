package io.campusgate.device.osdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.Pty;
import io.campusgate.device.CardReader;
import io.campusgate.device.Indicator.Signal;
import io.campusgate.device.ReaderContract;
import io.campusgate.device.ServedReader;
import io.campusgate.device.osdp.ReaderTwin.Fault;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.device.serial.WiegandCodec.Variant;
import io.campusgate.device.serial.WiegandSerialReader;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On a real pseudo-terminal, against a reader written from the protocol's text. It has 400 ms to answer, since the
/// machine that runs these tests may be busy; what 200 ms of silence do is in [PanelSessionTest].
class OsdpReaderTest implements ReaderContract {
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final int BAUD = 115200;
    private static final Duration PATIENT = Duration.ofMillis(400);
    /// 00 12 93 D8 between its parities.
    private static final String W34_CARD = "000949EC40";

    @TempDir private Path folder;

    @Override public Rig rig() throws IOException {
        Path link = folder.resolve("port");
        ReaderTwin twin = new ReaderTwin(5, KEY);
        TwinLine far = new TwinLine(Pty.open(link), twin);
        OsdpLine line = new OsdpLine(link, BAUD, PATIENT);
        return new Rig() {
            @Override public CardReader reader() {
                return new OsdpReader(line, 5, key(KEY), Optional.empty());
            }

            @Override public void tap() {
                twin.card(34, W34_CARD);
                Await.until("the reader was asked", () -> twin.kept() == 0 || !twin.isSecured());
            }

            @Override public void unplug() {
                far.unplug();
            }

            @Override public void plugIn() {
                far.plugIn(Pty.open(link));
            }

            @Override public void close() {
                far.close();
            }
        };
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "-,      26, EA0DC080,     00D41B81",        // facility 212, card 7041 (published)
        "-,      34, C4EA0DC0C0,   89D41B81",        // published
        "-,      37, 82690DDD50,   104D21BBAA",      // no format configured: all the bits that came, 37 of them
        "H10304, 37, 82690DDD50,   02690DDD5",       // its data: facility 1234, card 56789
        "W26,    26, EA0DC080,     00D41B81",
        "W26,    34, C4EA0DC0C0,   0313A83703",      // not of the format: as it came
        "-,      32, DEADBE01,     DEADBE01",
        "-,      56, 04A1B2C3D4E580, 04A1B2C3D4E580",
        "-,      35, 8000000020,   0400000001",
    })
    void aCardIsTheDataOfItsFormatOrAllBitsThatCame(Format format, int bits, String data, String number) throws Exception {
        String expected = number.length() == 9 ? "0" + number : number;
        assertEquals(List.of(new Credential.Card(new CardNumber(expected))), credentials(Optional.ofNullable(format), bits, data));
    }

    /// The card of protocols.md section 3: facility 1234, card 56789.
    @Test void aCardOf37BitsHasTheSameNumberThroughAConverterForWiegand() throws Exception {
        List<Credential> overOsdp = credentials(Optional.of(Format.H10304), 37, "82690DDD50");
        try (Pty pty = Pty.open(); ServedReader served = new ServedReader(new WiegandSerialReader(pty.path(), 9600, Variant.DEC10CRLF, Format.H10304)).awaitOpen()) {
            pty.writePaced("0647028181\r\n".getBytes(StandardCharsets.US_ASCII), 9600);   // 1234 × 2^19 + 56789
            Await.until("a card", () -> !served.heard.credentials().isEmpty());
            assertEquals(overOsdp, served.heard.credentials());
        }
        assertEquals(1234L << 19 | 56789, 647028181);
    }

    @Test void aParityThatDoesNotFitAndAnUnusualLengthAreFaults() throws Exception {
        try (Site site = new Site(Optional.empty())) {
            site.twin.card(26, "6A0DC080");
            site.twin.card(8, "30");
            site.twin.card(81, "00000000000000000000" + "80");
            Await.until("three faults", () -> site.served.heard.faults().size() >= 3);
            assertEquals(List.of("EVEN_PARITY", "UNSUPPORTED_LENGTH", "UNSUPPORTED_LENGTH"), site.served.heard.faults());
            assertEquals(List.of(), site.served.heard.credentials());
        }
    }

    @Test void whatIsTypedIsToldByTheNumberOfItsKeysAlone() throws Exception {
        try (Site site = new Site(Optional.empty())) {
            site.twin.keys("12");
            site.twin.keys("34#");
            site.twin.keys("99*7\r");
            site.twin.keys("#5");
            Await.until("two codes", () -> site.served.heard.credentials().size() == 2);
            assertEquals(List.of(new Credential.Foreign("manual", "keypad: 4 keys"), new Credential.Foreign("manual", "keypad: 1 keys")),
                    site.served.heard.credentials());
        }
    }

    @Test void showsWhatThePassageWantsShown() throws Exception {
        try (Site site = new Site(Optional.empty())) {
            Await.until("dark at first", () -> site.twin.lamp().equals("off"));
            Map<Signal, String> colours = new LinkedHashMap<>();
            colours.put(Signal.GO, "green");
            colours.put(Signal.WAIT, "amber");
            colours.put(Signal.STOP, "red");
            colours.put(Signal.IDLE, "off");
            colours.forEach((signal, colour) -> {
                site.reader.show(signal, Optional.empty());
                Await.until(signal + " is " + colour, () -> site.twin.lamp().equals(colour));
            });
            Await.until("it beeped", () -> site.twin.beeps() > 0);
            site.reader.show(Signal.GO, Optional.empty());
            Await.until("green", () -> site.twin.lamp().equals("green"));
            site.twin.reboot();
            Await.until("still green after a reboot", () -> site.twin.lamp().equals("green"));
            assertEquals(2, site.twin.beeps(), "twice for STOP, and for nothing else");
        }
    }

    @Test void tellsOfTamperAndPowerOnceAChange() throws Exception {
        try (Site site = new Site(Optional.empty())) {
            site.twin.status(true, false);
            site.twin.status(true, true);
            site.twin.status(true, true);
            site.twin.status(false, false);
            Await.until("all is well again", () -> site.served.heard.conditions().equals(
                    List.of("tamper true", "power true", "tamper false", "power false")));
        }
    }

    @Test void aReaderThatIsTamperedWithBeforeTheGateStartsIsNoticed() throws Exception {
        ReaderTwin twin = new ReaderTwin(5, KEY);
        twin.status(true, false);
        try (Site site = new Site(Optional.empty(), twin)) {
            Await.until("it is noticed", () -> site.served.heard.conditions().equals(List.of("tamper true")));
        }
    }

    @Test void severalReadersShareALineAndAReaderThatIsGoneStopsNoOther() throws Exception {
        Path link = folder.resolve("port");
        ReaderTwin one = new ReaderTwin(1, KEY);
        ReaderTwin two = new ReaderTwin(2, KEY);
        try (TwinLine far = new TwinLine(Pty.open(link), one, two)) {
            OsdpLine line = new OsdpLine(link, BAUD, PATIENT);
            try (ServedReader first = new ServedReader(new OsdpReader(line, 1, key(KEY), Optional.empty())).awaitOpen();
                    ServedReader second = new ServedReader(new OsdpReader(line, 2, key(KEY), Optional.empty())).awaitOpen();
                    ServedReader third = new ServedReader(new OsdpReader(line, 3, key(KEY), Optional.empty()))) {
                Await.until("the third is not there", () -> !third.heard.losses().isEmpty());
                one.card(26, "EA0DC080");
                two.card(34, W34_CARD);
                Await.until("each tells its own card", () -> first.heard.credentials().equals(List.of(new Credential.Card(new CardNumber("00D41B81"))))
                        && second.heard.credentials().equals(List.of(new Credential.Card(CARD))));
                far.disconnect(one);
                Await.until("the first is lost", () -> !first.heard.losses().isEmpty());
                assertTrue(first.heard.losses().getFirst().contains("address 1"), first.heard.losses().getFirst());
                two.card(26, "EA0DC080");
                Await.until("the second goes on", () -> second.heard.credentials().size() == 2);
                long beats = first.heard.beats();
                far.connect(one);
                Await.until("the first is back", () -> first.heard.beats() > beats);
                one.card(34, W34_CARD);
                Await.until("and reads", () -> first.heard.credentials().size() == 2);
                assertEquals(List.of(), second.heard.losses());
            }
        }
    }

    @Test void aReaderWithAnotherKeyIsLostWithTheReason() throws Exception {
        ReaderTwin twin = new ReaderTwin(5, "FFEEDDCCBBAA99887766554433221100");
        Path link = folder.resolve("port");
        try (TwinLine _ = new TwinLine(Pty.open(link), twin);
                ServedReader served = new ServedReader(new OsdpReader(new OsdpLine(link, BAUD, PATIENT), 5, key(KEY), Optional.empty()))) {
            twin.card(26, "EA0DC080");
            Await.until("it is lost three times", () -> served.heard.losses().size() > 2);
            assertTrue(served.heard.losses().getFirst().contains("cannot prove that it has the site's key"), served.heard.losses().getFirst());
            assertEquals(List.of(), served.heard.credentials());
            assertEquals(0, served.heard.beats());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "000102030405060708090A0B0C0D0E, 30 bytes that are no key",
        "303132333435363738393A3B3C3D3E3F, the default key SCBK-D",
        "00000000000000000000000000000000, one byte 16 times",
    })
    void aKeyFileThatHoldsNoKeyIsAPlainSentence(String content, String part) throws Exception {
        try (ServedReader served = new ServedReader(new OsdpReader(new OsdpLine(folder.resolve("port"), BAUD), 5, key(content), Optional.empty()))) {
            String message = String.valueOf(served.awaitEnd().getMessage());
            assertTrue(message.contains(part) && message.contains("site.scbk"), message);
            assertFalse(message.contains(content), "the key is in no message");
        }
    }

    @Test void enrolsAReaderInItsInstallModeAndEndsByItself() throws Exception {
        ReaderTwin twin = new ReaderTwin(5, "");
        Path link = folder.resolve("port");
        try (TwinLine _ = new TwinLine(Pty.open(link), twin)) {
            OsdpReader reader = new OsdpReader(new OsdpLine(link, BAUD, PATIENT), 5, key(KEY), Optional.empty());
            try (ServedReader served = new ServedReader(reader)) {
                Await.until("without the install mode it is lost", () -> served.heard.losses().size() > 1);
                assertEquals("", twin.key());
                CompletableFuture<Void> enrolled = reader.enrol(Duration.ofSeconds(30));
                Await.until("the install mode is over", enrolled::isDone);
                assertFalse(enrolled.isCompletedExceptionally());
                assertEquals(KEY.toLowerCase(Locale.ROOT), twin.key());
                Await.until("it is served under the site's key", () -> served.heard.beats() > 0);
                twin.reset();
                CompletableFuture<Void> vain = reader.enrol(Duration.ofMillis(1));
                Await.until("its time is over", vain::isCompletedExceptionally);
                Await.until("it is lost", () -> served.heard.losses().getLast().contains("another key"));
                assertEquals("", twin.key(), "nobody gave it the key any more");
            }
        }
    }

    @Test void noFaultOfTheLineLosesACardThatTheReaderStillHas() throws Exception {
        try (Site site = new Site(Optional.empty())) {
            Fault[] faults = {Fault.DEAF, Fault.MUTE, Fault.HALF, Fault.CORRUPT, Fault.BUSY, Fault.NAK_1, Fault.LATE_SEQUENCE};
            for (int i = 0; i < faults.length; i++) {
                int cards = i + 1;
                site.twin.card(26, "EA0DC080");
                site.twin.next(faults[i]);
                Await.until("card " + cards + " in spite of " + faults[i], () -> site.served.heard.credentials().size() == cards);
            }
            assertEquals(List.of(), site.served.heard.losses());
            for (String code : List.of("NO_ANSWER", "TRUNCATED", "CRC", "NAK_1", "SEQUENCE")) {
                assertTrue(site.served.heard.faults().contains(code), code + " is counted: " + site.served.heard.faults());
            }
        }
    }

    private List<Credential> credentials(Optional<Format> format, int bits, String data) throws Exception {
        try (Site site = new Site(format)) {
            site.twin.card(bits, data);
            Await.until("something is read", () -> !site.served.heard.credentials().isEmpty());
            return site.served.heard.credentials();
        }
    }

    private Path key(String content) {
        try {
            return Files.writeString(folder.resolve("site.scbk"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One reader, served, and asked often enough that what it reports is fresh.
    private final class Site implements AutoCloseable {
        private final ReaderTwin twin;
        private final TwinLine far;
        private final OsdpReader reader;
        private final ServedReader served;

        Site(Optional<Format> format) {
            this(format, new ReaderTwin(5, KEY));
        }

        Site(Optional<Format> format, ReaderTwin twin) {
            this.twin = twin;
            Path link = folder.resolve("port");
            far = new TwinLine(Pty.open(link), twin);
            reader = new OsdpReader(new OsdpLine(link, BAUD, PATIENT), 5, key(KEY), format);
            served = new ServedReader(reader).awaitOpen();
            int asked = twin.commands().size();
            Await.until("it was polled in vain", () -> twin.commands().size() > asked + 4);
        }

        @Override public void close() {
            served.close();
            far.close();
        }
    }
}
