package io.campusgate.config;

import io.campusgate.domain.Temperature;
import io.campusgate.domain.Word;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a value may look like.
///
/// @param expected in words that follow "expected"
/// @param words    the words it may be, where it is one of a few; for suggestions
/// @param reader   from a value as TOML has it; empty if it does not look like this
record Form<T>(String expected, List<String> words, Function<Object, Optional<T>> reader) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h|d)");
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:/\\s]+):(\\d{1,5})");
    private static final Map<String, Duration> UNITS = Map.of("ms", Duration.ofMillis(1), "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    Form(String expected, Function<Object, Optional<T>> reader) {
        this(expected, List.of(), reader);
    }

    static final Form<Boolean> YES_NO = new Form<>("true or false",
            value -> value instanceof Boolean b ? Optional.of(b) : Optional.empty());

    static final Form<String> TEXT = ofText("a text that is not empty", text -> true);

    /// A word that can be a level of a topic and an element of a list in a CSV cell.
    static final Form<String> NAME = ofText("a word of 1 to 64 letters, digits, '-', '_' or '.' (no blank / + # * ; ,)",
            text -> text.length() <= 64 && text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0));

    static final Form<ZoneId> ZONE = new Form<>("a time zone like \"Asia/Shanghai\"", value -> {
        try {
            return value instanceof String text ? Optional.of(ZoneId.of(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    });

    static final Form<LocalTime> CLOCK = new Form<>("a time of day like \"09:00\"", value -> {
        try {
            return value instanceof String text && text.matches("\\d\\d:\\d\\d") ? Optional.of(LocalTime.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    });

    static final Form<URI> BROKER = new Form<>("mqtts://HOST:PORT (or mqtt://) without user, path or query", value -> {
        try {
            URI uri = value instanceof String text ? new URI(text) : new URI("");
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && (uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            boolean known = "mqtt".equals(uri.getScheme()) || "mqtts".equals(uri.getScheme());
            return known && plain && uri.getHost() != null && uri.getPort() <= 65_535 && uri.getPort() != 0
                    ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    });

    static final Form<URI> SERVER = new Form<>("postgresql://HOST/DATABASE or postgresql://HOST:PORT/DATABASE without user or query", value -> {
        try {
            URI uri = value instanceof String text ? new URI(text) : new URI("");
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && uri.getRawPath() != null && uri.getRawPath().matches("/[A-Za-z0-9_.-]{1,63}");
            return "postgresql".equals(uri.getScheme()) && plain && uri.getHost() != null && uri.getPort() <= 65_535 && uri.getPort() != 0
                    ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    });

    static final Form<GateConfig.Address> ADDRESS = new Form<>("HOST:PORT like \"127.0.0.1:8080\"", value -> {
        Matcher m = HOST_PORT.matcher(value instanceof String text ? text : "");
        if (!m.matches() || Integer.parseInt(m.group(2)) > 65_535) {
            return Optional.empty();
        }
        String host = m.group(1).startsWith("[") ? m.group(1).substring(1, m.group(1).length() - 1) : m.group(1);
        return Optional.of(new GateConfig.Address(host, Integer.parseInt(m.group(2))));
    });

    static Form<Integer> whole(int low, int high) {
        return new Form<>("a whole number from " + low + " to " + high,
                value -> value instanceof Long n && n >= low && n <= high ? Optional.of(n.intValue()) : Optional.empty());
    }

    /// A whole number of milliseconds, seconds … as the key's last word says.
    static Form<Duration> count(Duration unit, int low, int high) {
        Form<Integer> whole = whole(low, high);
        return new Form<>(whole.expected, value -> whole.reader.apply(value).map(unit::multipliedBy));
    }

    static Form<Duration> duration(String low, String high) {
        Duration least = ofText(low).orElseThrow();
        Duration most = ofText(high).orElseThrow();
        return new Form<>("a time from \"" + low + "\" to \"" + high + "\", like \"14d\", \"4h\", \"30m\", \"90s\"",
                value -> (value instanceof String text ? ofText(text) : Optional.<Duration>empty())
                        .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
    }

    private static Optional<Duration> ofText(String text) {
        Matcher m = DURATION.matcher(text);
        return m.matches()
                ? Optional.ofNullable(UNITS.get(m.group(2))).map(unit -> unit.multipliedBy(Long.parseLong(m.group(1))))
                : Optional.empty();
    }

    static Form<Temperature> celsius(double low, double high) {
        return new Form<>("a temperature from " + low + " to " + high + " °C", value -> {
            double celsius = value instanceof Number n ? n.doubleValue() : Double.NaN;
            return celsius >= low && celsius <= high ? Optional.of(Temperature.ofCelsius(celsius)) : Optional.empty();
        });
    }

    static <E extends Enum<E> & Word> Form<E> oneOf(Class<E> type) {
        List<String> words = Arrays.stream(type.getEnumConstants()).map(Word::word).toList();
        return oneOf(words, word -> Word.of(type, word));
    }

    static <T> Form<T> oneOf(List<String> words, Function<String, Optional<T>> reader) {
        return new Form<>("one of " + quoted(words), words,
                value -> value instanceof String text && words.contains(text) ? reader.apply(text) : Optional.empty());
    }

    static Form<Path> path(Path folder) {
        return new Form<>("a file name", value -> {
            try {
                return value instanceof String text && !text.isBlank() ? Optional.of(folder.resolve(text).normalize()) : Optional.empty();
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    private static Form<String> ofText(String expected, Function<String, Boolean> test) {
        return new Form<>(expected, value -> value instanceof String text && !text.isBlank()
                && text.chars().noneMatch(Character::isISOControl) && test.apply(text) ? Optional.of(text) : Optional.empty());
    }

    static String quoted(List<String> words) {
        return String.join(", ", words.stream().map(w -> '"' + w + '"').toList());
    }
}
