package io.campusgate.store;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The same on a real PostgreSQL server, and what only a server can do: several consoles at once.
class CampusServerTest extends CampusStoreContract {
    private static Optional<PostgresServer> server = Optional.empty();

    @BeforeAll static void start() throws Exception {
        server = Optional.of(new PostgresServer());
        server.get().start();
    }

    @AfterAll static void stop() throws Exception {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @BeforeEach void empty() {
        try (Postgres db = Postgres.open(where())) {
            db.script("DROP TABLE IF EXISTS journal, event, finding, gate_state, purged");
        }
    }

    private CampusDatabase.Server where() {
        try {
            return new CampusDatabase.Server("127.0.0.1", server.orElseThrow().port(), "postgres", PostgresServer.USER, Optional.of(server.get().passwordFile(folder)), false, Optional.empty());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override CampusDatabase database() {
        return where();
    }

    @Test void twoConsolesThatStoreHalvesOfAJournalAtOnceMakeItWhole() throws Exception {
        int count = 4_000;
        List<ReceivedEvent> events;
        CampusStore.JournalOf of;
        try (Journal journal = Journal.open(folder.resolve("east.db"), "east", ZONE)) {
            events = journal.append(IntStream.range(0, count).mapToObj(i -> Drafts.entryOf(i, MORNING)).toList()).stream().map(e -> received("east", e)).toList();
            of = new CampusStore.JournalOf("east", journal.id());
        }
        try (ExecutorService consoles = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> halves = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                int mine = half;
                halves.add(consoles.submit(() -> {
                    try (CampusStore store = open()) {
                        List<ReceivedEvent> own = events.stream().filter(e -> e.seq() % 2 == mine || e.seq() % 10 == 0).toList();   // and some twice
                        int added = 0;
                        for (int at = 0; at < own.size(); at += 50) {
                            added += keep(store, own.subList(at, Math.min(at + 50, own.size()))).added();
                        }
                        return added;
                    }
                }));
            }
            assertEquals(count, halves.get(0).get() + halves.get(1).get());
        }
        try (CampusStore store = open()) {
            assertEquals(count, store.stored(of), "whoever committed last has seen what the other did");
            assertEquals(events.stream().map(ReceivedEvent::text).toList(), store.texts(of));
            assertEquals(List.of(), store.findings(10));
        }
    }

    @Test void whatWasCommittedIsThereAfterTheServerCrashed() throws Exception {
        List<ReceivedEvent> events;
        CampusStore.JournalOf of;
        try (Journal journal = Journal.open(folder.resolve("east.db"), "east", ZONE)) {
            events = journal.append(IntStream.range(0, 20).mapToObj(i -> Drafts.entryOf(i, MORNING)).toList()).stream().map(e -> received("east", e)).toList();
            of = new CampusStore.JournalOf("east", journal.id());
        }
        try (CampusStore store = open()) {
            keep(store, events.subList(0, 10));
            server.orElseThrow().crash();
            assertThrows(StoreException.class, () -> keep(store, events.subList(10, 20)));
        }
        StoreException gone = assertThrows(StoreException.class, this::open);
        assertTrue(gone.getMessage().startsWith("postgresql://127.0.0.1:"), gone.getMessage());
        server.orElseThrow().start();
        try (CampusStore store = open()) {
            assertEquals(events.subList(0, 10).stream().map(ReceivedEvent::text).toList(), store.texts(of));
            keep(store, events);
            assertEquals(20, store.stored(of));
        }
    }

    @Test void aWrongPasswordIsToldInAPlainSentence() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.pw"), "nonsense");
        CampusDatabase.Server w = where();
        StoreException refused = assertThrows(StoreException.class, () -> CampusStore.open(new CampusDatabase.Server(w.host(), w.port(), w.database(), w.username(), Optional.of(wrong), false, Optional.empty())));
        assertTrue(refused.getMessage().contains("password authentication failed"), refused.getMessage());
    }
}
