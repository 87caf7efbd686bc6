package io.campusgate.whitelist;

import io.campusgate.domain.WhitelistRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The content of a version: SHA-256 of the whole record text in UTF-8, every line ended by a line feed, sorted by table
/// and key. Equal content is the same hash wherever it was built, whatever the order of the source.
public final class ContentHash {
    private final MessageDigest digest;

    public ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Takes the next record in the order of table and key.
    public void add(WhitelistRecord record) {
        add(RecordText.of(record).getBytes(StandardCharsets.UTF_8));
    }

    /// Takes the next record by its text.
    public void add(byte[] recordText) {
        digest.update(recordText);
        digest.update((byte) '\n');
    }

    /// Ends the text; lower-case hex.
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
