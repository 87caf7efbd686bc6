package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.Pty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/// A gate in a temporary folder with one lane inwards: an RDM6300 on one pseudo-terminal, an LCUS relay on another.
final class TestSite extends TestGate {
    /// The card numbers of the people of [#importPeople].
    static final long TEACHER = 1217496;
    static final long WRONG_HOURS = 22001;
    static final long SUSPENDED = 22002;
    static final long CONTRACTOR = 22003;
    static final long DUTY = 22004;
    static final long PUPIL = 22005;
    static final long UNKNOWN = 99999;

    Pty reader;
    final Pty relay;

    /// @param more further lines of the configuration, after `[store]`
    TestSite(Path folder, String more, String lane) throws IOException {
        super(folder, "", """
                %s

                [[lane]]
                id = "in-1"
                direction = "in"
                open-for-ms = 1000
                reader = { driver = "rdm6300", port = "reader" }
                relay = { driver = "lcus", port = "relay", pulse-ms = 100 }
                %s
                """.formatted(more, lane));
        this.reader = Pty.open(folder.resolve("reader"));
        this.relay = Pty.open(folder.resolve("relay"));
    }

    /// A teacher, a pupil, people who are refused for one reason each; contractors are screened.
    void importPeople() throws IOException {
        int hour = java.time.LocalTime.now(java.time.ZoneId.of("Asia/Shanghai")).getHour();
        importWhitelist(Map.of("people.csv", """
                编号,姓名,类别,部门/班级,权限,卡号,状态
                T0042,王小明,教职工,数学组,教职工,dec:1217496,正常
                T0043,李夜,教职工,保卫处,夜班,dec:22001,正常
                S0001,张停,学生,初一1班,学生,dec:22002,停用
                C0001,赵师傅,服务人员,食堂,服务,dec:22003,正常
                T0044,值班员,教职工,保卫处,教职工;值班,dec:22004,正常
                S0002,陈晨,学生,初一2班,学生,dec:22005,正常
                """, "levels.csv", String.format(Locale.ROOT, """
                level,modes,gates,direction,days,from,until,holidays,needs_pass
                教职工,normal;staggered,*,both,*,00:00,24:00,yes,no
                学生,normal,*,both,*,00:00,24:00,yes,no
                服务,normal,*,both,*,00:00,24:00,yes,no
                值班,closed,*,both,*,00:00,24:00,yes,no
                夜班,normal,*,both,*,%02d:00,%02d:00,yes,no
                """, (hour + 10) % 24, (hour + 12) % 24)));
    }

    /// The 14 bytes of an RDM6300 for a tag of customer 01.
    static byte[] frame(long number) {
        byte[] data = HexFormat.of().parseHex(String.format(Locale.ROOT, "01%08X", number));
        int check = 0;
        for (byte b : data) {
            check ^= b;
        }
        return ("\u0002" + HexFormat.of().withUpperCase().formatHex(data) + String.format(Locale.ROOT, "%02X", check & 0xFF) + "\u0003")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Holds a card to the reader once, at the pace of the wire.
    void tap(long number) {
        reader.writePaced(frame(number), 9600);
    }

    /// All that the relay was told within `patience`, or until `count` bytes have come.
    byte[] relayBytes(int count, Duration patience) {
        return relay.read(count, patience);
    }

    /// Throws away what the relay was told so far.
    void forgetRelay() {
        for (byte[] bytes = relay.read(Duration.ofMillis(50)); bytes.length > 0; bytes = relay.read(Duration.ofMillis(50))) {
            assertEquals(0, bytes.length % 4, "the relay gets whole commands");
        }
    }

    @Override public void close() {
        reader.close();
        relay.close();
    }
}
