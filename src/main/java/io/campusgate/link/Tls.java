package io.campusgate.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Makes TLS from PEM files: whom to trust, and who we are.
final class Tls {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?)PRIVATE KEY-----([^-]*)-----END");
    private static final char[] NO_PASSWORD = {};

    private Tls() {}

    /// @throws LinkException naming the file that is missing or unusable
    static SSLSocketFactory factory(LinkSettings settings) throws LinkException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(settings.certFile().isPresent() ? identity(settings.certFile().get(), settings.keyFile()) : null,
                    settings.caFile().isPresent() ? trust(settings.caFile().get()) : null, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new LinkException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(Path caFile) throws LinkException, GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (Certificate authority : certificates("ca-file", caFile)) {
            store.setCertificateEntry("ca-" + store.size(), authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static KeyManager[] identity(Path certFile, Optional<Path> keyFile) throws LinkException, GeneralSecurityException, IOException {
        if (keyFile.isEmpty()) {
            throw new LinkException("the cert-file " + certFile + " is of no use without its key-file");
        }
        List<Certificate> chain = certificates("cert-file", certFile);
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey key = privateKey(keyFile.get(), publicKey);
        if (!belongTogether(key, publicKey)) {
            throw new LinkException("the key-file " + keyFile.get() + " does not belong to the cert-file " + certFile);
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("gate", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<Certificate> certificates(String what, Path file) throws LinkException {
        try {
            List<Certificate> found = List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(read(what, file))));
            if (found.isEmpty()) {
                throw new LinkException("the %s %s holds no certificate (PEM expected)".formatted(what, file));
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new LinkException("the %s %s holds no certificate (PEM expected): %s".formatted(what, file, e.getMessage()), e);
        }
    }

    private static byte[] read(String what, Path file) throws LinkException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new LinkException("the %s %s cannot be read: %s".formatted(what, file, Fault.ofFile(e)), e);
        }
    }

    private static PrivateKey privateKey(Path file, PublicKey publicKey) throws LinkException {
        Matcher pem = KEY.matcher(new String(read("key-file", file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new LinkException("the key-file " + file + " holds no private key (PEM expected)");
        }
        if (pem.group(1).startsWith("ENCRYPTED")) {
            throw new LinkException("the key-file " + file + " is encrypted; the gate starts alone and needs it without a password");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            byte[] pkcs8 = pem.group(1).isEmpty() ? der : pkcs8(der, publicKey);
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new LinkException("the key-file %s holds no %s key, as its certificate has".formatted(file, publicKey.getAlgorithm()), e);
        }
    }

    /// Wraps a key of the older forms (PKCS#1, SEC1) as PKCS#8: a zero, the algorithm, the key (RFC 5958). The algorithm is
    /// that of the certificate's public key, which begins with it (RFC 5280, SubjectPublicKeyInfo).
    private static byte[] pkcs8(byte[] key, PublicKey publicKey) {
        byte[] info = publicKey.getEncoded();
        int start = 2 + Math.max(0, info[1] & (info[1] < 0 ? 0x7F : 0));   // past the head of the outer sequence
        byte[] algorithm = Arrays.copyOfRange(info, start, start + 2 + info[start + 1]);
        return der(0x30, new byte[] {2, 1, 0}, algorithm, der(0x04, key));
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] out = new byte[4 + length];
        out[0] = (byte) tag;
        out[1] = (byte) 0x82;   // two bytes of length follow; a Java parser takes them for short ones, too
        out[2] = (byte) (length >> 8);
        out[3] = (byte) length;
        int at = 4;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] probe = "campus-gate".getBytes(StandardCharsets.US_ASCII);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(probe);
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(publicKey);
        verifier.update(probe);
        return verifier.verify(signer.sign());
    }
}
