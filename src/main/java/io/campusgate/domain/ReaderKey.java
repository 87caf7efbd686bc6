package io.campusgate.domain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// The key that a site's OSDP readers share with its gates (SCBK): 16 bytes, AES-128.
///
/// A file of it holds 32 hex digits, or the 16 bytes as they are. The key that every new reader comes with (SCBK-D) is
/// published, so it is never a site's own; neither is one byte over and over.
public final class ReaderKey {
    /// SCBK-D, of a reader in its install mode.
    public static final ReaderKey DEFAULT = new ReaderKey(HexFormat.of().parseHex("303132333435363738393A3B3C3D3E3F"));
    private static final int BYTES = 16;

    private final byte[] bytes;

    private ReaderKey(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /// Reads what a key file holds.
    ///
    /// @throws IllegalArgumentException saying what is there instead; never the key itself
    public static ReaderKey parse(byte[] file) {
        ReaderKey key = new ReaderKey(file.length == BYTES ? file : ofText(file));
        if (key.equals(DEFAULT)) {
            throw new IllegalArgumentException("the default key SCBK-D, which everybody knows");
        }
        boolean uniform = true;
        for (byte b : key.bytes) {
            uniform &= b == key.bytes[0];
        }
        if (uniform) {
            throw new IllegalArgumentException("one byte 16 times, which is no key");
        }
        return key;
    }

    /// Any 16 bytes, to look at what was recorded under them.
    ///
    /// @throws IllegalArgumentException if they are not 16
    public static ReaderKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a key is 16 bytes, not " + bytes.length);
        }
        return new ReaderKey(bytes);
    }

    private static byte[] ofText(byte[] file) {
        String digits = new String(file, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
        if (!digits.matches("[0-9A-Fa-f]{32}")) {
            throw new IllegalArgumentException(file.length + " bytes that are no key; it takes 32 hex digits, or 16 bytes");
        }
        return HexFormat.of().parseHex(digits);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override public boolean equals(Object other) {
        return other instanceof ReaderKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override public int hashCode() {
        return BYTES;   // tells nothing of the key
    }

    /// Nothing of the key, since strings end up in logs.
    @Override public String toString() {
        return "ReaderKey";
    }
}
