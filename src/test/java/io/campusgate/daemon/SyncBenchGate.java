package io.campusgate.daemon;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.Policies;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.store.Space;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFileBuilder;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.UpdateResult;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The gate's side of the benchmark `sync`: puts one bundle after the other in force, with the time and the CPU of each.
public final class SyncBenchGate {
    private SyncBenchGate() {}

    static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    public static void run(Path folder, List<String> bundles) throws Exception {
        Path store = folder.resolve("gate.db");
        try (WhitelistFolder whitelist = WhitelistFolder.open(store, new WhitelistFile.Reading(_ -> new Policies(ScreeningPolicy.DEFAULT,
                new AccessPolicy(AccessPolicy.AntiPassback.OFF, Duration.ofDays(14), AccessPolicy.Stale.WARN, AccessPolicy.ExitRules.NONE, Duration.ofSeconds(3), java.util.Set.of())), _ -> Optional.empty()))) {
            for (String name : bundles) {
                BundleFolder bundle = BundleFolder.read(folder.resolve(name));
                UpdateResult.Wanted w = (UpdateResult.Wanted) UpdateResult.of(bundle.manifest(), new UpdateResult.Gate("no1", whitelist.version(), whitelist.rulebook().content(), whitelist.version().signed(), Optional.empty()), true);
                SignedUpdate update = new SignedUpdate(whitelist, () -> Space.of(store), part -> i -> new ByteArrayInputStream(bundle.chunk(part, i)));
                long t = System.nanoTime();
                double c = cpu();
                if (w.isByDelta()) {
                    update.change(w);
                    System.out.printf("%s delta %.3f s (CPU %.3f s)%n", name, (System.nanoTime() - t) / 1e9, cpu() - c);
                    t = System.nanoTime();
                    c = cpu();
                    whitelist.proven(whitelist.version());
                    System.out.printf("checkpoint %.3f s (CPU %.3f s)%n", (System.nanoTime() - t) / 1e9, cpu() - c);
                } else {
                    try (WhitelistFileBuilder b = update.build(w)) {
                        System.out.printf("%s built %.3f s (CPU %.3f s)%n", name, (System.nanoTime() - t) / 1e9, cpu() - c);
                        whitelist.adopt(b.version());
                    }
                    System.out.printf("%s full %.3f s (CPU %.3f s) %s%n", name, (System.nanoTime() - t) / 1e9, cpu() - c, whitelist.with(WhitelistFile::difference));
                }
            }
        }
    }
}
