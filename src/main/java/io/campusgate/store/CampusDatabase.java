package io.campusgate.store;

import java.nio.file.Path;
import java.util.Optional;

/// Where a console keeps what the gates tell it: `[store]` of its configuration.
public sealed interface CampusDatabase {
    /// A SQLite file; one console has it to itself.
    record File(Path path) implements CampusDatabase {
        @Override public String toString() {
            return path.toString();
        }
    }

    /// A PostgreSQL server, for many gates and for several consoles that share the load. The password is read again at each
    /// attempt to connect.
    ///
    /// @param tls    the server's certificate has to be signed by `caFile` (empty: by whom Java trusts) and to name `host`
    record Server(String host, int port, String database, String username, Optional<Path> passwordFile, boolean tls,
                  Optional<Path> caFile) implements CampusDatabase {
        @Override public String toString() {
            return "postgresql://" + host + ":" + port + "/" + database;
        }
    }
}
