package io.campusgate.console;

import static io.campusgate.store.Drafts.MORNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Mosquitto;
import io.campusgate.PostgresServer;
import io.campusgate.domain.Right;
import io.campusgate.order.Order;
import io.campusgate.order.SignedOrder;
import io.campusgate.store.CampusDatabase;
import io.campusgate.store.CampusStore;
import io.campusgate.store.CampusStore.JournalOf;
import io.campusgate.trust.SigningKey;
import io.campusgate.trust.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A console, a real mosquitto and a real database that come and go; the gates publish what real journals hold.
class ConsoleTest {
    private static final String FILE = "path = \"console.db\"";
    @TempDir Path folder;

    private Mosquitto broker() throws Exception {
        return Mosquitto.plain(Files.createDirectories(folder.resolve("broker"))).with("max_queued_messages 100000").start();   // as shipped; more than 1000 are lost else
    }

    private List<String> stored(SpokenGate gate) {
        return stored(gate, new CampusDatabase.File(folder.resolve("console.db")));
    }

    private static List<String> stored(SpokenGate gate, CampusDatabase where) {
        try (CampusStore store = CampusStore.open(where)) {
            return store.texts(new JournalOf(gate.name, gate.journal));
        }
    }

    @Test void storesWhatTheGatesTellAndConfirmsIt() throws Exception {
        try (Mosquitto broker = broker(); SpokenGate east = new SpokenGate(folder, broker.url(), "east", 300); SpokenGate west = new SpokenGate(folder, broker.url(), "west", 50)) {
            try (TestConsole console = TestConsole.start(TestConsole.config(folder.resolve("console.toml"), broker.url(), FILE), Optional.empty())) {
                console.await("it takes events", v -> v.trouble().isEmpty());
                east.say("status", "{\"online\":true,\"since\":\"2026-09-01T07:00:00.000+08:00\",\"journal\":\"" + east.journal + "\",\"confirmed\":0,\"backlog\":7,"
                        + "\"whitelist\":{\"version\":\"17\",\"age_s\":60},\"mode\":\"closed\",\"lanes\":[{\"id\":\"in-1\",\"devices\":[{\"kind\":\"reader\",\"health\":\"lost\"}]}]}");
                east.tell(1, 300);
                west.tell(1, 50);
                west.tell(20, 50);
                assertTrue(east.awaitConfirmed(300));
                assertTrue(west.awaitConfirmed(50));
                ConsoleView view = console.await("all of it is on the page", v -> v.counters().added() == 350 && v.counters().repeats() == 31 && v.gates().size() == 2 && v.gates().getFirst().online());
                ConsoleView.Gate gate = view.gates().getFirst();
                assertEquals("17", gate.whitelist());
                assertTrue(gate.ageS().orElseThrow() >= 60);
                assertEquals("closed", gate.mode());
                assertEquals(7, gate.backlog());
                assertEquals(List.of("in-1 reader"), gate.lost());
                assertEquals(List.of(), gate.gaps());
                east.say("status", "{\"online\":false}");
                console.await("it is seen to go", v -> !v.gates().getFirst().online() && v.gates().getFirst().whitelist().equals("17"));
            }
            assertEquals(east.texts(), stored(east));
            assertEquals(west.texts(), stored(west));
        }
    }

    @Test void aMessageThatIsNoEventIsCountedAndHoldsUpNothing() throws Exception {
        try (Mosquitto broker = broker(); SpokenGate east = new SpokenGate(folder, broker.url(), "east", 40);
             TestConsole console = TestConsole.start(TestConsole.config(folder.resolve("console.toml"), broker.url(), FILE), Optional.empty())) {
            console.await("it takes events", v -> v.trouble().isEmpty());
            for (int i = 0; i < 200; i++) {   // more than the broker leaves unacknowledged
                east.say("event/entry", "not JSON at all");
            }
            east.say("event/entry", east.events.getFirst().text().replace("\"gate\":\"east\"", "\"gate\":\"west\""));
            east.say("event/mode", east.events.getFirst().text());
            east.say("event/entry", "{}");
            east.say("status", "[]");
            east.tell(1, 40);
            assertTrue(east.awaitConfirmed(40));
            ConsoleView view = console.await("they are counted", v -> v.counters().malformed().values().stream().mapToLong(Long::longValue).sum() == 204);
            assertEquals(Map.of("not JSON", 200L, "not an event of the gate whose topic it came on", 2L, "not of the type of the topic it came on", 1L, "a status that is none", 1L),
                    view.counters().malformed());
        }
    }

    @Test void whatIsMissingIsReportedAndAskedForWithASignedOrder() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        try (Mosquitto broker = broker(); SpokenGate east = new SpokenGate(folder, broker.url(), "east", 30);
             TestConsole console = TestConsole.start(TestConsole.config(folder.resolve("console.toml"), broker.url(), FILE), Optional.of(new SigningKey("console", pair.getPrivate())))) {
            console.await("it takes events", v -> v.trouble().isEmpty());
            east.say("status", "{\"online\":true,\"journal\":\"" + east.journal + "\",\"clock\":\"unsynced\",\"nonce\":\"n1\"}");
            east.tell(1, 10);
            east.tell(21, 30);
            assertTrue(east.awaitConfirmed(10));
            console.await("the gap is reported", v -> !v.gates().isEmpty() && v.gates().getFirst().gaps().equals(List.of(new CampusStore.Gap(new JournalOf("east", east.journal), 11, 20))));
            TrustedKeys trusted = new TrustedKeys(Map.of("console", new TrustedKeys.Key(pair.getPublic(), Set.of(Right.REPLAY))));
            SignedOrder asked = SignedOrder.parse(assertInstanceOf(TrustedKeys.Genuine.class, trusted.verify(east.awaitOrder(), SignedOrder.LONGEST)).payload());
            assertEquals(new Order.Replay(11, 20), asked.order());
            assertEquals("no1 east console Optional[n1]", asked.site() + " " + asked.gate() + " " + asked.by() + " " + asked.nonce());
            assertEquals(10, east.confirmed(), "nothing behind the gap is confirmed");
            east.tell(11, 20);
            assertTrue(east.awaitConfirmed(30));
            console.await("the gap is gone", v -> v.gates().getFirst().gaps().isEmpty());
            east.say("status", "{\"online\":true,\"journal\":\"" + east.journal + "\",\"seq\":33,\"clock\":\"synced\"}");
            console.await("what it has and never told is missing, too", v -> v.gates().getFirst().gaps().equals(List.of(new CampusStore.Gap(new JournalOf("east", east.journal), 31, 33))));
        }
    }

    @Test void aGateThatMissedAConfirmationIsToldAgain() throws Exception {
        try (Mosquitto broker = broker(); SpokenGate east = new SpokenGate(folder, broker.url(), "east", 10);
             TestConsole console = TestConsole.start(TestConsole.config(folder.resolve("console.toml"), broker.url(), FILE), Optional.empty())) {
            console.await("it takes events", v -> v.trouble().isEmpty());
            east.tell(1, 10);
            assertTrue(east.awaitConfirmed(10));
            long before = console.await("it was told", v -> v.counters().acks() > 0).counters().acks();
            east.say("status", "{\"online\":true,\"journal\":\"" + east.journal + "\",\"confirmed\":4}");
            console.await("it is told again", v -> v.counters().acks() == before + 1);
        }
    }

    @Test void personalDataThatIsTooOldGoesAtTheStartAndIsNotStoredWhenItComes() throws Exception {
        try (Mosquitto broker = broker(); SpokenGate east = new SpokenGate(folder, broker.url(), "east", 20)) {
            try (TestConsole console = TestConsole.start(TestConsole.config(folder.resolve("console.toml"), broker.url(), FILE), Optional.empty())) {
                console.await("it takes events", v -> v.trouble().isEmpty());
                east.tell(1, 10);
                assertTrue(east.awaitConfirmed(10));
            }
            assertEquals(east.texts().subList(0, 10), stored(east), "an hour old");
            Path strict = TestConsole.config(folder.resolve("strict.toml"), broker.url(), FILE + "\nkeep-days = 1\nkeep-temperature-days = 0");
            try (TestConsole console = TestConsole.start(strict, Optional.empty())) {
                console.await("it takes events", v -> v.trouble().isEmpty());
                east.tell(1, 20);
                assertTrue(east.awaitConfirmed(20));
            }
            List<String> texts = stored(east);
            assertEquals(20, texts.size());
            assertEquals(List.of(), texts.stream().filter(t -> t.contains("\"health\":{") || !t.contains("\"who\":{")).toList());
        }
    }

    @Test void brokerAndRecordMayComeAndGo() throws Exception {
        try (PostgresServer server = new PostgresServer(); Mosquitto broker = Mosquitto.plain(Files.createDirectories(folder.resolve("broker")))) {
            try (TestConsole console = TestConsole.start(TestConsole.config(folder.resolve("console.toml"), broker.url(), store(server)), Optional.empty())) {
                console.await("the record is missing", v -> !v.storeOk() && v.trouble().isPresent());
                server.start();
                console.await("the broker is missing", v -> v.storeOk() && v.trouble().filter(t -> t.contains(String.valueOf(broker.port()))).isPresent());
                broker.start();
                console.await("it takes events", v -> v.trouble().isEmpty());
                try (SpokenGate east = new SpokenGate(folder, broker.url(), "east", 400)) {
                    east.tell(1, 100);
                    assertTrue(east.awaitConfirmed(100));
                    server.crash();
                    east.tell(101, 200);
                    console.await("the loss of the record is noticed", v -> !v.storeOk());
                    server.start();
                    console.await("it takes events again", v -> v.trouble().isEmpty());
                    east.tell((int) east.confirmed() + 1, 300);   // as a gate does that waits for its confirmation
                    assertTrue(east.awaitConfirmed(300));
                    broker.kill();
                    console.await("the loss of the broker is noticed", v -> v.trouble().isPresent() && v.storeOk());
                    broker.start();
                    console.await("it takes events once more", v -> v.trouble().isEmpty());
                    east.awaitConnection();
                    east.tell(301, 400);
                    console.await("the rest is stored", v -> !v.gates().isEmpty() && v.gates().getFirst().lastEvent().filter(MORNING.plusSeconds(399)::equals).isPresent());
                    assertEquals(east.texts(), stored(east, where(server)));
                }
            }
        }
    }

    private String store(PostgresServer server) throws IOException {
        return "url = \"" + server.url() + "\"\nusername = \"" + PostgresServer.USER + "\"\npassword-file = \"" + server.passwordFile(folder) + "\"";
    }

    private CampusDatabase where(PostgresServer server) throws IOException {
        return new CampusDatabase.Server("127.0.0.1", server.port(), "postgres", PostgresServer.USER, Optional.of(server.passwordFile(folder)), false, Optional.empty());
    }

    @Test void twoConsolesShareTheLoadAndOneIsEnough() throws Exception {
        try (PostgresServer server = new PostgresServer().start(); Mosquitto broker = broker()) {
            Path config = TestConsole.config(folder.resolve("console.toml"), broker.url(), store(server));
            try (SpokenGate east = new SpokenGate(folder, broker.url(), "east", 3000); TestConsole first = TestConsole.start(config, Optional.empty())) {
                first.await("the first takes events", v -> v.trouble().isEmpty());
                try (TestConsole second = TestConsole.start(config, Optional.empty())) {
                    second.await("the second takes events", v -> v.trouble().isEmpty());
                    east.tell(1, 2000);
                    assertTrue(east.awaitConfirmed(2000));
                    first.await("the first had its part", v -> v.counters().added() > 0);
                    second.await("the second the rest", v -> v.counters().added() > 0 && v.counters().added() + first.view().counters().added() == 2000);
                }
                east.tell(2001, 3000);
                assertTrue(east.awaitConfirmed(3000));
                assertEquals(east.texts(), stored(east, where(server)));
            }
        }
    }
}
