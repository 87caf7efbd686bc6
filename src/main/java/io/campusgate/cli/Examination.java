package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.daemon.Libc;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.link.LinkSettings;
import io.campusgate.link.MqttLink;
import io.campusgate.link.Topics;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Space;
import io.campusgate.store.StoreException;
import io.campusgate.store.Verification;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.trust.BadKey;
import io.campusgate.trust.KeyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One part of what `doctor` looks at. Changes nothing and disturbs no running gate.
@FunctionalInterface
interface Examination {
    /// So many events at the end of the chain are checked; `log verify` checks all.
    int TAIL = 1_000;

    List<Finding> of(GateConfig config) throws InterruptedException;

    /// In the order in which one thing rests on the other.
    static List<Examination> all() {
        return List.of(Examination::secrets, Examination::keys, Examination::disk, Examination::store, Examination::daemon,
                Examination::whitelist,
                new MachineExamination(new Machine(Path.of("/")), System.getProperty("user.name", "")),
                new DeviceExamination(() -> new Drivers(new SimGate())), Examination::clock, Examination::broker);
    }

    /// That others cannot read them was checked with the configuration; here that the gate itself can.
    private static List<Finding> secrets(GateConfig config) {
        Map<String, Optional<Path>> files = new LinkedHashMap<>();
        files.put("id-key-file", config.store().idKeyFile());
        config.mqtt().ifPresent(m -> {
            files.put("password-file", m.passwordFile());
            files.put("ca-file", m.caFile());
            files.put("cert-file", m.certFile());
            files.put("key-file", m.keyFile());
        });
        files.put("tls-keystore", config.web().tlsKeystore());
        files.put("tls-password-file", config.web().tlsPasswordFile());
        files.put("metrics-token-file", config.web().metricsTokenFile());
        config.lanes().forEach(lane -> lane.readers().stream().filter(ReaderConfig.Osdp.class::isInstance).map(ReaderConfig.Osdp.class::cast)
                .forEach(reader -> files.put(lane.id() + " scbk-file", Optional.of(reader.scbkFile()))));
        List<Finding> findings = new ArrayList<>();
        files.forEach((name, file) -> file.ifPresent(f -> findings.add(Files.isReadable(f) ? Finding.ok(name, f.toString())
                : Finding.fault(name, "this user may not read " + f, "run as the gate's user, or chown " + f + " to it"))));
        return findings;
    }

    private static List<Finding> keys(GateConfig config) {
        return config.trust().values().stream().map(key -> {
            String check = "trust " + key.name();
            try {
                var _ = KeyText.publicKey(Files.readString(key.key()));
                return Finding.ok(check, key.key().toString());
            } catch (IOException | BadKey e) {
                return Finding.fault(check, key.key() + " is no Ed25519 public key in PEM", "campus-gate keygen DIR " + key.name() + " makes a pair");
            }
        }).toList();
    }

    private static List<Finding> disk(GateConfig config) {
        try {
            Space space = Space.of(config.store().path());
            String free = space.freeMegabytes() + " MB free for " + config.store().path();
            return List.of(switch (space.level()) {
                case ENOUGH -> Finding.ok("disk", free);
                case LOW -> Finding.fault("disk", free, "make room: below 50 MB every entry is refused");
                case SPENT -> Finding.fault("disk", free + ": every entry is refused", "make room at once");
            });
        } catch (StoreException e) {
            return List.of(Finding.fault("disk", String.valueOf(e.getMessage()), "create the folder of [store] path, owned by the gate's user"));
        }
    }

    private static List<Finding> store(GateConfig config) {
        Path path = config.store().path();
        try (JournalReader journal = JournalReader.open(path)) {
            Verification tail = journal.verify(Math.max(1, journal.lastSeq() - TAIL + 1), journal.lastSeq());
            String where = "journal " + journal.id() + ", " + journal.lastSeq() + " events";
            return List.of(tail.isSound() ? Finding.ok("store", where + ", the newest follow each other")
                    : Finding.fault("store", where + ": " + String.join("; ", tail.findings()), "campus-gate log verify; then restore a backup"));
        } catch (StoreException e) {
            return List.of(e.kind() == StoreException.Kind.MISSING
                    ? Finding.note("store", "there is none yet at " + path, "it is made when the gate first starts")
                    : Finding.fault("store", String.valueOf(e.getMessage()), "campus-gate restore FILE brings back a backup"));
        }
    }

    private static List<Finding> daemon(GateConfig config) {
        try {
            Map<String, Object> status = ControlClient.connect(config.store().path()).call("status", Map.of());
            boolean stored = "ok".equals(status.get("store"));
            return List.of(stored ? Finding.ok("daemon", "running since " + status.get("since") + ", mode " + status.get("mode"))
                    : Finding.fault("daemon", "running, but its store " + status.get("store"), "look at its log: journalctl -u campus-gate"));
        } catch (ControlClient.NotRunning e) {
            return List.of(Finding.note("daemon", String.valueOf(e.getMessage()), "systemctl start campus-gate"));
        } catch (ControlClient.Refused e) {
            return List.of(Finding.fault("daemon", String.valueOf(e.getMessage()), "systemctl restart campus-gate"));
        }
    }

    private static List<Finding> whitelist(GateConfig config) {
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
            Rulebook rules = folder.rulebook();
            if (rules.version().equals(WhitelistVersion.NONE)) {
                return List.of(Finding.fault("whitelist", "there is none: nobody is known", "campus-gate whitelist import FOLDER"));
            }
            Duration age = Duration.between(rules.issued(), Instant.now());
            String detail = "version " + rules.version() + ", " + age.toDays() + " days old";
            return List.of(age.compareTo(rules.access().maxAge()) <= 0 ? Finding.ok("whitelist", detail)
                    : Finding.fault("whitelist", detail + ", older than max-age", "publish or import a newer one"));
        } catch (StoreException e) {
            return List.of(Finding.fault("whitelist", String.valueOf(e.getMessage()), "campus-gate whitelist import FOLDER"));
        }
    }

    private static List<Finding> clock(GateConfig config) {
        String source = config.clock().source().word();
        if (config.clock().source() != GateConfig.Clock.Source.NTP) {
            return List.of(Finding.ok("clock", "trusted as it is (source \"" + source + "\"): " + Instant.now().atZone(config.site().timezone())
                    .toLocalDateTime().withNano(0)));
        }
        return List.of(Libc.clockIsSynchronised().map(synchronised -> synchronised ? Finding.ok("clock", "synchronised")
                        : Finding.fault("clock", "the kernel says it is not synchronised: passes do not count",
                                "timedatectl set-ntp true, or campus-gate clock set TIME"))
                .orElseGet(() -> Finding.note("clock", "this system cannot say whether it is synchronised", "")));
    }

    private static List<Finding> broker(GateConfig config) throws InterruptedException {
        if (config.mqtt().isEmpty()) {
            return List.of(Finding.ok("broker", "none is configured: the gate works alone"));
        }
        GateConfig.Mqtt m = config.mqtt().get();
        Optional<String> wrong = MqttLink.probe(new LinkSettings(m.url(), m.username(), m.passwordFile(), m.caFile(), m.certFile(), m.keyFile(),
                m.console(), m.allowPlaintext(), LinkSettings.Timing.NORMAL), new Topics(config.site().id(), config.site().gate()));
        return List.of(wrong.map(why -> Finding.fault("broker", why, "check [mqtt] url, the network and the broker's log; the gate works on meanwhile"))
                .orElseGet(() -> Finding.ok("broker", m.url() + " takes this gate")));
    }
}
