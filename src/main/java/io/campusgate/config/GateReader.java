package io.campusgate.config;

import static io.campusgate.config.Defaults.POLICIES;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.IncidentKind;
import io.campusgate.domain.Right;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Temperature;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tomlj.TomlArray;

/// Reads a gate's configuration file, table by table.
final class GateReader {
    private static final int MAX_LANES = 8;
    static final Form<Integer> KEEP_DAYS = Form.whole(0, 36_500);
    private static final int ID_KEY_BYTES = 32;
    static final Form<Locale> LANGUAGE = Form.oneOf(List.of("zh-CN", "en"), tag -> Optional.of(Locale.forLanguageTag(tag)));
    private static final URI NO_URL = URI.create("mqtts://unknown");

    private final Path file;
    private final Path folder;
    private final Problems problems;

    private GateReader(Path file, Problems problems) {
        this.file = file;
        this.folder = file.resolveSibling("");
        this.problems = problems;
    }

    static GateConfig read(Path path) throws BadConfig {
        Path file = path.toAbsolutePath().normalize();
        Problems problems = new Problems(path);
        Section root = TomlText.root(TomlText.parse(TomlText.read(file, problems), problems), problems);
        GateConfig config = new GateReader(file, problems).gate(root);
        problems.throwIfAny();
        return config;
    }

    private GateConfig gate(Section root) {
        Section access = root.tableOrEmpty("access");
        AccessPolicy accessPolicy = PolicyReader.access(access, POLICIES.access());
        access.end();
        Section store = root.tableOrEmpty("store");
        GateConfig config = new GateConfig(file, site(root.tableOrEmpty("site")), store(store),
                root.table("mqtt").map(this::mqtt), clock(root.tableOrEmpty("clock")), accessPolicy,
                trust(root.tableOrEmpty("trust")), web(root.tableOrEmpty("web")),
                screening(root.tableOrEmpty("screening")), report(root.tableOrEmpty("report")), contacts(root), lanes(root));
        root.end();
        boolean readsIdCards = config.lanes().stream().flatMap(lane -> lane.readers().stream()).anyMatch(ReaderConfig.IdCardSam.class::isInstance);
        if (readsIdCards && !store.has("id-key-file")) {
            store.problem("id-key-file", "nothing, with a reader of identity cards", "the file made by campus-gate keygen --id-key FILE");
        }
        return config;
    }

    private GateConfig.Site site(Section s) {
        GateConfig.Site site = new GateConfig.Site(s.require("id", Form.NAME, ""), s.require("gate", Form.NAME, ""),
                s.get("timezone", Form.ZONE, Defaults.TIMEZONE),
                s.get("language", LANGUAGE, Defaults.LANGUAGE));
        s.end();
        return site;
    }

    private GateConfig.Store store(Section s) {
        Optional<Path> idKey = s.secret("id-key-file", folder);
        idKey.ifPresent(key -> checkIdKey(s, key));
        GateConfig.Store store = new GateConfig.Store(s.require("path", Form.path(folder), folder), idKey,
                s.get("keep-days", KEEP_DAYS, Defaults.KEEP_DAYS),
                s.get("keep-temperature-days", KEEP_DAYS, Defaults.KEEP_TEMPERATURE_DAYS),
                s.get("sync-timeout-ms", millis(10, 60_000), Defaults.SYNC_TIMEOUT));
        s.end();
        return store;
    }

    private static void checkIdKey(Section s, Path key) {
        try {
            if (Files.size(key) != ID_KEY_BYTES) {
                s.problem("id-key-file", key + " of " + Files.size(key) + " bytes",
                        ID_KEY_BYTES + " random bytes (campus-gate keygen --id-key FILE)");
            }
        } catch (IOException e) {
            s.problem("id-key-file", key + ", which cannot be looked at (" + e.getMessage() + ")", "a readable file");
        }
    }

    private GateConfig.Mqtt mqtt(Section s) {
        return mqtt(s, folder, s.get("console", Form.YES_NO, Defaults.CONSOLE), s.get("home-assistant", Form.YES_NO, false));
    }

    /// The way to the broker, the same for a gate and a console; ends the table.
    static GateConfig.Mqtt mqtt(Section s, Path folder, boolean console, boolean homeAssistant) {
        GateConfig.Mqtt mqtt = new GateConfig.Mqtt(s.require("url", Form.BROKER, NO_URL), s.find("username", Form.TEXT),
                s.secret("password-file", folder), s.file("ca-file", folder), s.file("cert-file", folder),
                s.secret("key-file", folder), console, s.get("allow-plaintext", Form.YES_NO, false), homeAssistant);
        if (!mqtt.isTls() && !mqtt.address().isLoopback() && !mqtt.allowPlaintext()) {
            s.problem("url", mqtt.url() + ", which sends names and passwords in the clear",
                    "mqtts://, or a broker on this machine, or allow-plaintext = true");
        }
        needs(s, "password-file", "username");
        needs(s, "cert-file", "key-file");
        needs(s, "key-file", "cert-file");
        s.end();
        return mqtt;
    }

    static void needs(Section s, String key, String other) {
        if (s.has(key) && !s.has(other)) {
            s.problem(key, "no " + other + " beside it", "both or neither");
        }
    }

    private static GateConfig.Clock clock(Section s) {
        GateConfig.Clock clock = new GateConfig.Clock(s.get("source", Form.oneOf(GateConfig.Clock.Source.class), Defaults.CLOCK));
        s.end();
        return clock;
    }

    private Map<String, GateConfig.TrustedKey> trust(Section s) {
        Map<String, GateConfig.TrustedKey> trust = new LinkedHashMap<>();
        for (String name : s.keys()) {
            s.table(name).ifPresent(entry -> trust.put(name, trustedKey(name, entry)));
        }
        return trust;
    }

    private GateConfig.TrustedKey trustedKey(String name, Section s) {
        if (Form.NAME.reader().apply(name).isEmpty()) {
            s.problem("key", "a key named " + Section.describe(name), Form.NAME.expected());
        }
        if (!s.has("key")) {
            s.problem("key", "nothing", "the file of a public key");
        }
        if (!s.has("may")) {
            s.problem("may", "nothing", "a list, each " + Form.oneOf(Right.class).expected());
        }
        GateConfig.TrustedKey key = new GateConfig.TrustedKey(name, s.file("key", folder).orElse(folder),
                Set.copyOf(s.list("may", Form.oneOf(Right.class)).orElse(List.of())));
        s.end();
        return key;
    }

    private GateConfig.Web web(Section s) {
        GateConfig.Web web = new GateConfig.Web(s.get("listen", Form.ADDRESS, Defaults.LISTEN), s.file("tls-keystore", folder),
                s.secret("tls-password-file", folder), s.secret("metrics-token-file", folder),
                s.get("allow-plaintext", Form.YES_NO, false));
        if (!web.listen().isLoopback() && !s.has("tls-keystore") && !web.allowPlaintext()) {
            s.problem("listen", web.listen() + ", which others can reach, without tls-keystore",
                    "tls-keystore, or an address of this machine like 127.0.0.1, or allow-plaintext = true");
        }
        needs(s, "tls-password-file", "tls-keystore");
        needs(s, "tls-keystore", "tls-password-file");
        s.end();
        return web;
    }

    private static GateConfig.Screening screening(Section s) {
        ScreeningPolicy policy = PolicyReader.screening(s, POLICIES.screening());
        GateConfig.Screening screening = new GateConfig.Screening(policy, offset(s));
        s.end();
        return screening;
    }

    private static List<GateConfig.OffsetPoint> offset(Section s) {
        Optional<List<GateConfig.OffsetPoint>> table = s.list("offset", OFFSET_POINT);
        List<GateConfig.OffsetPoint> points = table.orElse(List.of());
        if (table.isPresent() && points.isEmpty()) {
            s.problem("offset", "an empty list", "at least one [ambient °C, added °C], or no offset at all");
        }
        for (int i = 1; i < points.size(); i++) {
            if (!points.get(i - 1).ambient().isBelow(points.get(i).ambient())) {
                s.problem("offset", "ambient " + points.get(i).ambient() + " after " + points.get(i - 1).ambient(),
                        "pairs in rising order of ambient");
            }
        }
        return points;
    }

    private static final Form<GateConfig.OffsetPoint> OFFSET_POINT = new Form<>(
            "[ambient from -40 to 85 °C, added from -10 to 15 °C]", value -> {
        if (!(value instanceof TomlArray pair) || pair.size() != 2) {
            return Optional.empty();
        }
        Optional<Temperature> ambient = Form.celsius(-40, 85).reader().apply(pair.get(0));
        Optional<Temperature> added = Form.celsius(-10, 15).reader().apply(pair.get(1));
        return ambient.flatMap(at -> added.map(add -> new GateConfig.OffsetPoint(at, add.centiCelsius())));
    });

    private GateConfig.Report report(Section s) {
        GateConfig.Report report = new GateConfig.Report(s.find("folder", Form.path(folder)), s.get("cut-off", Form.CLOCK, Defaults.CUT_OFF));
        s.end();
        return report;
    }

    private static List<GateConfig.Contact> contacts(Section root) {
        List<GateConfig.Contact> contacts = new ArrayList<>();
        for (Section s : root.tables("contact")) {
            contacts.add(new GateConfig.Contact(s.require("name", Form.TEXT, ""), s.require("phone", Form.TEXT, ""), s.get("duty", Form.TEXT, ""),
                    Set.copyOf(s.list("incidents", Form.oneOf(IncidentKind.class)).orElse(List.of(IncidentKind.values())))));
            s.end();
        }
        return contacts;
    }

    private List<GateConfig.Lane> lanes(Section root) {
        List<Section> sections = root.tables("lane");
        if (sections.isEmpty() || sections.size() > MAX_LANES) {
            root.problem("lane", sections.isEmpty() ? "nothing" : sections.size() + " lanes", "one to " + MAX_LANES + " [[lane]] tables");
        }
        LaneReader reader = new LaneReader(folder, new Claims(problems));
        List<GateConfig.Lane> lanes = new ArrayList<>();
        sections.forEach(section -> lanes.add(reader.lane(section)));
        return lanes;
    }

    static Form<Duration> millis(int low, int high) {
        return Form.count(Duration.ofMillis(1), low, high);
    }
}
