package io.campusgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.IdNumber;
import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdVaultTest {
    /// Published in GB 11643-1999.
    private static final IdNumber NUMBER = new IdNumber("11010519491231002X");
    private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    @TempDir Path folder;
    private Path keyFile;

    @BeforeEach void key() throws IOException {
        keyFile = key(KEY, "rw-------");
    }

    private Path key(byte[] bytes, String permissions) throws IOException {
        Path file = Files.write(folder.resolve("id.key"), bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    /// Computed with python3: hmac(hmac(key, b"campus-gate id-number match v1"), b"11010519491231002X"), SHA-256 both.
    @Test void theHashIsTheSameOnEveryGateWithTheKey() {
        assertEquals("650a783a8c3a81806cd7a990524d239d7221f186d550b9e8525256398309f46b", IdVault.open(keyFile).hmac(NUMBER));
    }

    @Test void opensWhatItSealedAndNothingElse() throws IOException {
        IdVault vault = IdVault.open(keyFile);
        byte[] sealed = vault.seal(NUMBER);
        assertEquals(NUMBER, vault.open(sealed));
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("1949"));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Kind.DAMAGED, assertThrows(StoreException.class, () -> vault.open(changed)).kind());
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThrows(StoreException.class, () -> vault.open(cut));
        }
        byte[] other = KEY.clone();
        other[0] ^= 1;
        IdVault otherVault = IdVault.open(key(other, "rw-------"));
        assertThrows(StoreException.class, () -> otherVault.open(sealed));
        assertNotEquals(vault.hmac(NUMBER), otherVault.hmac(NUMBER));
    }

    @Test void sealsTheSameNumberDifferentlyEachTime() {
        IdVault vault = IdVault.open(keyFile);
        assertFalse(Arrays.equals(vault.seal(NUMBER), vault.seal(NUMBER)));
    }

    @Test void aKeyThatOthersMayReadIsRefusedWithTheFix() throws IOException {
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-")) {
            StoreException e = assertThrows(StoreException.class, () -> IdVault.open(key(KEY, permissions)));
            assertEquals("others may read the id key " + keyFile + "; mend it with: chmod 600 " + keyFile, e.getMessage());
        }
        IdVault.open(key(KEY, "r--------"));
    }

    @Test void aKeyOfAnotherSizeOrNoneIsRefused() throws IOException {
        assertTrue(assertThrows(StoreException.class, () -> IdVault.open(key(Arrays.copyOf(KEY, 31), "rw-------"))).getMessage().contains("31 bytes instead of 32"));
        assertTrue(assertThrows(StoreException.class, () -> IdVault.open(key(Arrays.copyOf(KEY, 33), "rw-------"))).getMessage().contains("33 bytes"));
        assertEquals(Kind.MISSING, assertThrows(StoreException.class, () -> IdVault.open(folder.resolve("none"))).kind());
    }

    @Test void aNumberReadAtTheGateLiesInTheStoreSealedAndIsFoundByItsHash() throws IOException {
        IdVault vault = IdVault.open(keyFile);
        Path file = folder.resolve("gate.db");
        try (Journal journal = Journal.open(file, "east", Drafts.ZONE)) {
            journal.append(List.of(Drafts.example()), List.of(new Change.KeepIdNumber(NUMBER, vault, Drafts.MORNING)));
            try (JournalReader reader = journal.reader()) {
                assertEquals(NUMBER, vault.open(reader.sealedIdNumber(vault.hmac(NUMBER)).orElseThrow()));
            }
            Purge purge = journal.purge(Drafts.MORNING.plusMillis(1), Instant.EPOCH, (_, _) -> { });
            while (purge.step(100)) {
                assertTrue(purge.counts().who() <= 1);
            }
            assertEquals(new Purge.Counts(1, 0, 1, 0), purge.counts());
            try (JournalReader reader = journal.reader()) {
                assertTrue(reader.sealedIdNumber(vault.hmac(NUMBER)).isEmpty());
            }
        }
        assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(NUMBER.number()));
    }
}
