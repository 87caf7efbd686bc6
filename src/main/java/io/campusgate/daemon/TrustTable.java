package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.trust.BadKey;
import io.campusgate.trust.KeyText;
import io.campusgate.trust.TrustedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of `[trust]`, read when they are first needed: the cryptography of the machine wakes up slowly, and no tap waits
/// for it.
final class TrustTable implements Supplier<TrustedKeys> {
    private static final Logger LOG = LoggerFactory.getLogger(TrustTable.class);
    private final GateConfig config;
    private Optional<TrustedKeys> keys = Optional.empty();

    TrustTable(GateConfig config) {
        this.config = config;
    }

    @Override public synchronized TrustedKeys get() {
        TrustedKeys read = keys.orElseGet(this::read);
        keys = Optional.of(read);
        return read;
    }

    /// One whose file cannot be used is left out and logged (`doctor` names it too): a gate does not stay shut because of a key.
    private TrustedKeys read() {
        Map<String, TrustedKeys.Key> read = new HashMap<>();
        config.trust().forEach((name, key) -> {
            try {
                read.put(name, new TrustedKeys.Key(KeyText.publicKey(Files.readString(key.key(), StandardCharsets.UTF_8)), key.may()));
            } catch (IOException | BadKey e) {
                LOG.error("the key {} of [trust] counts for nothing: {}: {}", name, key.key(), e.getMessage());
            }
        });
        return new TrustedKeys(read);
    }
}
