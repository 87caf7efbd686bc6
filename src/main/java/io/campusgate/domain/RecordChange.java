package io.campusgate.domain;

/// One change to a whitelist version: a record that is there from now on as it stands, or one that is gone.
public sealed interface RecordChange {
    String table();

    String key();

    /// Takes the place of whatever had its key.
    record Put(WhitelistRecord record) implements RecordChange {
        @Override public String table() {
            return record.table();
        }

        @Override public String key() {
            return record.key();
        }
    }

    /// No record has this key any more; perhaps none had.
    record Remove(String table, String key) implements RecordChange {}
}
