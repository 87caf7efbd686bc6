package io.campusgate.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// All that a console is told by its configuration file, `console.toml`. Every path is absolute; what the file leaves out has
/// its default.
///
/// @param orderKey to sign orders for what is missing; empty: it is only reported
public record ConsoleConfig(Path file, Site site, GateConfig.Mqtt mqtt, String group, Store store, Keep keep, Optional<Path> orderKey, Web web) {

    /// @param language zh-CN or en: of whoever has not chosen one on the page
    public record Site(String id, Locale language) {}

    /// Where the record is kept: one of the two.
    public sealed interface Store {
        /// A SQLite file.
        record File(Path path) implements Store {}

        /// @param tls the server has to show a certificate of `host`
        record Server(String host, int port, String database, String username, Optional<Path> passwordFile, boolean tls,
                      Optional<Path> caFile) implements Store {}
    }

    /// How long personal data is kept, in days: 0 to 36500.
    ///
    /// @param days            of who passed
    /// @param temperatureDays of what was measured
    public record Keep(int days, int temperatureDays) {}

    /// @param listen an address of this machine
    public record Web(GateConfig.Address listen) {}

    /// Reads and checks the whole of `file` and of the files it names; opens no store and no connection.
    ///
    /// @throws BadConfig with everything that is wrong
    public static ConsoleConfig read(Path file) throws BadConfig {
        return ConsoleReader.read(file);
    }
}
