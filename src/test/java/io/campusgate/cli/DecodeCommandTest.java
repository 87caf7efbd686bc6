package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            decode                                    | Missing required parameter: 'PROTOCOL'
            decode morse --hex 00                     | 'morse' is no protocol of this version; expected rdm6300, ascii_reader, mlx90614, citizen_id, wiegand, qr_module, pn532, idcard_sam
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
