package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `setup` has learnt of a gate, and the configuration file that says it.
///
/// @param idKey     where the key for identity numbers lies
/// @param readerKey where the key of OSDP readers lies
record NewGate(String site, String gate, String timezone, String language, Path store, Path idKey, Path readerKey, String clock, String listen,
        Optional<Broker> broker, List<NewLane> lanes) {

    record Broker(String url, Optional<String> username, Optional<Path> passwordFile, Optional<Path> caFile) {}

    boolean hasOsdp() {
        return lanes.stream().anyMatch(lane -> lane.reader().driver().equals("osdp"));
    }

    /// The file, with comments in the gate's language.
    String toml() {
        StringBuilder toml = new StringBuilder();
        line(toml, "# " + told(say("Written by campus-gate setup. What else may stand here, line by line: the gate.toml of the package's documentation.",
                "由 campus-gate setup 写成。其他设置见软件包文档中逐行注释的 gate.toml。")));
        line(toml, "# " + told(say("After a change: campus-gate config check, then systemctl restart campus-gate",
                "修改之后：campus-gate config check，然后 systemctl restart campus-gate")));
        line(toml, "\n[site]");
        set(toml, "id", site);
        set(toml, "gate", gate);
        set(toml, "timezone", timezone);
        set(toml, "language", language);
        line(toml, "\n[store]");
        set(toml, "path", store.toString());
        set(toml, "id-key-file", idKey.toString());
        broker.ifPresent(b -> {
            line(toml, "\n[mqtt]");
            set(toml, "url", b.url());
            b.username().ifPresent(name -> set(toml, "username", name));
            b.passwordFile().ifPresent(file -> set(toml, "password-file", file.toString()));
            b.caFile().ifPresent(file -> set(toml, "ca-file", file.toString()));
        });
        line(toml, "\n[clock]");
        set(toml, "source", clock);
        line(toml, "\n[web]");
        set(toml, "listen", listen);
        lanes.forEach(lane -> lane(toml, lane));
        return toml.toString();
    }

    private void lane(StringBuilder toml, NewLane lane) {
        line(toml, "\n[[lane]]");
        set(toml, "id", lane.id());
        set(toml, "direction", lane.direction());
        String driver = lane.reader().driver();
        line(toml, "reader = [ { driver = " + quoted(driver) + at("port", lane.reader()) + switch (driver) {
            case "wiegand-serial" -> ", variant = \"hex6cr\"";
            case "osdp" -> ", address = 0, scbk-file = " + quoted(readerKey.toString());
            default -> "";
        } + " } ]");
        lane.thermometer().ifPresent(t -> line(toml, "thermometer = { driver = " + quoted(t.driver()) + " }   # "
                + told(say("no verdict before campus-gate screening calibrate", "先用 campus-gate screening calibrate 标定，否则不作判定"))));
        boolean pins = lane.relay().driver().equals("gpio");
        line(toml, "relay = { driver = " + quoted(lane.relay().driver())
                + (pins ? ", pin = " + number(lane.relay().at()) : at("port", lane.relay())) + " }");
    }

    private static String at(String key, NewLane.Part part) {
        return part.at().isEmpty() ? "" : ", " + key + " = " + quoted(part.at());
    }

    /// What is no number stays a text, for the reader of the configuration to complain of.
    private static String number(String text) {
        return text.matches("\\d{1,9}") ? text : quoted(text);
    }

    private String told(Bilingual sentence) {
        return sentence.in(Locale.forLanguageTag(language));
    }

    private static void set(StringBuilder toml, String key, String value) {
        line(toml, key + " = " + quoted(value));
    }

    private static void line(StringBuilder toml, String line) {
        toml.append(line).append('\n');
    }

    /// As a basic string of TOML.
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
