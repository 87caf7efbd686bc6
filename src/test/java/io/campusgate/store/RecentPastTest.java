package io.campusgate.store;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.store.RecentPast.Fact;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentPastTest {
    @TempDir Path folder;

    @Test void tellsWhoWentWhereAndWhoWasMeasuredSinceAMoment() {
        Draft yesterday = Drafts.entryOf(1, MORNING.minusSeconds(86_400));
        Draft justBefore = Drafts.entryOf(2, MORNING.minusSeconds(1));
        Draft today = Drafts.entryOf(3, MORNING.plusSeconds(60));
        Draft gaveUp = Drafts.entryOf(4, MORNING.plusSeconds(70));
        try (Journal journal = Journal.open(folder.resolve("gate.db"), "east", ZONE)) {
            journal.append(List.of(yesterday, Drafts.passage(yesterday, "passed"), justBefore, Drafts.passage(justBefore, "passed"), today,
                    Drafts.passage(today, "passed"), gaveUp, Drafts.passage(gaveUp, "did_not_pass"),
                    Drafts.unsynced(Instant.EPOCH), Drafts.mode(MORNING.plusSeconds(80), Map.of())));
            try (JournalReader reader = journal.reader()) {
                assertEquals(List.of(
                        new Fact.Passed("P000002", Direction.IN, MORNING.plusSeconds(1)),
                        new Fact.MeasuredNormal("P000003", today.health().orElseThrow(), MORNING.plusSeconds(60)),
                        new Fact.Passed("P000003", Direction.IN, MORNING.plusSeconds(62)),
                        new Fact.MeasuredNormal("P000004", gaveUp.health().orElseThrow(), MORNING.plusSeconds(70))),
                        RecentPast.since(reader, MORNING));
            }
        }
    }
}
