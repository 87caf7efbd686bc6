package io.campusgate.store;

import io.campusgate.domain.IdNumber;
import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Keeps identity numbers unreadable and still comparable (design.md section 5): HMAC-SHA256 to match, AES-256-GCM to
/// keep. Both keys come from the one id-key file of the site, by HMAC with a label each, so that neither tells of the
/// other. Thread-safe.
public final class IdVault {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final Set<PosixFilePermission> OTHERS_MAY_READ = Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    /// What systemd hands to the service: there the group's right to read is the mask of an access list that names the service's user.
    private static final Path HANDED_BY_SYSTEMD = Path.of("/run/credentials");

    private final SecretKeySpec matching;
    private final SecretKeySpec sealing;
    private final SecureRandom random = new SecureRandom();

    private IdVault(byte[] key) {
        this.matching = new SecretKeySpec(hmac(new SecretKeySpec(key, "HmacSHA256"), "campus-gate id-number match v1"), "HmacSHA256");
        this.sealing = new SecretKeySpec(hmac(new SecretKeySpec(key, "HmacSHA256"), "campus-gate id-number seal v1"), "AES");
    }

    /// Reads the key file (`keygen --id-key`).
    ///
    /// @throws StoreException REFUSED if it is not 32 bytes or others may read it, MISSING if it is not there
    public static IdVault open(Path keyFile) {
        if (!Files.isRegularFile(keyFile)) {
            throw new StoreException(Kind.MISSING, "there is no id key at " + keyFile + "; make one with: campus-gate keygen --id-key " + keyFile);
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(keyFile);
            if (keyFile.toAbsolutePath().normalize().startsWith(HANDED_BY_SYSTEMD)) {
                permissions.remove(PosixFilePermission.GROUP_READ);
            }
            if (permissions.stream().anyMatch(OTHERS_MAY_READ::contains)) {
                throw new StoreException(Kind.REFUSED, "others may read the id key " + keyFile + "; mend it with: chmod 600 " + keyFile);
            }
            long size = Files.size(keyFile);
            if (size != KEY_BYTES) {
                throw new StoreException(Kind.REFUSED, "the id key " + keyFile + " has " + size + " bytes instead of " + KEY_BYTES
                        + "; is it the file made by keygen --id-key?");
            }
            return new IdVault(Files.readAllBytes(keyFile));
        } catch (AccessDeniedException e) {
            throw new StoreException(Kind.FAILED, "this user may not read the id key " + keyFile + "; it has to belong to the user that runs the gate (chown, chmod 600)", e);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot read the id key " + keyFile + ": " + e.getMessage(), e);
        }
    }

    /// The keyed hash that finds the number again: 64 lower-case hex.
    public String hmac(IdNumber number) {
        return HexFormat.of().formatHex(hmac(matching, number.number()));
    }

    /// The number encrypted under a fresh nonce: nonce, cipher text and tag; 46 bytes.
    public byte[] seal(IdNumber number) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, number.number().getBytes(StandardCharsets.US_ASCII));
        byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return whole;
    }

    /// The number that [#seal] hid. Whoever calls this journals the look.
    ///
    /// @throws StoreException DAMAGED if the bytes were changed or sealed with another key
    public IdNumber open(byte[] sealed) {
        if (sealed.length <= NONCE_BYTES) {
            throw new StoreException(Kind.DAMAGED, "a sealed identity number is cut short");
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        byte[] number = crypt(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
        return new IdNumber(new String(number, StandardCharsets.US_ASCII));
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new StoreException(Kind.DAMAGED, "a sealed identity number cannot be opened: changed, or sealed with another key", e);
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA256", e);
        }
    }
}
