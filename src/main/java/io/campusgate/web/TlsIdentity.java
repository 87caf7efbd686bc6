package io.campusgate.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The site's certificate and key, from a PKCS #12 file.
///
/// @param names the DNS names and addresses the certificate is for
record TlsIdentity(SSLContext context, Set<String> names) {

    /// @throws IOException with a plain sentence, if the file cannot be read or has no key
    static TlsIdentity read(Path keystore, Path passwordFile) throws IOException {
        char[] password = Files.readString(passwordFile, StandardCharsets.UTF_8).strip().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(keystore.toFile(), password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new TlsIdentity(context, names(keystore, store));
        } catch (GeneralSecurityException e) {
            throw new IOException("the keystore " + keystore + " cannot be used: " + e.getMessage(), e);
        } finally {
            Arrays.fill(password, ' ');
        }
    }

    private static Set<String> names(Path file, KeyStore store) throws GeneralSecurityException, IOException {
        Set<String> names = new HashSet<>();
        boolean hasKey = false;
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                hasKey = true;
                names.addAll(names(certificate));
            }
        }
        if (!hasKey) {
            throw new IOException("the keystore " + file + " holds no key with its certificate");
        }
        return Set.copyOf(names);
    }

    private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new HashSet<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(1) instanceof String name && !name.startsWith("*")) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
