package io.campusgate.trust;

import io.campusgate.domain.Right;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The keys this gate believes, by name, and what each may order. Several may be valid at once, which is how one is
/// replaced by the next; one that is taken out of the configuration is unknown from the next start on. Thread-safe.
public final class TrustedKeys {

    /// @param may what its holder may order
    public record Key(PublicKey key, Set<Right> may) {
        public Key {
            may = Set.copyOf(may);
        }
    }

    /// What came of a text.
    public sealed interface Verified {}

    /// The holder of the key `kid` said exactly this.
    public record Genuine(String kid, Set<Right> may, String payload) implements Verified {}

    /// Nobody this gate believes said it.
    ///
    /// @param claimed the payload as it stands, to name in the answer what is being refused; empty if there is none
    public record Forged(Refusal error, String detail, String claimed) implements Verified {}

    private final Map<String, Key> keys;

    public TrustedKeys(Map<String, Key> keys) {
        this.keys = Map.copyOf(keys);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /// Whether the holder of one of `keys` said `text`. Nothing of the payload is read before that is certain.
    ///
    /// @param longest a longer text is not looked at
    public Verified verify(String text, int longest) {
        if (text.length() > longest) {
            return new Forged(Refusal.MALFORMED, "it has " + text.length() + " characters; " + longest + " is the most", "");
        }
        Optional<Jws> parsed = Jws.parse(text.strip());
        if (parsed.isEmpty()) {
            return new Forged(Refusal.BAD_SIGNATURE, "it is no text signed with EdDSA (RFC 7515, compact)", "");
        }
        Jws jws = parsed.get();
        Key key = keys.get(jws.kid());
        if (key == null) {
            return new Forged(Refusal.UNKNOWN_KEY, "this gate trusts no key named " + jws.kid(), jws.payload());
        }
        return jws.isSignedBy(key.key()) ? new Genuine(jws.kid(), key.may(), jws.payload())
                : new Forged(Refusal.BAD_SIGNATURE, "the signature is not that of the key " + jws.kid(), jws.payload());
    }
}
