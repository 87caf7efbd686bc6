package io.campusgate.device.decode;

import java.util.LinkedHashMap;
import java.util.Map;

/// Fields in their order.
final class Fields {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    static Fields of(String name, Object value) {
        return new Fields().and(name, value);
    }

    Fields and(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    Map<String, Object> map() {
        return fields;
    }
}
