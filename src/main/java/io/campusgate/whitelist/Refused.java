package io.campusgate.whitelist;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/// Rows of a source that something is wrong with: one bit a row, since all of a million may be.
public final class Refused {
    private final Map<String, BitSet> rows = new TreeMap<>();

    public static Refused none() {
        return new Refused();
    }

    /// @return false if the row was there already, or is none (row 0)
    public boolean add(String file, long row) {
        BitSet of = rows.computeIfAbsent(file, _ -> new BitSet());
        int bit = Math.toIntExact(row);
        boolean isNew = bit > 0 && !of.get(bit);
        of.set(bit, bit > 0);
        return isNew;
    }

    public boolean contains(String file, long row) {
        BitSet of = rows.get(file);
        return of != null && of.get(Math.toIntExact(row));
    }

    public boolean hasAny(String file) {
        return rows.containsKey(file) && !rows.get(file).isEmpty();
    }

    public void addAll(Refused others) {
        others.rows.forEach((file, bits) -> rows.computeIfAbsent(file, _ -> new BitSet()).or(bits));
    }

    public long count() {
        return rows.values().stream().mapToLong(BitSet::cardinality).sum();
    }
}
