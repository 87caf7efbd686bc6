package io.campusgate.daemon;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Word;
import io.campusgate.store.BlockedCard;
import io.campusgate.store.EventFields;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How the gate was at a moment, as its journal and its kept state tell: what a question about that moment depends on
/// besides the whitelist.
///
/// @param mode        the campus mode; empty if the journal does not reach back so far
/// @param whitelist   the version in force, the same
/// @param entriesUsed by pass id
/// @param blocked     cards this gate had blocked and still has
record JournalMoment(Optional<Mode> mode, Optional<String> whitelist, Map<String, Integer> entriesUsed, Set<CardNumber> blocked) {
    static final JournalMoment UNKNOWN = new JournalMoment(Optional.empty(), Optional.empty(), Map.of(), Set.of());
    private static final int PAGE = 1_000;
    /// How far back the journal is read: months of a school's days.
    private static final int MOST = 1_000_000;

    /// Goes back from now: entries that were granted since are not used yet.
    static JournalMoment at(JournalReader journal, Instant at) {
        Map<String, Integer> used = new HashMap<>(journal.passUses());
        Set<Long> givenBack = new HashSet<>();
        Optional<EventFields> last = Optional.empty();
        List<Stored> page = journal.before(Long.MAX_VALUE, PAGE);
        for (int read = 0; last.isEmpty() && !page.isEmpty() && read < MOST; read += PAGE) {
            for (Stored stored : page) {
                EventFields event = EventFields.of(stored);
                if (event.time().filter(time -> !time.isAfter(at)).isPresent()) {
                    last = Optional.of(event);
                    break;
                }
                takeBack(stored.type(), event, used, givenBack);
            }
            page = journal.before(page.getLast().seq(), PAGE);
        }
        Set<CardNumber> blocked = journal.blocked().stream().filter(b -> !b.at().isAfter(at)).map(BlockedCard::card).collect(Collectors.toSet());
        return new JournalMoment(last.flatMap(e -> e.text("mode")).flatMap(word -> Word.of(Mode.class, word)), last.flatMap(e -> e.text("whitelist")), used, blocked);
    }

    /// An entry of which nothing came has given its use back by itself.
    private static void takeBack(String type, EventFields event, Map<String, Integer> used, Set<Long> givenBack) {
        String outcome = event.text("outcome").orElse("");
        if (type.equals("passage") && !outcome.equals("passed")) {
            event.number("entry").map(BigDecimal::longValue).ifPresent(givenBack::add);
        } else if (type.equals("entry") && outcome.equals("granted") && !givenBack.contains(event.seq())) {
            event.text("pass").ifPresent(pass -> used.computeIfPresent(pass, (_, n) -> Math.max(0, n - 1)));
        }
    }
}
