package io.campusgate.device.decode;

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
        String value = find(name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is missing; expected " + String.join(", ", allowed)));
        return oneOf(name, value, allowed);
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

    private static String oneOf(String name, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException("'" + name + "' is '" + value + "'; expected " + String.join(", ", allowed));
        }
        return value;
    }
}
