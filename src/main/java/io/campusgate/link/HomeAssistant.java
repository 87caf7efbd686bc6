package io.campusgate.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Tells Home Assistant, by its MQTT discovery (`homeassistant/<component>/<node>/<object>/config`, retained), what of a
/// gate it can show: whether it is there, its mode, its lanes and their devices, the last entry, the last alarm. Of an entry only time, lane and
/// outcome are taken, never who it was. Source: home-assistant.io, "MQTT", section "MQTT Discovery".
final class HomeAssistant {
    private static final String PREFIX = "homeassistant/";
    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final String ALARM = "{{ value_json.kind if value_json.outcome == 'opened' else 'none' }}";

    private final Topics topics;
    private final String node;

    /// A retained message.
    record Message(String topic, String payload) {}

    HomeAssistant(Topics topics) {
        this.topics = topics;
        this.node = "campus_gate_" + word(topics.site()) + "_" + word(topics.gate());
    }

    /// What Home Assistant takes in an identifier; every other character becomes its number, so that no two names are one.
    private static String word(String name) {
        StringBuilder word = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-') {
                word.appendCodePoint(c);
            } else {
                word.append('_').append(Integer.toHexString(c));
            }
        });
        return word.toString();
    }

    /// @param lanes their ids
    List<Message> discovery(List<String> lanes) {
        List<Message> messages = new ArrayList<>();
        messages.add(entity("binary_sensor", "online", "在线 Online", topics.status(), "{{ 'ON' if value_json.online else 'OFF' }}", "connectivity", false));
        messages.add(entity("sensor", "mode", "模式 Mode", topics.status(), "{{ value_json.mode }}", "", true));
        messages.add(entity("binary_sensor", "devices", "设备故障 Device problem", topics.status(),
                "{{ 'ON' if value_json.lanes | map(attribute='devices') | sum(start=[]) | selectattr('health', 'in', ['lost', 'unreliable']) | list else 'OFF' }}", "problem", true));
        for (String lane : lanes) {
            messages.add(entity("sensor", "lane_" + word(lane), "通道 Lane " + lane, topics.status(),
                    "{{ (value_json.lanes | selectattr('id', 'eq', '" + lane + "') | first).state }}", "", true));
        }
        messages.add(entity("sensor", "last_entry", "最近进出 Last entry", topics.event("entry"), "{{ value_json.time }}", "timestamp", false));
        messages.add(entity("sensor", "last_outcome", "最近结果 Last outcome", topics.event("entry"), "{{ value_json.lane }} {{ value_json.outcome }}", "", false));
        messages.add(entity("sensor", "alarm", "报警 Alarm", topics.event("incident"), ALARM, "", false));
        return messages;
    }

    /// @param deviceClass empty: none
    /// @param whileOnline whether it says nothing while the gate is not there
    private Message entity(String component, String object, String name, String topic, String template, String deviceClass, boolean whileOnline) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("name", name);
            json.writeStringProperty("unique_id", node + "_" + object);
            json.writeStringProperty("state_topic", topic);
            json.writeStringProperty("value_template", template);
            if (!deviceClass.isEmpty()) {
                json.writeStringProperty("device_class", deviceClass);
            }
            if (whileOnline) {
                json.writeStringProperty("availability_topic", topics.status());
                json.writeStringProperty("availability_template", "{{ 'online' if value_json.online else 'offline' }}");
            }
            json.writeNumberProperty("qos", 1);
            json.writeObjectPropertyStart("device");
            json.writeArrayPropertyStart("identifiers");
            json.writeString(node);
            json.writeEndArray();
            json.writeStringProperty("name", "Campus Gate " + topics.site() + " " + topics.gate());
            json.writeStringProperty("model", "Campus Gate");
            json.writeEndObject();
            json.writeEndObject();
        }
        return new Message(PREFIX + component + "/" + node + "/" + object + "/config", out.toString(StandardCharsets.UTF_8));
    }
}
