package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bytes are those of the shared vectors.
class DecodeCommandTest {
    private static final String CARD = "0230313030313239334438353803";

    @Test void saysWhatEachFrameIsAndHowAWhitelistWritesIt() {
        Typed typed = Typed.run("decode", "rdm6300", "--hex", CARD);
        assertEquals(0, typed.exit(), typed.err());
        assertEquals("""
                byte 13: good
                  card:
                    raw: 01001293D8
                    version: 1
                    number: 1217496
                    printed10: 0001217496
                    facility: 18
                    card16: 37848
                  in a whitelist: 001293D8
                """, typed.out());
    }

    @Test void tellsWhatIsBrokenAndWhereAsObjectsForMachines() {
        Typed typed = Typed.run("decode", "rdm6300", "--json", "--hex", "02 30 31 30 " + CARD.replace("3835", "3935") + CARD);
        assertEquals(0, typed.exit(), typed.err());
        assertEquals("""
                {"offset":4,"error":"TRUNCATED"}
                {"offset":17,"error":"BAD_CHECKSUM"}
                {"offset":31,"card":{"raw":"01001293D8","version":1,"number":1217496,"printed10":"0001217496","facility":18,"card16":37848}}
                """, typed.out());
    }

    @Test void explainsAFault() {
        Typed typed = Typed.run("decode", "mlx90614", "--hex", "B4 07 B5 A3 3C 85");
        assertEquals("byte 0: PEC: a byte was changed on the way; look at the cable, the level and the ground\n", typed.out());
    }

    @Test void readsALineInTheFormatThatIsSaid() {
        String hex = "44454144424530310D0A";
        assertTrue(Typed.run("decode", "line", "--format", "hex", "--hex", hex).out().contains("in a whitelist: DEADBE01"));
        assertTrue(Typed.run("decode", "line", "--set", "format=hex", "--set", "uid-order=lsb", "--hex", hex).out().contains("in a whitelist: 01BEADDE"));
    }

    @Test void saysSoWhenThereIsNothing() {
        assertEquals("Nothing of rdm6300 in 2 bytes.\n", Typed.run("decode", "rdm6300", "--hex", "41:42").out());
        assertEquals("", Typed.run("decode", "rdm6300", "--json", "--hex", "").out());
    }

    @Test void readsWhatCaptureOnceRecordedOfAReader() {
        Typed typed = Typed.run("decode", "--json", "--file", "src/test/resources/captures/rdm6300.capture");
        assertEquals(0, typed.exit(), typed.err());
        String card = "\"card\":{\"raw\":\"01001293D8\",\"version\":1,\"number\":1217496,\"printed10\":\"0001217496\",\"facility\":18,\"card16\":37848}}\n";
        assertEquals("{\"at\":\"3.354994\",\"from\":\"device\",\"offset\":13," + card + "{\"at\":\"3.864410\",\"from\":\"device\",\"offset\":20," + card + """
                {"at":"4.365213","from":"device","offset":9,"error":"TRUNCATED"}
                {"at":"4.768503","from":"device","offset":13,"error":"BAD_CHECKSUM"}
                """, typed.out());
    }

    @Test void readsARecordingByTheProtocolAndTheSettingsThatItNames(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("capture.txt"), """
                # campus-gate capture, format 1
                # protocol: idcard_sam
                0.000100 > AAAAAA96690003200122

                0.012000 < AAAAAA966900
                0.013500 < 04000080
                # half of it was cut here
                0.020000 < 84AAAA
                """);
        assertEquals("""
                {"at":"0.000100","from":"gate","offset":9,"cmd":"20","para":"01","data":""}
                {"at":"0.020000","from":"device","offset":10,"sw":"000080","status":"FIND_FAILED","ok":false,"data":""}
                """, Typed.run("decode", "--json", "--file", file.toString()).out());
        Typed asLine = Typed.run("decode", "line", "--format", "hex", "--file", file.toString());
        assertTrue(asLine.out().contains("0.020000 s, from the device:\n  byte 13: TRUNCATED"), asLine.out());
        Files.writeString(file, "0.1 < 00\n");
        assertEquals(file + " is no recording: line 1: found '0.1 < 00', expected seconds, < or >, and hex bytes, like 0.012345 < 02303130",
                Typed.run("decode", "rdm6300", "--file", file.toString()).firstError());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            decode                                    | PROTOCOL is missing; expected rdm6300, ascii_reader, mlx90614, citizen_id, wiegand, qr_module, pn532, idcard_sam, osdp
            decode morse --hex 00                     | 'morse' is no protocol of this version; expected rdm6300, ascii_reader, mlx90614, citizen_id, wiegand, qr_module, pn532, idcard_sam, osdp
            decode rdm6300 --hex 0                    | --hex takes whole bytes as hex digits, like 02303130 or '02 30 31 30'
            decode rdm6300 --hex xyz!                 | --hex takes whole bytes as hex digits, like 02303130 or '02 30 31 30'
            decode rdm6300 --op guess --hex 00        | 'guess' is nothing that is done with rdm6300; expected stream
            decode rdm6300 --format hex --hex 00      | 'format' is no setting of rdm6300, which has none
            decode line --hex 00                      | For ascii_reader 'format' is missing; expected hex, dec10, dec3.5, raw
            decode line --format octal --hex 00       | For ascii_reader 'format' is 'octal'; expected hex, dec10, dec3.5, raw
            decode line --format hex --set max_len=0 --hex 00 | For ascii_reader 'max_len' is '0'; expected a number from 1 to 65536
            decode wiegand --hex 00                   | For wiegand 'bit_length' is missing; expected 26, 34 or 37
            """)
    void wrongUsageIsNamedAndExitsWithTwo(String line, String complaint) {
        Typed typed = Typed.run(line.split(" "));
        assertEquals(complaint, typed.firstError());
        assertEquals(2, typed.exit());
        assertFalse(typed.showsATrace());
    }
}
