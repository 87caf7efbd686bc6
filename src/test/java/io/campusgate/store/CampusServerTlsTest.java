package io.campusgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.PostgresServer;
import io.campusgate.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real PostgreSQL server with and without TLS: whom a console believes, and what it says of the others.
class CampusServerTlsTest {
    @TempDir Path folder;

    private CampusDatabase.Server where(PostgresServer server, boolean tls, Optional<Path> ca) throws Exception {
        return new CampusDatabase.Server("localhost", server.port(), "postgres", PostgresServer.USER, Optional.of(server.passwordFile(folder)), tls, ca);
    }

    private static long encrypted(CampusDatabase.Server where) {
        try (Postgres db = Postgres.open(where)) {
            return db.list("SELECT CASE WHEN ssl THEN 1 ELSE 0 END FROM pg_stat_ssl WHERE pid = pg_backend_pid()", row -> row.number(1)).getFirst();
        }
    }

    private static String refusal(CampusDatabase.Server where) {
        return String.valueOf(assertThrows(StoreException.class, () -> CampusStore.open(where)).getMessage());
    }

    @Test void onlyAServerThatItsOwnAuthorityHasSignedForThisNameIsBelieved() throws Exception {
        Path here = Files.createDirectory(folder.resolve("here"));
        TestAuthority own = new TestAuthority(here);
        own.issue("db", "localhost");
        own.issue("other", "db.school.lan");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        TestAuthority stranger = new TestAuthority(elsewhere);
        stranger.issue("db", "localhost");
        Path ca = here.resolve("ca.pem");
        try (PostgresServer server = new PostgresServer().withTls(here.resolve("db.pem"), here.resolve("db.key")).start()) {
            assertEquals(1, encrypted(where(server, true, Optional.of(ca))));
            assertEquals(0, encrypted(where(server, false, Optional.empty())), "on this machine it does not need to be");
            try (CampusStore store = CampusStore.open(where(server, true, Optional.of(ca)))) {
                assertEquals(List.of(), store.gaps());
            }
            String foreign = refusal(where(server, true, Optional.of(elsewhere.resolve("ca.pem"))));
            assertTrue(foreign.contains("PKIX path"), foreign);
            String unknown = refusal(where(server, true, Optional.empty()));
            assertTrue(unknown.contains("PKIX path"), "nor is it signed by a public one: " + unknown);
            String missing = refusal(where(server, true, Optional.of(folder.resolve("none.pem"))));
            assertTrue(missing.contains("none.pem"), missing);
        }
        try (PostgresServer server = new PostgresServer().withTls(here.resolve("other.pem"), here.resolve("other.key")).start()) {
            String named = refusal(where(server, true, Optional.of(ca)));
            assertTrue(named.contains("localhost"), named);
        }
        try (PostgresServer server = new PostgresServer().start()) {
            String plain = refusal(where(server, true, Optional.of(ca)));
            assertTrue(plain.contains("does not support SSL"), plain);
        }
    }
}
