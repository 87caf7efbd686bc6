package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Gate;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.Draft;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import io.campusgate.store.Drafts;
import io.campusgate.store.EventIndex;
import io.campusgate.store.Journal;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `log purge` on a real store: names are kept for 180 days, temperatures for 14.
class LogPurgeTest {
    private static final Who.Person LI = new Who.Person("S0001", "李雷", PersonKind.STUDENT, "高一3班");
    private static final Who.Person HAN = new Who.Person("S0002", "韩梅梅", PersonKind.STUDENT, "高一3班");
    private static final String COUNTS = "{\"who\":1,\"health\":2,\"id_numbers\":0,\"visitors\":0}\n";
    private static final String NOTHING = "{\"who\":0,\"health\":0,\"id_numbers\":0,\"visitors\":0}\n";

    @TempDir Path folder;
    private SmallGate gate;
    private Path store;

    @BeforeEach void aGateWithHistory() throws IOException {
        gate = SmallGate.in(folder);
        Files.writeString(gate.config(), Files.readString(gate.config()).replace("[store]", "[clock]\nsource = \"assume\"\n[store]"));
        store = folder.resolve("gate.db");
        Instant now = Instant.now();
        keep(Drafts.entry(LI, "00000001", now.minus(Duration.ofDays(181))), Drafts.entry(HAN, "00000002", now.minus(Duration.ofDays(15))),
                Drafts.entry(HAN, "00000002", now.minus(Duration.ofDays(13))));
        try (EventIndex index = EventIndex.open(store)) {
            assertEquals(3, index.catchUp(100));
        }
    }

    private void keep(Draft... drafts) {
        try (Journal journal = Journal.open(store, "east", Drafts.ZONE)) {
            journal.append(List.of(drafts));
        }
    }

    private Typed purge(String... options) {
        return gate.run(Locale.ENGLISH, List.of("log", "purge"), options);
    }

    private List<String> events() {
        try (JournalReader journal = JournalReader.open(store)) {
            return journal.after(0, 100).stream().map(Stored::text).toList();
        }
    }

    private void assertPurged() throws IOException {
        List<String> events = events();
        assertFalse(events.getFirst().contains("\"who\"") || events.getFirst().contains("\"health\""), events::toString);
        assertTrue(events.get(1).contains("韩梅梅") && !events.get(1).contains("\"health\""), events::toString);
        assertTrue(events.get(2).contains("韩梅梅") && events.get(2).contains("\"health\""), events::toString);
        assertEquals(1, events.stream().filter(event -> event.contains("\"who\":1,\"health\":2")).count(), events::toString);
        assertTrue(gate.run(Locale.ENGLISH, "log", "verify", "--json").out().endsWith("\"gaps\":0,\"breaks\":0,\"purged\":2}\n"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains("李雷"), () -> "a name is left in " + file);
            }
        }
    }

    @Test void purgesTheStoreOfAStoppedGateOnce() throws IOException {
        Typed typed = purge();
        assertEquals("", typed.err());
        assertEquals("Purged: 1 names, 2 temperatures, 0 identity numbers, 0 visitors.\n", typed.out());
        assertEquals(0, typed.exit());
        assertPurged();
        int events = events().size();
        assertEquals("Nothing has been kept too long.\n", purge().out());
        assertEquals(NOTHING, purge("--json").out());
        assertEquals(events, events().size(), "a purge of nothing is no event");
    }

    @Test void answersInChinese() {
        assertEquals("已清除：姓名 1，体温 2，身份证号码 0，访客 0。\n", gate.run(Locale.SIMPLIFIED_CHINESE, "log", "purge").out());
        assertEquals("没有超过保存期限的内容。\n", gate.run(Locale.SIMPLIFIED_CHINESE, "log", "purge").out());
    }

    @Test void hasTheRunningGateDoIt() throws Exception {
        GateConfig config = GateConfig.read(gate.config());
        try (Gate _ = Gate.start(config, new Drivers(new SimGate()))) {
            assertEquals(COUNTS, purge("--json").out());
            assertEquals(NOTHING, purge("--json").out());
            assertPurged();
        }
    }

    /// With a trusted event of tomorrow in the journal, today's clock is wrong.
    @Test void purgesNothingByAClockThatCannotBeTrusted() throws Exception {
        keep(Drafts.entry(HAN, "00000002", Instant.now().plus(Duration.ofDays(1))));
        assertRefused();
        try (Gate _ = Gate.start(GateConfig.read(gate.config()), new Drivers(new SimGate()))) {
            assertRefused();
        }
    }

    private void assertRefused() {
        Typed typed = purge("--json");
        assertEquals("the clock cannot be trusted, so nothing is purged: wait for network time, or tell the running gate the time (campus-gate clock set TIME)\n", typed.err());
        assertEquals("", typed.out());
        assertEquals(1, typed.exit());
        assertTrue(gate.run(Locale.SIMPLIFIED_CHINESE, "log", "purge").err().startsWith("时钟不可信，因此没有清除任何内容"));
        assertTrue(events().getFirst().contains("李雷"));
    }

    @Test void makesNoStoreWhereThereIsNone() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Typed typed = SmallGate.in(empty).run(Locale.ENGLISH, "log", "purge");
        assertEquals("there is no store at " + empty.resolve("gate.db") + "\n", typed.err());
        assertEquals(1, typed.exit());
        assertFalse(Files.exists(empty.resolve("gate.db")));
    }

    /// The copy of an open store is what a power cut leaves. That the gate did not stop cleanly must not be forgotten, since
    /// the next start cannot see it any more.
    @Test void tellsThatTheLastRunDidNotEndCleanly() throws IOException {
        Path cut = Files.createDirectory(folder.resolve("cut"));
        SmallGate other = SmallGate.in(cut);
        Files.copy(gate.config(), other.config(), StandardCopyOption.REPLACE_EXISTING);
        try (Journal journal = Journal.open(store, "east", Drafts.ZONE)) {
            journal.append(List.of(Drafts.entry(HAN, "00000002", Instant.now())));
            for (String name : List.of("gate.db", "gate.db-wal")) {
                Files.copy(folder.resolve(name), cut.resolve(name));
            }
        }
        assertEquals(COUNTS, other.run(Locale.ENGLISH, "log", "purge", "--json").out());
        String list = other.run(Locale.ENGLISH, "log", "list", "--json").out();
        assertTrue(list.contains("unclean_start") && list.contains("\"outcome\":\"not_opened\""), list);
    }
}
