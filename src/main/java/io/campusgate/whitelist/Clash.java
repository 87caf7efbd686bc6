package io.campusgate.whitelist;

/// Two rows of a source that claim the same, or a row that names a person who is not there. Only whoever has seen all
/// rows can tell; [Clashes] makes problems of them.
///
/// @param value of a card its hex, of an identity number its masked form
/// @param first the earlier row that claims the same; 0 when somebody is missing
public record Clash(Kind kind, String value, long row, long first) {
    /// What is claimed twice, or who is missing.
    public enum Kind {
        PERSON_TWICE("people"), CARD_TWICE("people"), ID_NUMBER_TWICE("people"), PASS_TWICE("passes"), HOLIDAY_TWICE("holidays"),
        PASS_OF_NOBODY("passes"), WATCH_OF_NOBODY("watchlist");

        private final String table;

        Kind(String table) {
            this.table = table;
        }
    }

    /// Whose rows they are.
    public String table() {
        return kind.table;
    }
}
