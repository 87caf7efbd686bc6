package io.campusgate.whitelist;

import io.campusgate.domain.WhitelistRecord;

/// The order of a version's text: by table, then by the bytes of the key in UTF-8, which is the order of its code points
/// and that in which the store sorts.
public final class RecordOrder {
    private RecordOrder() {}

    public static int compare(WhitelistRecord a, WhitelistRecord b) {
        return compare(a.table(), a.key(), b.table(), b.key());
    }

    public static int compare(String tableA, String keyA, String tableB, String keyB) {
        int byTable = tableA.compareTo(tableB);
        return byTable != 0 ? byTable : compare(keyA, keyB);
    }

    private static int compare(String a, String b) {
        int same = 0;
        while (same < a.length() && same < b.length() && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        if (same == a.length() || same == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        return Integer.compare(rank(a.charAt(same)), rank(b.charAt(same)));
    }

    /// Halves of a code point beyond U+FFFF come after everything below it.
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
