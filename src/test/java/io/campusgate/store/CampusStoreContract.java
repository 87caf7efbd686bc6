package io.campusgate.store;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.store.CampusStore.Gap;
import io.campusgate.store.CampusStore.JournalOf;
import io.campusgate.store.CampusStore.StatusOf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a console's record promises, whichever database it is in. The events are those of real journals.
abstract class CampusStoreContract {
    @TempDir Path folder;

    abstract CampusDatabase database();

    CampusStore open() {
        return CampusStore.open(database());
    }

    record Kept(int added, Map<JournalOf, Long> stored) {}

    static Kept keep(CampusStore store, List<ReceivedEvent> batch) {
        int added = store.keep(batch);
        return new Kept(added, store.advance());
    }

    private record Day(String gate, String journal, List<ReceivedEvent> events) {
        JournalOf of() {
            return new JournalOf(gate, journal);
        }

        List<String> texts() {
            return events.stream().map(ReceivedEvent::text).toList();
        }
    }

    static ReceivedEvent received(String gate, Stored event) {
        try {
            return ReceivedEvent.read(gate, event.type(), event.text().getBytes(StandardCharsets.UTF_8));
        } catch (ReceivedEvent.Malformed e) {
            throw new AssertionError(event.text(), e);
        }
    }

    private Day day(String gate, int count) {
        try (Journal journal = Journal.open(folder.resolve(gate + ".db"), gate, ZONE)) {
            List<Stored> stored = journal.append(IntStream.range(0, count).mapToObj(i -> Drafts.entryOf(i, MORNING.plusSeconds(i))).toList());
            return new Day(gate, journal.id(), stored.stream().map(e -> received(gate, e)).toList());
        }
    }

    @Test void keepsEachEventOnceByteForByteAndSaysUpToWhereNothingIsMissing() {
        Day day = day("east", 5);
        try (CampusStore store = open()) {
            assertEquals(new Kept(3, Map.of(day.of(), 3L)), keep(store, day.events.subList(0, 3)));
            assertEquals(new Kept(0, Map.of(day.of(), 3L)), keep(store, day.events.subList(1, 3)), "a repeat is confirmed again");
            assertEquals(new Kept(2, Map.of(day.of(), 5L)), keep(store, day.events));
            assertEquals(day.texts(), store.texts(day.of()));
            assertEquals(List.of(), store.gaps());
            assertEquals(List.of(), store.findings(10));
        }
        try (CampusStore store = open()) {
            assertEquals(5, store.stored(day.of()), "after it was closed and opened");
            assertEquals(day.texts(), store.texts(day.of()));
        }
    }

    @Test void confirmsNothingBehindAGapUntilItIsFilled() {
        Day day = day("east", 9);
        try (CampusStore store = open()) {
            assertEquals(Map.of(), keep(store, day.events.subList(3, 5)).stored());
            assertEquals(List.of(new Gap(day.of(), 1, 3)), store.gaps());
            assertEquals(Map.of(day.of(), 2L), keep(store, day.events.subList(0, 2)).stored());
            keep(store, day.events.subList(7, 9));
            assertEquals(List.of(new Gap(day.of(), 3, 3)), store.gaps(), "the first one of a journal");
            assertEquals(Map.of(day.of(), 5L), keep(store, day.events.subList(2, 3)).stored());
            assertEquals(List.of(new Gap(day.of(), 6, 7)), store.gaps());
            assertEquals(Map.of(day.of(), 9L), keep(store, day.events.subList(5, 7)).stored());
            assertEquals(List.of(), store.gaps());
        }
    }

    @Test void followsThousandsThatWaitedBehindOne() {
        Day day = day("east", 12_001);
        try (CampusStore store = open()) {
            keep(store, day.events.subList(1, 12_001));
            assertEquals(Map.of(day.of(), 12_001L), keep(store, day.events.subList(0, 1)).stored());
            assertEquals(List.of(), store.findings(10));
        }
    }

    @Test void anyOrderAndAnyRepetitionGivesTheSameRecord() {
        List<Day> days = List.of(day("east", 60), day("west", 40));
        Random random = new Random(7);
        List<ReceivedEvent> all = new ArrayList<>();
        days.forEach(d -> all.addAll(d.events));
        days.forEach(d -> all.addAll(d.events));
        Collections.shuffle(all, random);
        try (CampusStore store = open()) {
            int added = 0;
            for (int at = 0; at < all.size();) {
                int size = Math.min(all.size() - at, 1 + random.nextInt(9));
                added += keep(store, all.subList(at, at + size)).added();
                at += size;
            }
            assertEquals(100, added);
            for (Day d : days) {
                assertEquals(d.texts(), store.texts(d.of()));
                assertEquals(d.events.size(), store.stored(d.of()));
            }
            assertEquals(List.of(), store.findings(10));
        }
    }

    @Test void aGateRestoredFromABackupGoesOnUnderItsNewJournalId() {
        Day before;
        Path gate = folder.resolve("east.db");
        Path backup = folder.resolve("backup");
        try (Journal journal = Journal.open(gate, "east", ZONE)) {
            List<Stored> stored = journal.append(IntStream.range(0, 4).mapToObj(i -> Drafts.entryOf(i, MORNING)).toList());
            before = new Day("east", journal.id(), stored.stream().map(e -> received("east", e)).toList());
        }
        Backup.write(gate, backup);
        Restore.restore(backup, gate, ZONE);
        Day after;
        try (Journal journal = Journal.open(gate, "east", ZONE)) {
            List<Stored> stored = journal.append(IntStream.range(0, 3).mapToObj(i -> Drafts.entryOf(i, MORNING)).toList());
            after = new Day("east", journal.id(), stored.stream().map(e -> received("east", e)).toList());
        }
        assertFalse(before.journal.equals(after.journal));
        try (CampusStore store = open()) {
            long first = after.events.getFirst().seq();
            assertTrue(first > 4, "it goes on with its seq");
            keep(store, after.events);
            assertEquals(0, store.stored(after.of()), "what was before it is not there yet");
            keep(store, before.events);
            long between = first - 5;   // of the restore itself
            assertEquals(between == 0 ? first + 2 : 0, store.stored(after.of()));
            assertEquals(List.of(), store.findings(10));
        }
    }

    @Test void tellsAnOperatorOfATextThatWasChangedABrokenChainAndTwoTexts() throws Exception {
        Day day = day("east", 4);
        String changed = day.events.get(1).text().replace("王", "汪").replace("\"outcome\":\"granted\"", "\"outcome\":\"denied\"");
        ReceivedEvent forged = ReceivedEvent.read("east", "entry", changed.getBytes(StandardCharsets.UTF_8));
        assertFalse(forged.sound());
        Day other = day("east-2", 4);
        ReceivedEvent foreign = ReceivedEvent.read("east", "entry", new EventForger(other.events.get(2).text()).as("east", day.journal).getBytes(StandardCharsets.UTF_8));
        assertTrue(foreign.sound());
        try (CampusStore store = open()) {
            keep(store, List.of(day.events.get(0), forged, foreign));
            keep(store, List.of(day.events.get(2), day.events.get(3)));
            assertEquals(4, store.stored(day.of()), "a fault of a gate does not hold up what it did afterwards");
            assertEquals(List.of("hash 2", "chain 3", "twice 3", "chain 4").stream().sorted().toList(),
                    store.findings(10).stream().map(f -> f.kind() + " " + f.seq()).sorted().toList());
            assertEquals(4, store.gates().getFirst().findings());
        }
    }

    private static CampusPurge.Counts purge(CampusStore store, Instant whoBefore, Instant healthBefore) {
        CampusPurge purge = store.purge(whoBefore, healthBefore);
        while (purge.step(3)) {
            // on
        }
        return purge.counts();
    }

    private List<String> parts(CampusStore store, Day day) {
        return store.texts(day.of()).stream().map(t -> (t.contains("\"who\":{") ? "w" : "-") + (t.contains("\"health\":{") ? "h" : "-")).toList();
    }

    @Test void personalDataGoesWhenItIsOldAndTheChainStillVerifies() throws Exception {
        Day day = day("east", 10);
        Day west = day("west", 4);
        try (CampusStore store = open()) {
            keep(store, day.events.subList(0, 8));
            keep(store, west.events);
            assertEquals(new CampusPurge.Counts(2 + 2, 5 + 4, 0), purge(store, MORNING.plusSeconds(2), MORNING.plusSeconds(5)));
            assertEquals(List.of("--", "--", "w-", "w-", "w-", "wh", "wh", "wh"), parts(store, day));
            assertEquals(List.of("--", "--", "w-", "w-"), parts(store, west));
            for (String text : store.texts(day.of())) {
                assertTrue(ReceivedEvent.read("east", "entry", text.getBytes(StandardCharsets.UTF_8)).sound(), text);
            }
            assertTrue(purge(store, MORNING.plusSeconds(2), MORNING.plusSeconds(5)).isNothing(), "a second time there is nothing left");
            assertEquals(new CampusPurge.Counts(1 + 1, 1, 0), purge(store, MORNING.plusSeconds(3), MORNING.plusSeconds(6)), "the next night goes on where it ended");
            keep(store, day.events);
            assertEquals(List.of("--", "--", "--", "w-", "w-", "w-", "wh", "wh", "wh", "wh"), parts(store, day), "sending again brings nothing back");
            assertEquals(10, store.stored(day.of()));
            assertEquals(List.of(), store.findings(10));
        }
    }

    @Test void whatComesLateAndIsTooOldIsNeverStoredWithItsPersonalData() {
        Day day = day("east", 6);
        try (CampusStore store = open()) {
            keep(store, day.events.subList(3, 6));
            purge(store, MORNING.plusSeconds(5), MORNING.plusSeconds(5));
            keep(store, day.events.subList(0, 3));
            assertEquals(List.of("--", "--", "--", "--", "--", "wh"), parts(store, day));
            assertEquals(6, store.stored(day.of()));
            assertEquals(List.of(), store.findings(10));
        }
        try (CampusStore store = open()) {   // one that has not been told yet how old is too old
            Day west = day("west", 6);
            keep(store, west.events.subList(3, 6));
            purge(store, MORNING, MORNING);
            keep(store, west.events.subList(0, 3));
            assertEquals(new CampusPurge.Counts(5, 5, 0), purge(store, MORNING.plusSeconds(5), MORNING.plusSeconds(5)), "what filled a gap is found, too");
        }
    }

    @Test void aFindingLosesItsTextWithTheEvent() throws Exception {
        Day day = day("east", 2);
        String changed = day.events.get(1).text().replace("\"outcome\":\"granted\"", "\"outcome\":\"denied\"");
        try (CampusStore store = open()) {
            keep(store, List.of(day.events.getFirst(), ReceivedEvent.read("east", "entry", changed.getBytes(StandardCharsets.UTF_8))));
            assertEquals(1, store.findings(10).size());
            Instant later = Instant.ofEpochMilli(store.findings(10).getFirst().atMillis() + 1);
            assertEquals(1, purge(store, later, later).findings());
            assertEquals(1, store.findings(10).size(), "the finding itself stays");
        }
    }

    @Test void remembersWhatEachGateSaidOfItselfAndWhenItCameOrWent() {
        try (CampusStore store = open()) {
            store.keepStatuses(List.of(new StatusOf("west", true, "{\"online\":true,\"backlog\":1}"), new StatusOf("east", false, "")), 1_000);
            store.keepStatuses(List.of(new StatusOf("west", true, "{\"online\":true,\"backlog\":2}")), 2_000);
            store.keepStatuses(List.of(new StatusOf("west", false, "")), 3_000);
            List<CampusStore.GateState> gates = store.gates();
            assertEquals(List.of("east", "west"), gates.stream().map(CampusStore.GateState::gate).toList());
            CampusStore.GateState west = gates.get(1);
            assertFalse(west.online());
            assertEquals(3_000, west.changedMillis());
            assertEquals("{\"online\":true,\"backlog\":2}", west.status(), "the last one it gave while it was there");
        }
    }
}
