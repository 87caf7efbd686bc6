package io.campusgate.bench;

import io.campusgate.Pty;
import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Level;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.trust.KeyText;
import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.bundle.BundleBuilder;
import io.campusgate.whitelist.bundle.BundleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What a signed update costs a gate, and its taps meanwhile: the daemon as packaged on real ptys gets a whole version and
/// then one of 100 changes from `whitelist apply`, while cards are held to its reader.
///
///     mvn -Pbench -Dbench=sync [-Dbench.args=PEOPLE]     (default 1000000)
final class SyncBench {
    private static final int FEW = 10_000;
    private static final int QUIET_TAPS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern IN_FORCE = Pattern.compile("whitelist (\\d+) is in force after (\\d+) ms");

    private final Path folder;
    private final SigningKey key;
    private final BlockingQueue<Long> took = new LinkedBlockingQueue<>();
    private final Random random = new Random(1);
    private volatile boolean applying;
    private int card;

    private SyncBench(Path folder) throws Exception {
        this.folder = folder;
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Files.writeString(folder.resolve("admin.pub"), KeyText.of("PUBLIC", pair.getPublic().getEncoded()));
        this.key = new SigningKey("admin", pair.getPrivate());
    }

    static void run(List<String> args) throws Exception {
        int people = args.isEmpty() ? 1_000_000 : Integer.parseInt(args.getFirst());
        new SyncBench(Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "sync")).measure(people);
    }

    /// Everybody may come in at any time. The first of them have another name in each version.
    private static Iterator<WhitelistRecord> people(int count, int changed) {
        WhitelistRecord always = new Level(new AccessLevel("学生", EnumSet.allOf(Mode.class), Set.of(), Set.of(), EnumSet.allOf(Direction.class),
                EnumSet.allOf(DayOfWeek.class), 0, 1440, true, false));
        return Stream.concat(Stream.of(always), LongStream.range(0, count).<WhitelistRecord>mapToObj(n -> {
            String hmac = String.format(Locale.ROOT, "%016x%016x%016x%016x", n * 0x9E3779B97F4A7C15L, n * 0xC2B2AE3D27D4EB4FL, n * 0x165667B19E3779F9L, n);
            return new Person(new Cardholder(String.format(Locale.ROOT, "P%07d", n), (n < changed ? "改" : "王小") + n % 1000, PersonKind.STUDENT, "高" + n % 90 + "班",
                    List.of("学生"), Validity.ALWAYS, true), List.of(CardNumber.ofInt(BenchGate.FIRST_CARD + n)), Optional.of(hmac), Optional.of("110105********002X"),
                    Optional.empty(), "");
        })).iterator();
    }

    private void build(String name, int version, Iterator<WhitelistRecord> records, Optional<String> since) throws IOException {
        long start = System.nanoTime();
        Optional<BundleFolder> before = since.isPresent() ? Optional.of(BundleFolder.read(folder.resolve(since.get()))) : Optional.empty();
        BundleBuilder.build(records, new BundleBuilder.Request("bench", version, Instant.parse("2026-11-24T00:00:00Z"), before), key, folder.resolve(name));
        System.out.printf(Locale.ROOT, "%s is built in %.1f s%n", name, (System.nanoTime() - start) / 1e9);
    }

    private void measure(int people) throws Exception {
        build("few", 1, people(FEW, FEW), Optional.empty());
        build("whole", 2, people(people, 0), Optional.empty());
        build("changes", 3, people(people, 100), Optional.of("whole"));
        try (Pty reader = Pty.open(folder.resolve("reader")); Pty relay = Pty.open(folder.resolve("relay"))) {
            Path config = config();
            apply("few", config).waitFor();
            Process gate = BenchGate.command(List.of("run", "-c", config.toString())).start();
            try {
                awaitReady(gate);
                taps(reader, relay, QUIET_TAPS);   // until the hot path is compiled
                List<Double> quiet = taps(reader, relay, QUIET_TAPS);
                Process applying = apply("whole", config);
                List<Double> meanwhile = new ArrayList<>();
                while (applying.isAlive()) {
                    boolean before = this.applying;
                    List<Double> one = taps(reader, relay, 1);
                    if (before && this.applying) {
                        meanwhile.addAll(one);
                    }
                }
                long whole = took();
                apply("changes", config).waitFor();
                long changes = took();
                print(people, whole, changes, quiet, meanwhile, gate);
            } finally {
                gate.destroy();
                gate.waitFor();
            }
        }
    }

    private void print(int people, long whole, long changes, List<Double> quiet, List<Double> meanwhile, Process gate) throws IOException {
        System.out.printf(Locale.ROOT, "%nwhole version of %,d people, verified and in force: %.1f s (budget 15 s for 1,000,000), ratio %.2f%n", people, whole / 1e3, whole / 15e3);
        System.out.printf(Locale.ROOT, "100 changes on %,d people: %d ms (budget 100 ms), ratio %.2f%n", people, changes, changes / 1e2);
        System.out.printf(Locale.ROOT, "taps, quiet:     p50 %.2f ms  p99 %.2f ms  max %.2f ms  (%d)%n", BenchGate.at(quiet, 50), BenchGate.at(quiet, 99), BenchGate.at(quiet, 100), quiet.size());
        System.out.printf(Locale.ROOT, "taps, meanwhile: p50 %.2f ms  p99 %.2f ms  max %.2f ms  (%d), p99 ratio %.2f (budget 2)%n", BenchGate.at(meanwhile, 50), BenchGate.at(meanwhile, 99),
                BenchGate.at(meanwhile, 100), meanwhile.size(), BenchGate.at(meanwhile, 99) / BenchGate.at(quiet, 99));
        System.out.printf(Locale.ROOT, "peak resident %d MB (budget 110 MB); load %s%n", WhitelistBench.residentKb(gate.pid()) / 1024,
                Files.readString(Path.of("/proc/loadavg")).strip());
    }

    private Path config() throws IOException {
        return Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "bench"
                gate = "east"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [trust]
                admin = { key = "admin.pub", may = ["whitelist"] }
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "rdm6300", port = "reader" }
                relay = { driver = "lcus", port = "relay", pulse-ms = 10 }
                """);
    }

    private Process apply(String bundle, Path config) throws IOException {
        return BenchGate.command(List.of("whitelist", "apply", folder.resolve(bundle).toString(), "-c", config.toString())).inheritIO().start();
    }

    /// Waits for READY and goes on listening to what the gate says of its updates.
    private void awaitReady(Process gate) throws InterruptedException, IOException {
        BlockingQueue<Boolean> ready = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> gate.errorReader().lines().forEach(line -> {
            Matcher done = IN_FORCE.matcher(line);
            if (line.contains("READY")) {
                ready.add(true);
            } else if (line.contains("is here whole and is applied now")) {
                applying = true;
            } else if (done.find()) {
                applying = false;
                took.add(Long.parseLong(done.group(2)));
            } else if (line.startsWith("ERROR")) {
                System.out.println(line);
            }
        }));
        if (ready.poll(60, TimeUnit.SECONDS) == null) {
            throw new IOException("the gate does not start");
        }
    }

    private long took() throws InterruptedException, IOException {
        Long millis = took.poll(60, TimeUnit.SECONDS);
        if (millis == null) {
            throw new IOException("the gate did not put the version in force");
        }
        return millis;
    }

    /// Milliseconds from the last byte of each card's frame to the relay.
    private List<Double> taps(Pty reader, Pty relay, int count) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            card = (card + 7_919) % FEW;   // no card comes again within the gate's repeat gap
            relay.read(Duration.ofMillis(12 + random.nextInt(12)));   // it goes to rest meanwhile
            BenchGate.drain(relay);
            double one = BenchGate.tap(new BenchGate.LanePorts(reader, relay), BenchGate.FIRST_CARD + card, PATIENCE);
            if (Double.isNaN(one)) {
                throw new IOException("a tap was not answered");
            }
            millis.add(one);
        }
        return millis;
    }
}
