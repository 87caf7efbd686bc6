package io.campusgate.trust;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A signed text in the compact form of RFC 7515: header, payload, signature, in base64url without padding, with dots
/// between. Of the header nothing is taken but `alg`, which must be `EdDSA`, and `kid`, a name in the gate's own table; a
/// key that a text brings along is never looked at.
///
/// Each part has one spelling: a text that decodes to the same bytes by other letters is refused, so that no bit of it can
/// be changed unnoticed.
///
/// Header and payload are texts in UTF-8.
final class Jws {
    private static final int SIGNATURE_BYTES = 64;
    private static final int LONGEST_HEADER = 1024;
    private static final Pattern KID = Pattern.compile("[\\p{L}\\p{Nd}_.-]{1,64}");

    private final String kid;
    private final String input;
    private final String payload;
    private final byte[] signature;

    private Jws(String kid, String input, String payload, byte[] signature) {
        this.kid = kid;
        this.input = input;
        this.payload = payload;
        this.signature = signature;
    }

    /// Takes a text apart; checks no signature.
    ///
    /// @param text already bounded by the caller
    /// @return empty if it is no such text
    static Optional<Jws> parse(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 1 || first > LONGEST_HEADER || second < 0 || text.indexOf('.', second + 1) >= 0) {
            return Optional.empty();
        }
        Optional<String> kid = bytes(text.substring(0, first)).flatMap(Jws::text).flatMap(Jws::kid);
        Optional<String> payload = bytes(text.substring(first + 1, second)).flatMap(Jws::text);
        Optional<byte[]> signature = bytes(text.substring(second + 1)).filter(s -> s.length == SIGNATURE_BYTES);
        return kid.isEmpty() || payload.isEmpty() || signature.isEmpty() ? Optional.empty()
                : Optional.of(new Jws(kid.get(), text.substring(0, second), payload.get(), signature.get()));
    }

    /// The name of the key, of a header that is in order. `crit` names extensions that must be understood; none is.
    private static Optional<String> kid(String header) {
        try {
            Map<String, Object> h = JsonMap.read(header, 3);
            return "EdDSA".equals(h.get("alg")) && h.get("kid") instanceof String kid && KID.matcher(kid).matches() && !h.containsKey("crit")
                    ? Optional.of(kid) : Optional.empty();
        } catch (JsonMap.BadJson e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> bytes(String part) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(part);
            return base64(decoded).equals(part) ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    String kid() {
        return kid;
    }

    String payload() {
        return payload;
    }

    /// Whether the holder of the private half of `key` signed header and payload as they stand.
    boolean isSignedBy(PublicKey key) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(utf8(input));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;   // bytes that are no signature at all
        }
    }

    static String signingInput(String kid, String payload) {
        return base64(utf8("{\"alg\":\"EdDSA\",\"kid\":\"" + kid + "\"}")) + "." + base64(utf8(payload));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
