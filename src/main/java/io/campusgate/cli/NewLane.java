package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One lane as `setup` is told it: `id=in-1,direction=in,reader=rdm6300@/dev/ttyAMA0,relay=gpio@23,thermometer=mlx90614`.
/// Whether its values can be is for the configuration's own reader to say.
///
/// @param reader      driver and port; an `osdp` reader has address 0
/// @param relay       driver and pin or port
/// @param thermometer driver, on I2C bus 1
record NewLane(String id, String direction, Part reader, Part relay, Optional<Part> thermometer) {
    static final List<String> READERS = List.of("rdm6300", "line", "wiegand-serial", "pn532", "idcard-sam", "osdp", "sim");
    static final List<String> RELAYS = List.of("gpio", "lcus", "sim");
    static final List<String> THERMOMETERS = List.of("mlx90614", "mlx90632", "sim");
    private static final List<String> WORDS = List.of("id", "direction", "reader", "relay", "thermometer");

    /// A device: its driver, and what it is connected to (empty: nothing said).
    record Part(String driver, String at) {
        static Part parse(String text) {
            int at = text.indexOf('@');
            return at < 0 ? new Part(text, "") : new Part(text.substring(0, at), text.substring(at + 1));
        }
    }

    /// That a text describes no lane.
    static final class Misspelt extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Bilingual sentence;

        Misspelt(Bilingual sentence) {
            super(sentence.english());
            this.sentence = sentence;
        }

        Bilingual sentence() {
            return sentence;
        }
    }

    static NewLane parse(String text) throws Misspelt {
        Map<String, String> said = new LinkedHashMap<>();
        for (String word : text.split(",", -1)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word.strip() : word.substring(0, equals).strip();
            if (equals < 0 || !WORDS.contains(name) || said.put(name, word.substring(equals + 1).strip()) != null) {
                throw misspelt(text, say("'" + word + "' is not one of " + String.join("=, ", WORDS) + "=, each once",
                        "“" + word + "”不是 " + String.join("=、", WORDS) + "= 之一（每项一次）"));
            }
        }
        for (String word : WORDS.subList(0, 4)) {
            if (said.getOrDefault(word, "").isEmpty()) {
                throw misspelt(text, say(word + "= is missing", "缺少 " + word + "="));
            }
        }
        UnaryOperator<String> of = word -> said.getOrDefault(word, "");
        return new NewLane(of.apply("id"), of.apply("direction"), Part.parse(of.apply("reader")), Part.parse(of.apply("relay")),
                Optional.of(of.apply("thermometer")).filter(t -> !t.isEmpty()).map(Part::parse));
    }

    private static Misspelt misspelt(String text, Bilingual why) {
        return new Misspelt(say("Invalid value for --lane: '" + text + "'; ", "--lane 的值“" + text + "”不对：").then(why));
    }
}
