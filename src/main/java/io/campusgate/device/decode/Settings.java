package io.campusgate.device.decode;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a decoder has to be told before the bytes: names and values as text, as they were typed or stand in a vector file.
public record Settings(Map<String, String> values) {
    public Settings {
        values = Map.copyOf(values);
    }

    public static Settings none() {
        return new Settings(Map.of());
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String require(String name, List<String> allowed) {
        return oneOf(name, require(name, String.join(", ", allowed)), allowed);
    }

    String get(String name, List<String> allowed) {
        return oneOf(name, find(name).orElse(allowed.getFirst()), allowed);
    }

    boolean isSet(String name) {
        return get(name, List.of("false", "true")).equals("true");
    }

    Optional<Integer> number(String name, int least, int most) {
        return find(name).map(text -> {
            if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException("'" + name + "' is '" + text + "'; expected a number from " + least + " to " + most);
            }
            return Integer.valueOf(text);
        });
    }

    byte[] bytes(String name, int length) {
        String value = require(name, length + " bytes as hex digits");
        if (!value.matches("[0-9A-Fa-f]{" + 2 * length + "}")) {
            throw new IllegalArgumentException("'" + name + "' is not right; expected " + length + " bytes as hex digits");
        }
        return HexFormat.of().parseHex(value);
    }

    private String require(String name, String expected) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is missing; expected " + expected));
    }

    private static String oneOf(String name, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException("'" + name + "' is '" + value + "'; expected " + String.join(", ", allowed));
        }
        return value;
    }
}
