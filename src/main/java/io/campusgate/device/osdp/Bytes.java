package io.campusgate.device.osdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// The data of a packet, read by its fields; numbers have their low byte first.
final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// 0 beyond the end: the length is checked with what is read.
    int u8(int at) {
        return at < bytes.length ? bytes[at] & 0xFF : 0;
    }

    int u16(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    long u32(int at) {
        return u16(at) | (long) u16(at + 2) << 16;
    }

    String hex(int from, int to) {
        return HexFormat.of().withUpperCase().formatHex(bytes, from, to);
    }

    String rest(int from) {
        return hex(from, bytes.length);
    }

    String text(int from) {
        return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
    }

    <T> Optional<T> exactly(int length, Supplier<T> read) {
        return bytes.length == length ? Optional.of(read.get()) : Optional.empty();
    }

    <T> Optional<T> atLeast(int length, Supplier<T> read) {
        return bytes.length >= length ? Optional.of(read.get()) : Optional.empty();
    }

    /// One or more records of `length` bytes each.
    <T> Optional<List<T>> records(int length, IntFunction<T> read) {
        if (bytes.length == 0 || bytes.length % length != 0) {
            return Optional.empty();
        }
        List<T> all = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += length) {
            all.add(read.apply(at));
        }
        return Optional.of(all);
    }
}
