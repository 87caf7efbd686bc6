package io.campusgate.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Pty;
import io.campusgate.device.serial.Pn532Twin;
import io.campusgate.device.serial.SamTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A gate with a lane for each kind of serial reader, and a relay board for each lane: a Wiegand converter and a QR scanner
/// as lines whose other end the test holds, a PN532 and an identity card module as twins that answer.
final class ReadersSite extends TestGate {
    static final String ID_NUMBER = "110105188801010015";
    static final String STRANGERS_ID_NUMBER = "650102189912311049";
    static final String UID = "04A1B2C3D4E580";
    static final String PASS = "CG1.P17.Zm9vYmFyYmF6cXV4";

    static final List<String> LANES = List.of("wiegand", "qr", "uid", "id");

    final Path idKey;
    private final Pty warm;
    Pty wiegand;
    Pty qr;
    final Pn532Twin uid;
    final SamTwin id;
    private final Map<String, Pty> relays;

    ReadersSite(Path folder) throws IOException {
        super(folder, "id-key-file = \"id.key\"", "[screening]\nrequired.normal = []\n" + lane("wiegand", "driver = \"wiegand-serial\", variant = \"hex6cr\"")
                + lane("qr", "driver = \"line\", format = \"raw\"") 
                + lane("warm", "driver = \"line\", format = \"dec10\"") + lane("uid", "driver = \"pn532\"") + lane("id", "driver = \"idcard-sam\""));
        idKey = Files.write(folder.resolve("id.key"), HexFormat.of().parseHex("5A".repeat(32)));
        Files.setPosixFilePermissions(idKey, PosixFilePermissions.fromString("rw-------"));
        warm = Pty.open(folder.resolve("reader-warm"));
        wiegand = Pty.open(folder.resolve("reader-wiegand"));
        qr = Pty.open(folder.resolve("reader-qr"));
        uid = Pn532Twin.on(folder.resolve("reader-uid"));
        id = SamTwin.on(folder.resolve("reader-id"));
        relays = Map.of("warm", relay("warm"), "wiegand", relay("wiegand"), "qr", relay("qr"), "uid", relay("uid"), "id", relay("id"));
    }

    private static String lane(String name, String reader) {
        return """
                [[lane]]
                id = "%1$s"
                direction = "in"
                open-for-ms = 500
                reader = { port = "reader-%1$s", %2$s }
                relay = { driver = "lcus", port = "relay-%1$s", pulse-ms = 100 }

                """.formatted(name, reader);
    }

    private Pty relay(String lane) {
        return Pty.open(folder.resolve("relay-" + lane));
    }

    void importPeople() throws IOException {
        importWhitelist(Map.of("people.csv", """
                person_id,name,kind,group,levels,cards,id_number
                T0042,王小明,staff,数学组,all,1293D8;%s,%s
                """.formatted(UID, ID_NUMBER), "levels.csv", """
                level,modes,gates,direction,days,from,until,holidays,needs_pass
                all,normal,*,both,*,00:00,24:00,yes,no
                """, "passes.csv", """
                pass_id,name,approved_by,entries,code_sha256
                P17,访客甲,赵主任,9,%s
                """.formatted(sha256(PASS.substring(PASS.lastIndexOf('.') + 1)))));
    }

    private static String sha256(String secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What everybody at the site knows: presents at `lane` what opens it.
    void present(String lane) {
        switch (lane) {
            case "wiegand" -> wiegand.writePaced("1293D8\r".getBytes(UTF_8), 9600);
            case "qr" -> qr.writePaced((PASS + "\r\n").getBytes(UTF_8), 9600);
            case "uid" -> uid.tap(UID);
            case "id" -> id.tap(SamTwin.citizen("王小明", ID_NUMBER));
            default -> throw new IllegalArgumentException(lane);
        }
    }

    /// All that the lane's relay was told within `patience`, or until `count` bytes have come.
    byte[] relayBytes(String lane, int count, Duration patience) {
        return Objects.requireNonNull(relays.get(lane), lane).read(count, patience);
    }

    /// Opens a lane of its own until that goes as fast as in a gate that has run for a while (a tap older than a second is
    /// refused), and throws away what the relays were told so far.
    void warmUp() {
        int tries = 0;
        for (boolean opened = false; !opened; tries++) {
            assertTrue(tries < 10, "the lane for warming up does not open");
            relays.values().forEach(relay -> relay.read(4096, Duration.ofMillis(50)));
            warm.write("0001217496\r\n".getBytes(UTF_8));
            opened = relayBytes("warm", 8, Duration.ofSeconds(4)).length == 8;
        }
    }

    void unplug(String lane) {
        switch (lane) {
            case "wiegand" -> wiegand.close();
            case "qr" -> qr.close();
            case "uid" -> uid.unplug();
            case "id" -> id.unplug();
            default -> throw new IllegalArgumentException(lane);
        }
    }

    void plugIn(String lane) {
        switch (lane) {
            case "wiegand" -> wiegand = Pty.open(folder.resolve("reader-wiegand"));
            case "qr" -> qr = Pty.open(folder.resolve("reader-qr"));
            case "uid" -> uid.plugIn();
            case "id" -> id.plugIn();
            default -> throw new IllegalArgumentException(lane);
        }
    }

    @Override public void close() {
        warm.close();
        wiegand.close();
        qr.close();
        uid.close();
        id.close();
        relays.values().forEach(Pty::close);
    }
}
