package io.campusgate.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Right;
import io.campusgate.trust.TrustedKeys.Forged;
import io.campusgate.trust.TrustedKeys.Genuine;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The key and payload are those of RFC 8037 appendix A. Its own example has no `kid`; the text below was signed with
/// OpenSSL 3.0 (`pkeyutl -sign -rawin`), which gives the RFC's signature for the RFC's header.
class TrustedKeysTest {
    private static final String PRIVATE = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;
    private static final String PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
            -----END PUBLIC KEY-----
            """;
    private static final String PAYLOAD = "Example of Ed25519 signing";
    private static final String TEXT = "eyJhbGciOiJFZERTQSIsImtpZCI6InJmYzgwMzcifQ.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
            + ".psfVpLzyngHQkaoqSG24VvrxHIJ6gOqtUK66cQdwGdd3ijcFhKKe-7zsWR19IWFJOk7g3zYxv6PKa_Krl7wCDA";
    private static final int LONGEST = 1000;

    private final TrustedKeys keys = trusting("rfc8037");

    private static TrustedKeys trusting(String name) {
        try {
            return new TrustedKeys(Map.of(name, new TrustedKeys.Key(KeyText.publicKey(PUBLIC), Set.of(Right.OPEN))));
        } catch (BadKey e) {
            throw new AssertionError(e);
        }
    }

    private Refusal refused(String text) {
        return assertInstanceOf(Forged.class, keys.verify(text, LONGEST), text).error();
    }

    @Test void believesWhatATrustedKeySignedAndSaysWhoAndWhatItMay() {
        Genuine genuine = assertInstanceOf(Genuine.class, keys.verify(TEXT, LONGEST));
        assertEquals("rfc8037", genuine.kid());
        assertEquals(Set.of(Right.OPEN), genuine.may());
        assertEquals(PAYLOAD, genuine.payload());
    }

    @Test void signsLikeOpenSslDoes() throws BadKey {
        assertEquals(TEXT, new SigningKey("rfc8037", KeyText.privateKey(PRIVATE)).sign(PAYLOAD));
    }

    @Test void noBitOfTheTextCanBeChanged() {
        byte[] text = TEXT.getBytes(StandardCharsets.ISO_8859_1);
        for (int bit = 0; bit < text.length * 8; bit++) {
            byte[] flipped = text.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String changed = new String(flipped, StandardCharsets.ISO_8859_1);
            assertInstanceOf(Forged.class, keys.verify(changed, LONGEST), "bit " + bit + ": " + changed);
        }
    }

    @Test void knowsNoKeyThatIsNotInItsTable() {
        Forged forged = assertInstanceOf(Forged.class, trusting("another").verify(TEXT, LONGEST));
        assertEquals(Refusal.UNKNOWN_KEY, forged.error());
        assertEquals(PAYLOAD, forged.claimed());
    }

    @Test void anotherKeyUnderATrustedNameIsABadSignature() throws Exception {
        KeyPair own = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertEquals(Refusal.BAD_SIGNATURE, refused(new SigningKey("rfc8037", own.getPrivate()).sign(PAYLOAD)));
    }

    /// What other implementations have fallen for: no algorithm, the public key as an HMAC secret, a key in the header,
    /// extensions that are not understood, members twice, something after the header, padding, parts too many or too few.
    @ParameterizedTest @ValueSource(strings = {
        "{\"alg\":\"none\",\"kid\":\"rfc8037\"}",
        "{\"alg\":\"HS256\",\"kid\":\"rfc8037\"}",
        "{\"alg\":\"eddsa\",\"kid\":\"rfc8037\"}",
        "{\"kid\":\"rfc8037\"}",
        "{\"alg\":\"EdDSA\"}",
        "{\"alg\":\"EdDSA\",\"kid\":7}",
        "{\"alg\":\"EdDSA\",\"kid\":\"../../etc/passwd\"}",
        "{\"alg\":\"EdDSA\",\"kid\":\"rfc8037\",\"crit\":[\"b64\"],\"b64\":false}",
        "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\",\"kid\":\"rfc8037\"}",
        "{\"alg\":\"EdDSA\",\"kid\":\"rfc8037\"} {}",
        "[\"EdDSA\",\"rfc8037\"]",
        "{\"alg\":{\"a\":{\"b\":{\"c\":{}}}},\"kid\":\"rfc8037\"}",
        ""})
    void refusesEveryOtherHeader(String header) throws Exception {
        String input = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + TEXT.split("\\.")[1];
        var signer = java.security.Signature.getInstance("Ed25519");
        signer.initSign(KeyText.privateKey(PRIVATE));
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        assertEquals(Refusal.BAD_SIGNATURE, refused(input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign())));
    }

    @Test void aKeyThatTheHeaderBringsAlongIsNotLookedAt() throws Exception {
        KeyPair own = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String jwk = Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOfRange(own.getPublic().getEncoded(), 12, 44));
        String header = "{\"alg\":\"EdDSA\",\"kid\":\"rfc8037\",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + jwk
                + "\"},\"jku\":\"https://example.org/keys\"}";
        String input = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "." + TEXT.split("\\.")[1];
        var signer = java.security.Signature.getInstance("Ed25519");
        signer.initSign(own.getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        assertEquals(Refusal.BAD_SIGNATURE, refused(input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign())));
    }

    @Test void refusesWhatIsNoThreeParts() {
        for (String text : new String[] {"", ".", "..", "...", TEXT + ".", TEXT + ".x", TEXT.replace('.', ','), TEXT + "=",
                TEXT.substring(0, TEXT.length() - 1), "{\"do\":\"open\"}"}) {
            assertEquals(Refusal.BAD_SIGNATURE, refused(text));
        }
    }

    @Test void aTextThatIsTooLongIsNotEvenTakenApart() {
        assertEquals(Refusal.MALFORMED, assertInstanceOf(Forged.class, keys.verify(TEXT, TEXT.length() - 1)).error());
    }

    @Test void aKeyFileOfAnotherKindIsSaidToBeSo() {
        assertTrue(String.valueOf(assertThrows(BadKey.class, () -> KeyText.publicKey(PRIVATE)).getMessage()).contains(".pub"));
        assertTrue(String.valueOf(assertThrows(BadKey.class, () -> KeyText.privateKey(PUBLIC)).getMessage()).contains(".key"));
        assertTrue(String.valueOf(assertThrows(BadKey.class, () -> KeyText.publicKey("no key")).getMessage()).contains("PEM"));
        assertThrows(BadKey.class, () -> KeyText.publicKey(PUBLIC.replace("MCowBQYDK2Vw", "MCowBQYDK2Vu")));   // X25519
        assertThrows(BadKey.class, () -> KeyText.privateKey(PRIVATE.replace("MC4CAQAwBQYDK2Vw", "MC4CAQAwBQYDK2Vu")));
    }
}
