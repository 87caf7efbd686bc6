package io.campusgate.trust;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/// An administrator's private key.
///
/// @param kid the key's name in every gate's `[trust]`
public record SigningKey(String kid, PrivateKey key) {

    /// Signs `payload`; the same key and payload give the same text (RFC 8032 signatures are deterministic).
    public String sign(String payload) {
        String signed = Jws.signingInput(kid, payload);
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(Jws.utf8(signed));
            return signed + "." + Jws.base64(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key " + kid + " cannot sign", e);
        }
    }

    @Override public String toString() {
        return "SigningKey[" + kid + "]";
    }
}
