package io.campusgate.device.serial;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Sets up a QR module of the GM65 family through its command channel, so that the gate's `line` reader understands it: text
/// alone, CR and LF at its end, out of the serial port, reading whenever something is held before it. Each register is
/// read, written only if it is otherwise, and read back; at the end the module saves them.
///
/// The command frames are those of protocols.md section 2. What the registers mean differs between the makers of the
/// family and is not confirmed by them; the bits used here are those of the GM65's settings program (register 00: mode, 0D:
/// port, 60: what is added to a text), and what the module says back is what counts.
public final class QrModule {
    private static final int READ = 7;
    private static final int WRITE = 8;
    private static final int SAVE = 9;
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(500);
    private static final int ATTEMPTS = 3;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /// A register, and the bits of it that the gate needs.
    ///
    /// @param mask the bits that matter
    private record Wanted(int register, String meaning, int mask, int bits) {}

    private static final List<Wanted> WANTED = List.of(
            new Wanted(0x0000, "read mode", 0b11, 0b11),                     // induction: when something is held before it
            new Wanted(0x000D, "output port", 0b11, 0b00),                   // serial
            new Wanted(0x0060, "line end, nothing added", 0x7F, 0b0100001)); // CR LF, and no prefix, suffix or code id

    /// What became of one register.
    public record Setting(int register, String meaning, int before, int after) {
        public boolean isChanged() {
            return before != after;
        }
    }

    private QrModule() {}

    /// Opens `port`, looks at each register and, if `change`, sets it and reads it back; saves if anything was changed.
    ///
    /// @return every register as it was and as it is (or, without `change`, as it should be)
    /// @throws DeviceException ABSENT, NO_ANSWER, CORRUPT, or SELF_REPORTED for a module that does not take a value
    public static List<Setting> setUp(Path port, int baud, boolean change) throws DeviceException {
        try (SerialLine line = SerialLine.open(port, baud)) {
            List<Setting> settings = new ArrayList<>();
            for (Wanted wanted : WANTED) {
                int before = read(line, port, wanted.register);
                int after = before & ~wanted.mask | wanted.bits;
                settings.add(new Setting(wanted.register, wanted.meaning, before, after));
                if (change && after != before) {
                    ask(line, port, WRITE, wanted.register, after);
                    int back = read(line, port, wanted.register);
                    if (back != after) {
                        throw new DeviceException(Kind.SELF_REPORTED, String.format(Locale.ROOT,
                                "%s: the module keeps %02X in register %04X (%s) instead of %02X; set it up with the codes of its manual",
                                port, back, wanted.register, wanted.meaning, after));
                    }
                }
            }
            if (change && settings.stream().anyMatch(Setting::isChanged)) {
                ask(line, port, SAVE, 0, 0);
            }
            return settings;
        }
    }

    private static int read(SerialLine line, Path port, int register) throws DeviceException {
        String data = ask(line, port, READ, register, 1);
        if (data.length() != 2) {
            throw new DeviceException(Kind.CORRUPT, port + ": the module answers with " + data.length() / 2 + " bytes instead of 1");
        }
        return HexFormat.fromHexDigits(data);
    }

    /// Says it up to three times: a scan that comes between spoils an answer.
    ///
    /// @return the data of the answer, hex
    private static String ask(SerialLine line, Path port, int type, int register, int value) throws DeviceException {
        byte[] command = command(type, register, value);
        boolean heard = false;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            line.discard();
            line.write(command);
            byte[] answer = hear(line);
            heard |= answer.length > 0;
            for (int at = 0; at < answer.length; at++) {
                byte[] rest = Arrays.copyOfRange(answer, at, answer.length);
                if (QrModuleCodec.frame(rest, QrModuleCodec.Direction.RESPONSE) instanceof QrModuleCodec.Response(var result, var data) && result == 0) {
                    return data;
                }
            }
        }
        throw heard ? new DeviceException(Kind.CORRUPT, port + ": what answers is no QR module of the GM65 family, or not at this baud rate")
                : new DeviceException(Kind.NO_ANSWER, port + ": no QR module answers; is it in serial mode (its manual has a code for that), "
                        + "is the baud rate right, and are TX and RX crossed?");
    }

    private static byte[] command(int type, int register, int value) {
        byte[] body = {(byte) type, 1, (byte) (register >> 8), (byte) register, (byte) value};
        int crc = Crc16.of(0, body, 0, body.length);
        return HEX.parseHex("7E00" + HEX.formatHex(body) + HEX.toHexDigits((short) crc));
    }

    /// All that comes until the line is silent for a heartbeat.
    private static byte[] hear(SerialLine line) throws DeviceException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] chunk = new byte[64];
        long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            int count = line.read(chunk);
            heard.write(chunk, 0, Math.max(0, count));
            if (count <= 0 && heard.size() > 0) {
                break;
            }
        }
        return heard.toByteArray();
    }
}
