package io.campusgate.whitelist;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Person;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// What is different in a new version: numbers by table, and of cards.
///
/// @param tables    by name of the table, only those in which something differs
/// @param cards     cards that somebody new holds, or nobody any more; `changed` is always 0
/// @param peopleOld how many people the old version has
public record Changes(Map<String, Numbers> tables, Numbers cards, long peopleOld) {
    private static final int ALARMING_PERCENT = 20;

    public record Numbers(long added, long removed, long changed) {
        static final Numbers NONE = new Numbers(0, 0, 0);

        Numbers plus(long added, long removed, long changed) {
            return new Numbers(this.added + added, this.removed + removed, this.changed + changed);
        }
    }

    public Changes {
        tables = Map.copyOf(tables);
    }

    public Numbers people() {
        return in("person");
    }

    public Numbers in(String table) {
        return tables.getOrDefault(table, Numbers.NONE);
    }

    /// How many records differ.
    public long count() {
        return tables.values().stream().mapToLong(n -> n.added() + n.removed() + n.changed()).sum();
    }

    public boolean isNone() {
        return tables.isEmpty();
    }

    /// Whether so many people would go that somebody has to confirm it: more than a fifth.
    public boolean isAlarming() {
        return people().removed() * 100 > peopleOld * ALARMING_PERCENT;
    }

    /// Compares two versions whose records come sorted by table and key, in one pass and with no more than two records
    /// in memory.
    ///
    /// @param each is handed every difference: the old record, empty if it is new, and the new one, empty if it is gone
    public static Changes between(Iterator<WhitelistRecord> old, Iterator<WhitelistRecord> now,
                                  BiConsumer<Optional<WhitelistRecord>, Optional<WhitelistRecord>> each) {
        Comparison comparison = new Comparison(each);
        Optional<WhitelistRecord> before = next(old);
        Optional<WhitelistRecord> after = next(now);
        while (before.isPresent() || after.isPresent()) {
            int order = before.isEmpty() ? 1 : after.isEmpty() ? -1 : RecordOrder.compare(before.get(), after.get());
            comparison.take(order <= 0 ? before : Optional.empty(), order >= 0 ? after : Optional.empty());
            before = order <= 0 ? next(old) : before;
            after = order >= 0 ? next(now) : after;
        }
        return new Changes(comparison.tables, comparison.cards, comparison.peopleOld);
    }

    private static Optional<WhitelistRecord> next(Iterator<WhitelistRecord> records) {
        return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
    }

    private static final class Comparison {
        private final BiConsumer<Optional<WhitelistRecord>, Optional<WhitelistRecord>> each;
        private final Map<String, Numbers> tables = new TreeMap<>();
        private Numbers cards = Numbers.NONE;
        private long peopleOld;

        Comparison(BiConsumer<Optional<WhitelistRecord>, Optional<WhitelistRecord>> each) {
            this.each = each;
        }

        void take(Optional<WhitelistRecord> before, Optional<WhitelistRecord> after) {
            if (before.isPresent() && before.get() instanceof Person) {
                peopleOld++;
            }
            if (before.isPresent() && after.isPresent() && saysTheSame(before.get(), after.get())) {
                return;
            }
            int added = before.isEmpty() ? 1 : 0;
            int removed = after.isEmpty() ? 1 : 0;
            tables.merge(before.or(() -> after).orElseThrow().table(), new Numbers(added, removed, 1 - added - removed),
                    (a, b) -> a.plus(b.added(), b.removed(), b.changed()));
            Set<CardNumber> had = cardsOf(before);
            Set<CardNumber> has = cardsOf(after);
            cards = cards.plus(has.stream().filter(c -> !had.contains(c)).count(), had.stream().filter(c -> !has.contains(c)).count(), 0);
            each.accept(before, after);
        }
    }

    private static Set<CardNumber> cardsOf(Optional<WhitelistRecord> record) {
        return record.isPresent() && record.get() instanceof Person p ? new HashSet<>(p.cards()) : Set.of();
    }

    /// The encrypted identity number is another each time it is encrypted and no part of the content; nor is the order
    /// of the cards.
    private static boolean saysTheSame(WhitelistRecord a, WhitelistRecord b) {
        if (a instanceof Person p && b instanceof Person q) {
            return p.holder().equals(q.holder()) && p.idHmac().equals(q.idHmac()) && p.idMasked().equals(q.idMasked())
                    && p.phone().equals(q.phone()) && (p.cards().equals(q.cards()) || cardsOf(Optional.of(p)).equals(cardsOf(Optional.of(q))));
        }
        return a.equals(b);
    }
}
