package io.campusgate.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Reads a console's configuration file, table by table.
final class ConsoleReader {
    private static final int SERVER_PORT = 5432;
    private static final URI NO_SERVER = URI.create("postgresql://127.0.0.1/unknown");

    private final Path file;
    private final Path folder;

    private ConsoleReader(Path file) {
        this.file = file;
        this.folder = file.resolveSibling("");
    }

    static ConsoleConfig read(Path path) throws BadConfig {
        Path file = path.toAbsolutePath().normalize();
        Problems problems = new Problems(path);
        Section root = TomlText.root(TomlText.parse(TomlText.read(file, problems), problems), problems);
        ConsoleConfig config = new ConsoleReader(file).console(root);
        problems.throwIfAny();
        return config;
    }

    private ConsoleConfig console(Section root) {
        Section mqtt = root.tableOrEmpty("mqtt");
        String group = mqtt.get("group", Form.NAME, Defaults.CONSOLE_GROUP);
        Section orders = root.tableOrEmpty("orders");
        ConsoleConfig.Site site = site(root.tableOrEmpty("site"));
        GateConfig.Mqtt broker = GateReader.mqtt(mqtt, folder, true, false);
        Section record = root.tableOrEmpty("store");
        ConsoleConfig.Store store = store(record);
        ConsoleConfig.Keep keep = new ConsoleConfig.Keep(record.get("keep-days", GateReader.KEEP_DAYS, Defaults.KEEP_DAYS),
                record.get("keep-temperature-days", GateReader.KEEP_DAYS, Defaults.KEEP_TEMPERATURE_DAYS));
        record.end();
        ConsoleConfig config = new ConsoleConfig(file, site, broker, group, store, keep, orders.secret("key-file", folder), web(root.tableOrEmpty("web")));
        orders.end();
        root.end();
        return config;
    }

    private static ConsoleConfig.Site site(Section s) {
        ConsoleConfig.Site site = new ConsoleConfig.Site(s.require("id", Form.NAME, ""), s.get("language", GateReader.LANGUAGE, Defaults.LANGUAGE));
        s.end();
        return site;
    }

    private ConsoleConfig.Store store(Section s) {
        if (s.has("path") == s.has("url")) {
            s.problem(s.has("path") ? "url" : "path", s.has("path") ? "a path as well" : "nothing",
                    "path (a SQLite file) or url (a PostgreSQL server)");
        }
        return s.has("url") ? server(s) : new ConsoleConfig.Store.File(s.get("path", Form.path(folder), folder));
    }

    private ConsoleConfig.Store server(Section s) {
        s.knows("path");
        URI url = s.get("url", Form.SERVER, NO_SERVER);
        GateConfig.Address address = new GateConfig.Address(url.getHost().replaceAll("[\\[\\]]", ""), url.getPort() < 0 ? SERVER_PORT : url.getPort());
        Optional<Path> ca = s.file("ca-file", folder);
        boolean plain = s.get("allow-plaintext", Form.YES_NO, false);
        return new ConsoleConfig.Store.Server(address.host(), address.port(), url.getPath().substring(1), s.require("username", Form.TEXT, ""),
                s.secret("password-file", folder), s.has("ca-file") || !address.isLoopback() && !plain, ca);
    }

    private static ConsoleConfig.Web web(Section s) {
        ConsoleConfig.Web web = new ConsoleConfig.Web(s.get("listen", Form.ADDRESS, Defaults.CONSOLE_LISTEN));
        if (!web.listen().isLoopback()) {
            s.problem("listen", web.listen() + ", which others can reach; the page has no sign-in yet", "an address of this machine like 127.0.0.1");
        }
        s.end();
        return web;
    }
}
