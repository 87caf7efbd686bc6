package io.campusgate.device.serial;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A QR module of the GM65 family on its command channel: registers that can be read, written and saved.
public final class QrModuleTwin extends DeviceTwin {
    private final Map<Integer, Integer> registers;
    private Map<Integer, Integer> saved = Map.of();
    private boolean refuses;
    private String before = "";
    private Optional<byte[]> always = Optional.empty();

    private QrModuleTwin(Path link, Map<Integer, Integer> registers) {
        super(link);
        this.registers = new TreeMap<>(registers);
    }

    /// @param registers by number
    public static QrModuleTwin on(Path link, Map<Integer, Integer> registers) {
        QrModuleTwin twin = new QrModuleTwin(link, registers);
        twin.start();
        return twin;
    }

    public Map<Integer, Integer> saved() {
        return Map.copyOf(saved);
    }

    public void refuseWrites() {
        perform(() -> refuses = true);
    }

    public void sayBeforeNextAnswer(String text) {
        perform(() -> before = text);
    }

    public void answerAlwaysWith(byte[] bytes) {
        perform(() -> always = Optional.of(bytes));
    }

    @Override int command(byte[] bytes) {
        for (int at = 0; at + 9 <= bytes.length; at++) {
            if (bytes[at] == 0x7E && bytes[at + 1] == 0) {
                return at + 9;
            }
        }
        return 0;
    }

    @Override void obey(byte[] command) {
        int at = command.length - 9;
        int register = (command[at + 4] & 0xFF) << 8 | command[at + 5] & 0xFF;
        int value = command[at + 6] & 0xFF;
        int answer = 0;
        switch (command[at + 2]) {
            case 7 -> answer = registers.getOrDefault(register, 0);
            case 8 -> {
                if (!refuses) {
                    registers.put(register, value);
                }
            }
            case 9 -> saved = Map.copyOf(registers);
            default -> { }
        }
        byte[] body = {0, 1, (byte) answer};
        send(before.getBytes(StandardCharsets.US_ASCII));
        before = "";
        send(always.orElse(HexFormat.of().parseHex("0200" + HexFormat.of().formatHex(body) + HexFormat.of().toHexDigits((short) crc(body)))));
    }

    /// By long division of the bits, as the manual's appendix has it.
    private static int crc(byte[] body) {
        int crc = 0;
        for (byte b : body) {
            for (int mask = 0x80; mask != 0; mask >>= 1) {
                boolean carry = (crc & 0x8000) != 0;
                crc = crc << 1 & 0xFFFF;
                crc ^= (carry ? 0x1021 : 0) ^ ((b & mask) != 0 ? 0x1021 : 0);
            }
        }
        return crc;
    }

    @Override void turn() {}

    @Override void restart() {}
}
