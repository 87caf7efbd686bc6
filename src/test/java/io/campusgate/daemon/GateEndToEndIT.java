package io.campusgate.daemon;

import static io.campusgate.daemon.TestSite.PATIENCE;
import static io.campusgate.daemon.TestSite.RELAY_OFF;
import static io.campusgate.daemon.TestSite.RELAY_ON;
import static io.campusgate.daemon.TestSite.member;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.GateProcess;
import io.campusgate.Pty;
import io.campusgate.SickDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged daemon as a process of its own, with real ttys in and out and a real SQLite file.
class GateEndToEndIT {
    private static final Duration QUIET = Duration.ofMillis(700);
    @TempDir Path folder;

    private static byte[] onAndOff() {
        return new byte[] {RELAY_ON[0], RELAY_ON[1], RELAY_ON[2], RELAY_ON[3], RELAY_OFF[0], RELAY_OFF[1], RELAY_OFF[2], RELAY_OFF[3]};
    }

    private static void refuses(TestSite site, long card, String reason) {
        int before = site.events("\"type\":\"entry\"").size();
        site.tap(card);
        assertEquals(0, site.relayBytes(1, QUIET).length, "no relay byte for " + reason);
        String entry = site.awaitEvents(before + 1, "\"type\":\"entry\"").getLast();
        assertEquals("denied", member(entry, "outcome"), entry);
        assertEquals(reason, member(entry, "reason"), entry);
    }

    private static void admits(TestSite site, long card) {
        site.tap(card);
        assertArrayEquals(onAndOff(), site.relayBytes(8, PATIENCE));
    }

    @Test void aKnownCardOpensAndEveryRefusalHasItsReason() throws Exception {
        try (TestSite site = new TestSite(folder, """
                [screening]
                uncalibrated = "allow"
                degraded = "deny"
                required.normal = ["contractor"]
                """, "thermometer = { driver = \"sim\", celsius = 38.4, ambient = 24.0 }")) {
            site.importPeople();
            try (GateProcess gate = GateProcess.run(site.config)) {
                site.forgetRelay();
                admits(site, TestSite.TEACHER);
                String entry = site.awaitEvents(1, "\"type\":\"entry\"", "\"outcome\":\"granted\"").getFirst();
                assertTrue(entry.contains("\"credential\":{\"kind\":\"card\",\"number\":\"001293D8\"}"), entry);
                assertTrue(entry.contains("\"person\":{\"id\":\"T0042\",\"name\":\"王小明\",\"kind\":\"staff\",\"group\":\"数学组\"}"), entry);
                assertEquals("ok", member(entry, "reason"));
                refuses(site, TestSite.UNKNOWN, "unknown_credential");
                refuses(site, TestSite.WRONG_HOURS, "outside_hours");
                refuses(site, TestSite.SUSPENDED, "suspended");
                refuses(site, TestSite.CONTRACTOR, "fever");
                String fever = site.awaitEvents(1, "\"reason\":\"fever\"", "\"type\":\"entry\"").getFirst();
                assertEquals("38.40", member(fever, "celsius"), fever);
                assertEquals(0, GateProcess.command("mode", "set", "closed", "--reason", "周末", "-c", site.config.toString()).exit());
                refuses(site, TestSite.PUPIL, "mode");
                assertEquals(0, gate.stop());
            }
            assertEquals(0, GateProcess.command("log", "verify", "-c", site.config.toString()).exit());
        }
    }

    @Test void nobodyComesInWhileTheDiskFailsAndWhatItLostIsNotInTheJournal() throws Exception {
        SickDisk disk = SickDisk.compile(folder);
        try (TestSite site = new TestSite(folder, "", "")) {
            site.importPeople();
            try (GateProcess gate = GateProcess.start(site.config, disk.failing())) {
                gate.awaitLog(line -> line.contains("READY"), PATIENCE);
                site.forgetRelay();
                admits(site, TestSite.TEACHER);
                site.awaitEvents(1, "\"type\":\"passage\"");
                disk.fail();
                site.tap(TestSite.PUPIL);
                assertEquals(0, site.relayBytes(1, QUIET).length, "no relay byte without a record");
                gate.awaitLog(line -> line.contains("the store cannot be written"), PATIENCE);
                site.tap(TestSite.TEACHER);
                assertEquals(0, site.relayBytes(1, QUIET).length, "no relay byte while the disk fails");
                disk.recover();
                gate.awaitLog(line -> line.contains("the store can be written again"), PATIENCE);
                admits(site, TestSite.DUTY);
                assertEquals(2, site.awaitEvents(2, "\"type\":\"entry\"", "\"outcome\":\"granted\"").size(), "one entry for each opening");
                assertTrue(site.awaitEvents(1, "\"reason\":\"store_failed\"").size() <= 2, "each refusal is told once");
                assertEquals(0, gate.stop());
            }
            assertEquals(0, GateProcess.command("log", "verify", "-c", site.config.toString()).exit());
        }
    }

    @Test void aCardHeldForFiveSecondsIsOneEntry() throws Exception {
        try (TestSite site = new TestSite(folder, "", "")) {
            site.importPeople();
            try (GateProcess _ = GateProcess.run(site.config)) {
                site.forgetRelay();
                long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                int frames = 0;
                while (System.nanoTime() < end) {
                    site.tap(TestSite.TEACHER);   // 14.6 ms on the wire, and the boards repeat every 50 ms or so
                    site.reader.read(Duration.ofMillis(35));
                    frames++;
                }
                assertTrue(frames > 50, "the card was held: " + frames);
                assertArrayEquals(onAndOff(), site.relayBytes(16, QUIET));
                assertEquals(1, site.events("\"type\":\"entry\"").size());
            }
        }
    }

    @Test void garbageNeverOpensIsCountedAndTheNextGoodFrameWorks() throws Exception {
        try (TestSite site = new TestSite(folder, "", "")) {
            site.importPeople();
            try (GateProcess gate = GateProcess.run(site.config)) {
                site.forgetRelay();
                Random random = new Random(7);
                byte[] good = TestSite.frame(TestSite.TEACHER);
                for (int i = 0; i < 200; i++) {
                    switch (i % 4) {
                        case 0 -> {
                            byte[] noise = new byte[random.nextInt(40) + 1];
                            random.nextBytes(noise);
                            site.reader.write(noise);
                        }
                        case 1 -> site.reader.write(java.util.Arrays.copyOf(good, 1 + random.nextInt(12)));
                        case 2 -> {
                            byte[] bad = good.clone();
                            bad[11] ^= 1;
                            site.reader.write(bad);
                        }
                        default -> site.reader.write("0123456789AB\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
                assertEquals(0, site.relayBytes(1, QUIET).length);
                admits(site, TestSite.TEACHER);
                String status = GateProcess.command("status", "--json", "-c", site.config.toString()).out();
                assertTrue(status.contains("BAD_CHECKSUM"), "the faults are counted where an operator sees them: " + status);
                assertTrue(gate.isAlive());
                assertEquals(1, site.events("\"type\":\"entry\"").size());
            }
        }
    }

    @Test void theReaderUnpluggedAndBackReadsAgain() throws Exception {
        try (TestSite site = new TestSite(folder, "", "")) {
            site.importPeople();
            try (GateProcess _ = GateProcess.run(site.config)) {
                site.forgetRelay();
                admits(site, TestSite.TEACHER);
                site.reader.close();
                site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"lost\"");
                site.reader = Pty.open(folder.resolve("reader"));
                site.awaitEvents(1, "\"type\":\"device\"", "\"outcome\":\"back\"");
                admits(site, TestSite.PUPIL);
            }
        }
    }

    @Test void bytesFromBeforeTheStartAndFromASuspendedTimeNeverOpen() throws Exception {
        try (TestSite site = new TestSite(folder, "", "")) {
            site.importPeople();
            site.reader.write(TestSite.frame(TestSite.TEACHER));
            try (GateProcess gate = GateProcess.run(site.config)) {
                assertArrayEquals(new byte[0], withoutRest(site.relayBytes(12, QUIET)));
                gate.signal("STOP");
                site.reader.write(TestSite.frame(TestSite.TEACHER));
                site.relayBytes(1, Duration.ofSeconds(2));
                gate.signal("CONT");
                assertArrayEquals(new byte[0], withoutRest(site.relayBytes(8, QUIET)));
                admits(site, TestSite.TEACHER);
            }
        }
    }

    /// What is left of the relay's bytes when the commands to rest are taken out.
    private static byte[] withoutRest(byte[] bytes) {
        List<Byte> left = new ArrayList<>();
        for (int i = 0; i + 4 <= bytes.length; i += 4) {
            byte[] command = java.util.Arrays.copyOfRange(bytes, i, i + 4);
            if (!java.util.Arrays.equals(command, RELAY_OFF)) {
                for (byte b : command) {
                    left.add(b);
                }
            }
        }
        byte[] out = new byte[left.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = left.get(i);
        }
        return out;
    }

    @Test void killedFiftyTimesUnderTapsNothingOpensWithoutItsRecord() throws Exception {
        try (TestSite site = new TestSite(folder, "", "")) {
            site.importPeople();
            Random random = new Random(50);
            int opened = 0;
            long[] cards = {TestSite.TEACHER, TestSite.PUPIL, TestSite.DUTY, TestSite.CONTRACTOR};
            for (int round = 0; round < 50; round++) {
                try (GateProcess gate = GateProcess.run(site.config)) {
                    byte[] atStart = site.relayBytes(4, PATIENCE);
                    assertArrayEquals(RELAY_OFF, java.util.Arrays.copyOf(atStart, 4), "told to rest at start, round " + round);
                    int taps = 1 + random.nextInt(4);
                    for (int tap = 0; tap < taps; tap++) {
                        site.reader.write(TestSite.frame(cards[(round + tap) % cards.length]));
                        if (tap < taps - 1) {
                            site.reader.read(Duration.ofMillis(random.nextInt(15)));
                        }
                    }
                    if (round % 5 == 0) {   // however slow the machine: some live until they open
                        opened += count(site.relayBytes(4, PATIENCE), RELAY_ON);
                    }
                    long until = System.nanoTime() + random.nextInt(90_000_000);
                    while (System.nanoTime() < until) {
                        Thread.onSpinWait();
                    }
                    gate.kill();
                }
                opened += count(site.relayBytes(4096, Duration.ofMillis(100)), RELAY_ON);
                int granted = site.events("\"type\":\"entry\"", "\"outcome\":\"granted\"").size();
                assertTrue(opened <= granted, "round " + round + ": opened " + opened + " times for " + granted + " records");
            }
            assertTrue(opened >= 10, "every fifth round lived until it opened, and " + opened + " opened");
            try (GateProcess gate = GateProcess.run(site.config)) {
                site.awaitEvents(50, "\"type\":\"gate\"", "\"outcome\":\"unclean_start\"");
                assertEquals(0, gate.stop());
            }
            GateProcess.Result verify = GateProcess.command("log", "verify", "--json", "-c", site.config.toString());
            assertEquals(0, verify.exit(), verify.out());
            int granted = site.events("\"type\":\"entry\"", "\"outcome\":\"granted\"").size();
            int ended = site.events("\"type\":\"passage\"").size();
            assertEquals(granted, ended, "each grant has exactly one passage");
            assertNotEquals(0, granted);
        }
    }

    private static int count(byte[] bytes, byte[] command) {
        int n = 0;
        for (int i = 0; i + 4 <= bytes.length; i++) {
            if (java.util.Arrays.equals(java.util.Arrays.copyOfRange(bytes, i, i + 4), command)) {
                n++;
                i += 3;
            }
        }
        return n;
    }
}
