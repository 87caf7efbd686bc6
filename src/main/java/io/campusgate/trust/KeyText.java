package io.campusgate.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a key file: PEM (RFC 7468) of an Ed25519 key (RFC 8410), as `keygen` and `openssl genpkey` write it.
public final class KeyText {
    private static final String ALGORITHM = "Ed25519";
    private static final int LONGEST = 4096;
    private static final Pattern PEM = Pattern.compile("-----BEGIN (PUBLIC|PRIVATE) KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");
    /// SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410 section 4).
    private static final byte[] PUBLIC_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int PUBLIC_BYTES = PUBLIC_HEAD.length + 32;

    private KeyText() {}

    /// The text of a key, as [#publicKey] and [#privateKey] read it.
    ///
    /// @param kind `PUBLIC` or `PRIVATE`
    public static String of(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        return "-----BEGIN " + kind + " KEY-----\n" + body + "\n-----END " + kind + " KEY-----\n";
    }

    /// Checks the text of a public key without waking the cryptography of the machine.
    ///
    /// @return its SubjectPublicKeyInfo
    public static byte[] publicInfo(String pem) throws BadKey {
        byte[] der = der("PUBLIC", pem);
        if (der.length != PUBLIC_BYTES || !Arrays.equals(der, 0, PUBLIC_HEAD.length, PUBLIC_HEAD, 0, PUBLIC_HEAD.length)) {
            throw new BadKey("it is a public key, but none of Ed25519");
        }
        return der;
    }

    public static PublicKey publicKey(String pem) throws BadKey {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(publicInfo(pem)));
        } catch (GeneralSecurityException e) {
            throw new BadKey("it is no point of Ed25519", e);
        }
    }

    public static PrivateKey privateKey(String pem) throws BadKey {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der("PRIVATE", pem)));
        } catch (GeneralSecurityException e) {
            throw new BadKey("it is a private key, but none of Ed25519", e);
        }
    }

    private static byte[] der(String kind, String pem) throws BadKey {
        Matcher m = PEM.matcher(pem);
        if (pem.length() > LONGEST || !m.find()) {
            throw new BadKey("it holds no key (PEM expected: -----BEGIN " + kind + " KEY-----)");
        }
        if (!m.group(1).equals(kind)) {
            throw new BadKey(kind.equals("PUBLIC") ? "it is the private key, which has no business here; name the .pub file"
                    : "it is the public key; name the .key file");
        }
        try {
            return Base64.getMimeDecoder().decode(m.group(2));
        } catch (IllegalArgumentException e) {
            throw new BadKey("its text is damaged", e);
        }
    }
}
