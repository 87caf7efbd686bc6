package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An I2C bus that answers as it was told: `on(0x5A, "07").reply("D2 3A 30")`. The last reply of a command stays.
final class ScriptedI2cBus implements I2cBus {
    private final Map<String, Deque<String>> replies = new HashMap<>();
    private final List<String> transfers = new ArrayList<>();
    private String asked = "";

    ScriptedI2cBus on(int address, String command) {
        asked = key(address, bytes(command));
        return this;
    }

    ScriptedI2cBus reply(String... bytes) {
        replies.put(asked, new ArrayDeque<>(List.of(bytes)));
        return this;
    }

    /// All transfers so far, as address and command.
    List<String> transfers() {
        return transfers;
    }

    @Override public byte[] writeRead(int address, byte[] command, int length) throws DeviceException {
        String key = key(address, command);
        transfers.add(key);
        Deque<String> script = replies.getOrDefault(key, new ArrayDeque<>());
        if (script.isEmpty()) {
            throw new DeviceException(Kind.NO_ANSWER, "nobody at " + key);
        }
        byte[] reply = bytes(script.size() > 1 ? script.removeFirst() : script.getFirst());
        if (reply.length != length) {
            throw new AssertionError("the script has " + reply.length + " bytes, the driver asks for " + length);
        }
        return reply;
    }

    @Override public void write(int address, byte[] bytes) {
        throw new AssertionError("nothing is to be written to " + key(address, bytes));
    }

    @Override public boolean answers(int address) {
        throw new AssertionError("nobody scans here");
    }

    @Override public void close() {}

    private static String key(int address, byte[] command) {
        return String.format(Locale.ROOT, "%02X %s", address, HexFormat.of().withUpperCase().formatHex(command));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
