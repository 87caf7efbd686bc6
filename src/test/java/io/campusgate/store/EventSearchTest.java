package io.campusgate.store;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Who;
import io.campusgate.store.Database.Mode;
import io.campusgate.store.EventFilter.Field;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSearchTest {
    private static final Who.Person WANG = new Who.Person("T0042", "王小明", PersonKind.STAFF, "数学组");
    private static final Who.Person LI = new Who.Person("S_100%", "李雷 Lei", PersonKind.STUDENT, "高一3班");

    @TempDir Path folder;
    private Path file;
    private Journal journal;

    @BeforeEach void open() {
        file = folder.resolve("gate.db");
        journal = Journal.open(file, "east", ZONE);
        Draft first = Drafts.entry(WANG, "001293D8", MORNING);                                          // 1
        journal.append(List.of(first, Drafts.passage(first, "passed")));                               // 2
        journal.append(List.of(Drafts.entry(LI, "04A1B2C3D4E580", MORNING.plusSeconds(60)),            // 3
                Drafts.mode(MORNING.plusSeconds(120), Map.of("by", "Zhao_1", "ms", 12L)),              // 4
                Drafts.entry(WANG, "001293D8", MORNING.plusSeconds(180))));                            // 5
    }

    @AfterEach void close() {
        journal.close();
    }

    /// Whatever is asked is answered the same with everything indexed, a part of it, or nothing.
    private void finds(EventFilter filter, Long... seqs) {
        assertEquals(List.of(seqs), search(filter), "without an index");
        try (EventIndex index = EventIndex.open(file)) {
            index.catchUp(3);
            assertEquals(List.of(seqs), search(filter), "with a part of it indexed");
            index.catchUp(1000);
            assertEquals(List.of(seqs), search(filter), "with all of it indexed");
        }
    }

    private List<Long> search(EventFilter filter) {
        try (EventSearch search = EventSearch.open(file)) {
            List<Long> newest = search.newest(filter).stream().map(Stored::seq).toList();
            List<Long> oldestFirst = new ArrayList<>();
            search.eachOldestFirst(filter, 1, event -> oldestFirst.add(event.seq()));
            assertEquals(newest.reversed(), oldestFirst.subList(oldestFirst.size() - newest.size(), oldestFirst.size()), "oldest first");
            assertEquals(newest, inParts(search, filter), "in parts");
            return newest;
        }
    }

    /// The same, looking at two events for each part of the answer.
    private static List<Long> inParts(EventSearch search, EventFilter filter) {
        List<Long> found = new ArrayList<>();
        EventFilter rest = filter;
        while (true) {
            EventSearch.Page page = search.page(rest, 2);
            page.events().forEach(event -> found.add(event.seq()));
            if (page.next().isEmpty() || found.size() >= filter.limit()) {
                return found;
            }
            assertTrue(page.next().getAsLong() < rest.before(), "goes on");
            rest = rest.before(page.next().getAsLong());
        }
    }

    private static EventFilter all() {
        return EventFilter.newest(100);
    }

    @Test void findsTheNewestAndThePageBefore() {
        finds(EventFilter.newest(2), 5L, 4L);
        finds(EventFilter.newest(2).before(4), 3L, 2L);
    }

    @Test void findsAPersonByIdOrName() {
        finds(all().where(Field.PERSON, "T0042"), 5L, 1L);
        finds(all().where(Field.PERSON, "李雷 Lei"), 3L);
        finds(all().where(Field.PERSON, "T004"));
    }

    @Test void combinesWhatItIsAskedFor() {
        finds(all().where(Field.TYPE, "entry").where(Field.GROUP, "数学组"), 5L, 1L);
        finds(all().where(Field.TYPE, "entry").where(Field.LANE, "in-1").where(Field.OUTCOME, "granted").where(Field.REASON, "ok"), 5L, 3L, 1L);
        finds(all().where(Field.TYPE, "mode").where(Field.GROUP, "数学组"));
        finds(all().where(Field.TYPE, "passage").where(Field.OUTCOME, "granted"));
        finds(all().where(Field.PERSON, "T0042").where(Field.OUTCOME, "granted").where(Field.LANE, "in-1").before(5), 1L);
    }

    @Test void tellsWhereTheNewestBegin() {
        EventFilter granted = all().where(Field.OUTCOME, "granted");
        for (int indexed : new int[] {0, 3, 100}) {
            try (EventIndex index = EventIndex.open(file)) {
                index.catchUp(indexed);
            }
            try (EventSearch search = EventSearch.open(file)) {
                assertEquals(List.of(5L, 3L, 1L, 1L), IntStream.rangeClosed(1, 4).mapToObj(n -> search.seqOfOldestAmongNewest(limited(granted, n))).toList());
                assertEquals(List.of(5L, 4L), IntStream.rangeClosed(1, 2).mapToObj(n -> search.seqOfOldestAmongNewest(limited(all(), n))).toList());
                assertEquals(3L, search.seqOfOldestAmongNewest(limited(granted, 1).containing("高")));
                assertEquals(1L, search.seqOfOldestAmongNewest(limited(granted, 2).containing("王").before(5)));
            }
        }
    }

    private static EventFilter limited(EventFilter filter, int limit) {
        return new EventFilter(filter.from(), filter.to(), filter.equal(), filter.text(), filter.celsiusAtLeast(), filter.before(), limit);
    }

    @Test void readsInParallelInTheOrderOfTheJournal() {
        journal.append(IntStream.range(0, 3_000).mapToObj(i -> Drafts.entryOf(i, MORNING.plusSeconds(600 + i))).toList());
        EventFilter group = all().where(Field.GROUP, "高一3班");
        for (int indexed : new int[] {0, 1_700, 10_000}) {
            try (EventIndex index = EventIndex.open(file)) {
                index.catchUp(indexed);
            }
            try (EventSearch search = EventSearch.open(file)) {
                List<Long> found = new ArrayList<>();
                search.<List<Long>>eachInParallel(group, 9, events -> events.stream().map(event -> event.event().seq()).toList(), found::addAll);
                assertEquals(LongStream.range(0, 150).mapToObj(i -> 9 + 20 * i).toList(), found);
            }
        }
    }

    @Test void aParallelReadEndsWithTheFirstError() {
        journal.append(IntStream.range(0, 3_000).mapToObj(i -> Drafts.entryOf(i, MORNING.plusSeconds(600 + i))).toList());
        try (EventSearch search = EventSearch.open(file)) {
            assertThrows(IllegalStateException.class, () -> search.eachInParallel(all(), 1, _ -> {
                throw new ArithmeticException("work");
            }, _ -> { }));
            assertThrows(ArithmeticException.class, () -> search.eachInParallel(all(), 1, List::size, _ -> {
                throw new ArithmeticException("taker");
            }));
        }
    }

    @Test void findsATimeWithItsStartAndWithoutItsEnd() {
        finds(all().between(Optional.of(MORNING.plusSeconds(60)), Optional.of(MORNING.plusSeconds(180))), 4L, 3L);
        finds(all().between(Optional.empty(), Optional.of(MORNING)));
        finds(all().between(Optional.of(MORNING.plusSeconds(180)), Optional.empty()), 5L);
    }

    @Test void findsEveryWordOfATextInsideAnyValue() {
        finds(all().containing("小明"), 5L, 1L);
        finds(all().containing("1293d8"), 5L, 1L);
        finds(all().containing("lei 高一"), 3L);
        finds(all().containing("ZHAO_1"), 4L);
        finds(all().containing("hao%1"));
        finds(all().containing("100%"), 3L);
        finds(all().containing("passed"), 2L);
        finds(all().containing("  "), 5L, 4L, 3L, 2L, 1L);
    }

    @Test void findsTemperaturesAtLeastAsHighAsAsked() {
        journal.append(List.of(warm(3729, MORNING.plusSeconds(300)), warm(3730, MORNING.plusSeconds(301)), warm(3999, MORNING.plusSeconds(302))));
        finds(all().atLeast(new BigDecimal("37.3")), 8L, 7L);
        finds(all().atLeast(new BigDecimal("37.29")), 8L, 7L, 6L);
        finds(all().atLeast(new BigDecimal("37.31")).where(Field.TYPE, "entry"), 8L);
        finds(all().atLeast(new BigDecimal("40")));
        finds(all().atLeast(new BigDecimal("36.52")).before(6), 5L, 3L, 1L);
        finds(all().containing("39.9"), 8L);
    }

    private static Draft warm(int centi, Instant at) {
        Draft usual = Drafts.entryOf(7, at);
        return new Draft(usual.id(), usual.about(), at, usual.clock(), usual.uptimeMs(), usual.type(), usual.lane(), usual.direction(), usual.outcome(),
                usual.reason(), usual.mode(), usual.whitelist(), false, usual.details(), usual.who(),
                usual.health().map(h -> new Health(h.verdict(), Optional.of(new Temperature(centi)), h.surface(), h.ambient(), h.attempts(), h.method())));
    }

    @Test void aPurgedTemperatureIsNotFoundAnyMore() {
        try (EventIndex index = EventIndex.open(file)) {
            index.catchUp(100);
            Purge purge = journal.purge(MORNING, MORNING.plusSeconds(120), index::forget);
            while (purge.step(2)) {
                assertTrue(purge.counts().health() <= 2);
            }
            assertEquals(new Purge.Counts(0, 2, 0, 0), purge.counts());
            assertEquals(List.of(5L), search(all().atLeast(new BigDecimal("36.0"))));
            assertEquals(List.of(5L, 1L), search(all().where(Field.PERSON, "T0042")));
            index.forget("health", journalled(1, 3));
            assertEquals(List.of(5L), search(all().containing("36.5")));
        }
    }

    @Test void findsADetailThatIsTrueByItsName() {
        journal.append(List.of(Drafts.mode(MORNING.plusSeconds(300), Map.of("late", true)), Drafts.mode(MORNING.plusSeconds(301), Map.of("late", false))));
        finds(all().containing("late"), 6L);
    }

    @Test void goesOnFromTheEventItIsTold() {
        journal.append(IntStream.range(0, 700).mapToObj(i -> Drafts.entryOf(i, MORNING.plusSeconds(600 + i))).toList());
        try (EventIndex index = EventIndex.open(file)) {
            index.catchUp(500);
            try (EventSearch search = EventSearch.open(file)) {
                List<Long> found = new ArrayList<>();
                search.eachOldestFirst(all().where(Field.GROUP, "高一3班"), 400, event -> found.add(event.seq()) && found.size() < 8);
                assertEquals(LongStream.range(0, 8).mapToObj(i -> 409 + 20 * i).toList(), found);
            }
        }
    }

    @Test void aWordOfManyValuesIsStillFound() {
        journal.append(IntStream.range(0, 700).mapToObj(i -> Drafts.entryOf(i, MORNING.plusSeconds(600 + i))).toList());
        finds(EventFilter.newest(1).containing("p000"), 705L);
        finds(EventFilter.newest(9).containing("p000 人7").where(Field.GROUP, "高一10班"), 76L);
        finds(EventFilter.newest(2).containing("p000 人7"), 85L, 84L);
    }

    @Test void nothingIsWrittenBeforeItIsWorthAWrite() {
        try (EventIndex index = EventIndex.open(file)) {
            assertEquals(0, index.follow(1000));
            journal.append(IntStream.range(0, 500).mapToObj(i -> Drafts.entryOf(i, MORNING)).toList());
            assertEquals(505, index.follow(1000));
            assertEquals(0, index.follow(1000));
        }
    }

    @Test void anIndexThatIsDamagedIsMadeAnew() throws Exception {
        try (EventIndex index = EventIndex.open(file)) {
            index.catchUp(100);
        }
        Files.writeString(StoreFiles.index(file), "no database ".repeat(1000));
        finds(all().where(Field.PERSON, "T0042"), 5L, 1L);
    }

    @Test void anIndexOfAnotherJournalIsMadeAnew() {
        try (EventIndex index = EventIndex.open(file)) {
            index.catchUp(100);
        }
        journal.close();
        StoreFiles.rename(file, folder.resolve("old.db"));
        journal = Journal.open(file, "east", ZONE);
        journal.append(List.of(Drafts.entry(LI, "04A1B2C3D4E580", MORNING)));
        finds(all().where(Field.PERSON, "T0042"));
        finds(all().where(Field.PERSON, "S_100%"), 1L);
    }

    @Test void whoIsForgottenIsInNeitherFileAndWhatHappenedStillIs() throws Exception {
        try (EventIndex index = EventIndex.open(file)) {
            index.catchUp(100);
            Purge purge = journal.purge(MORNING.plusSeconds(120), MORNING, index::forget);
            while (purge.step(2)) {
                assertTrue(purge.counts().who() <= 2);
            }
            assertEquals(new Purge.Counts(2, 0, 0, 0), purge.counts());
            assertEquals(List.of(5L), search(all().where(Field.PERSON, "T0042")));
            assertEquals(List.of(), search(all().where(Field.PERSON, "S_100%")));
            assertEquals(List.of(5L, 3L, 1L), search(all().where(Field.OUTCOME, "granted")));
            index.forget("who", journalled(1, 3));
            assertEquals(List.of(5L, 3L, 1L), search(all().where(Field.OUTCOME, "granted")));
        }
        journal.close();
        try (Database db = Database.open(StoreFiles.index(file), Mode.REBUILDABLE)) {
            db.script("INSERT INTO posting (posting) VALUES ('integrity-check')");
            db.truncateLog(1000);
        }
        for (Path each : List.of(file, StoreFiles.index(file))) {
            String bytes = new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1);
            assertFalse(bytes.contains("04A1B2C3D4E580"), each.toString());
            assertFalse(bytes.contains(new String("李雷".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)), each.toString());
        }
        journal = Journal.open(file, "east", ZONE);
    }

    private List<Stored> journalled(long from, long to) {
        try (JournalReader reader = journal.reader()) {
            return reader.range(from, to, 100);
        }
    }

    @Test void timesAreFoundThoughTheClockStepped() {
        Instant wrong = Instant.parse("2020-01-01T00:00:00Z");
        journal.append(List.of(Drafts.unsynced(wrong), Drafts.mode(MORNING.plusSeconds(300), Map.of())));
        finds(all().between(Optional.empty(), Optional.of(MORNING)), 6L);
        finds(all().between(Optional.of(MORNING.plusSeconds(300)), Optional.empty()), 7L);
    }
}
