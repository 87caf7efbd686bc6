package io.campusgate.bench;

import io.campusgate.daemon.SyncBenchGate;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.bundle.BundleBuilder;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/// What an update costs a gate: `mvn -Pbench -Dbench=sync [-Dbench.args=PEOPLE]`.
final class SyncBench {
    private SyncBench() {}

    static Iterator<WhitelistRecord> people(int count, int changed) {
        return LongStream.range(0, count).<WhitelistRecord>mapToObj(n -> {
            String hmac = String.format(Locale.ROOT, "%016x%016x%016x%016x", n * 0x9E3779B97F4A7C15L, n * 0xC2B2AE3D27D4EB4FL, n * 0x165667B19E3779F9L, n);
            return new Person(new Cardholder(String.format(Locale.ROOT, "P%07d", n), (n < changed ? "改" : "王小") + n % 1000, PersonKind.STUDENT, "高" + n % 90 + "班",
                    List.of("学生"), Validity.ALWAYS, true), List.of(CardNumber.ofInt(n * 2654435761L)), Optional.of(hmac), Optional.of("110105********002X"),
                    Optional.empty(), "");
        }).iterator();
    }

    static void run(List<String> args) throws Exception {
        int count = args.isEmpty() ? 1_000_000 : Integer.parseInt(args.getFirst());
        Path folder = Files.createTempDirectory("sync-bench");
        SigningKey key = new SigningKey("bench", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
        Instant issued = Instant.parse("2026-11-24T00:00:00Z");
        long t = System.nanoTime();
        BundleBuilder.build(people(count, 0), new BundleBuilder.Request("no1", 1, issued, Optional.empty()), key, folder.resolve("v1"));
        System.out.printf("build v1 %.1f s%n", seconds(t));
        t = System.nanoTime();
        BundleFolder one = BundleFolder.read(folder.resolve("v1"));
        BundleBuilder.build(people(count, 100), new BundleBuilder.Request("no1", 2, issued, Optional.of(one)), key, folder.resolve("v2"));
        System.out.printf("build v2 (delta) %.1f s%n", seconds(t));
        t = System.nanoTime();
        Manifest m = BundleBuilder.build(people(count, 1000), new BundleBuilder.Request("no1", 3, issued, Optional.empty()), key, folder.resolve("v3"));
        System.out.printf("%d chunks, build v3 %.1f s%n", m.full().chunks().size(), seconds(t));
        SyncBenchGate.run(folder, List.of("v1", "v2", "v3"));
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
