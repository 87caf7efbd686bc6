package io.campusgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.domain.Draft;
import io.campusgate.store.Database.Mode;
import io.campusgate.store.EventFilter.Field;
import io.campusgate.store.IndexQuery.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexQueryTest {
    private static final long LAST = 10L * EventIndex.ERA;
    private static final EventFilter PASSED = EventFilter.newest(50).where(Field.TYPE, "passage").where(Field.OUTCOME, "passed");
    private static final EventFilter IN_1_DENIED = EventFilter.newest(50).where(Field.LANE, "in-1").where(Field.OUTCOME, "denied").where(Field.REASON, "fever");

    @TempDir Path folder;
    private Database db;

    /// An index of one entry and its passage; what met later is written by the tests.
    @BeforeEach void open() {
        Path file = folder.resolve("gate.db");
        try (Journal journal = Journal.open(file, "east", Drafts.ZONE)) {
            Draft entry = Drafts.entryOf(7, Drafts.MORNING);
            journal.append(List.of(entry, Drafts.passage(entry, "passed")));
        }
        try (EventIndex index = EventIndex.open(file)) {
            index.catchUp(10);
        }
        db = Database.open(StoreFiles.index(file), Mode.REBUILDABLE);
        db.script("INSERT INTO word (field, text) VALUES ('o', 'denied'), ('r', 'fever')");
    }

    @AfterEach void close() {
        db.close();
    }

    private void met(String one, String other, long era) {
        db.update("INSERT INTO met SELECT min(a.id, b.id), max(a.id, b.id), ? FROM word a, word b WHERE a.text = ? AND b.text = ?", era, one, other);
    }

    private List<Span> spans(EventFilter filter, long first, long last) {
        return IndexQuery.of(db, filter, first, last).map(IndexQuery::spans).orElse(List.of(new Span(-1, -1)));
    }

    private static Span eras(long first, long last) {
        return new Span(first * EventIndex.ERA, last * EventIndex.ERA + EventIndex.ERA - 1);
    }

    @Test void oneWordMayBeAnywhere() {
        assertEquals(List.of(new Span(5, LAST)), spans(EventFilter.newest(50).where(Field.TYPE, "passage"), 5, LAST));
    }

    @Test void wordsThatNeverMetAreNotLookedFor() {
        assertEquals(List.of(), spans(EventFilter.newest(50).where(Field.TYPE, "passage").where(Field.OUTCOME, "granted"), 1, LAST));
        assertEquals(List.of(), spans(EventFilter.newest(50).where(Field.TYPE, "passage").where(Field.GROUP, "高一7班"), 1, LAST));
    }

    @Test void wordsThatMetAreLookedForInTheErasInWhichTheyDid() {
        met("passage", "passed", 3);
        met("passage", "passed", 4);
        met("passage", "passed", 7);
        assertEquals(List.of(new Span(1, EventIndex.ERA - 1), eras(3, 4), eras(7, 7)), spans(PASSED, 1, LAST));
        assertEquals(List.of(new Span(4L * EventIndex.ERA + 9, 5L * EventIndex.ERA - 1), new Span(7L * EventIndex.ERA, 7L * EventIndex.ERA + 1)),
                spans(PASSED, 4L * EventIndex.ERA + 9, 7L * EventIndex.ERA + 1));
    }

    @Test void eachTwoHaveToHaveMetInTheEra() {
        met("in-1", "denied", 2);
        met("in-1", "denied", 5);
        met("denied", "fever", 5);
        met("denied", "fever", 6);
        met("in-1", "fever", 2);
        assertEquals(List.of(), spans(IN_1_DENIED, 1, LAST));
        met("in-1", "fever", 5);
        assertEquals(List.of(eras(5, 5)), spans(IN_1_DENIED, 1, LAST));
    }

    @Test void aValueThatNeverWasNeedsNoSpans() {
        assertEquals(Optional.empty(), IndexQuery.of(db, EventFilter.newest(50).where(Field.REASON, "blocked"), 1, LAST));
    }
}
