package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.RealComponents;
import io.campusgate.daemon.ControlTwin;
import io.campusgate.store.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir Path folder;
    private Path config = Path.of("");
    private Path store = Path.of("");

    @BeforeEach void aGate() throws IOException {
        store = folder.resolve("gate.db");
        config = configured("");
    }

    private Path configured(String more) throws IOException {
        return Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """ + more);
    }

    private Typed doctor(String... more) {
        return Typed.run(List.of(List.of("doctor", "-c", config.toString()), List.of(more)).stream().flatMap(List::stream).toArray(String[]::new));
    }

    /// The line of one check and the advice below it.
    private static String found(Typed typed, String check) {
        List<String> lines = typed.out().lines().toList();
        int at = lines.indexOf(lines.stream().filter(l -> l.startsWith(check + " ")).findFirst().orElse(""));
        assertTrue(at >= 0, check + " in " + typed.out());
        return lines.get(at) + (at + 1 < lines.size() && lines.get(at + 1).contains("→") ? "\n" + lines.get(at + 1) : "");
    }

    @Test void aNewGateLacksItsWhitelistAndIsToldHowToGetOne() {
        Typed typed = doctor();
        assertEquals(1, typed.exit());
        assertTrue(found(typed, "whitelist").matches("whitelist +FAULT +there is none: nobody is known\\n +→ campus-gate whitelist import FOLDER"), typed.out());
        assertTrue(found(typed, "store").contains("note"), typed.out());
        assertTrue(found(typed, "daemon").contains("note   no gate daemon is running on " + store), typed.out());
        assertTrue(found(typed, "broker").contains("ok     none is configured"), typed.out());
        assertEquals("", typed.err());
    }

    @Test void speaksChineseToPeopleAndEnglishToMachines() {
        Typed typed = Typed.run(Locale.SIMPLIFIED_CHINESE, "doctor", "-c", config.toString());
        assertTrue(found(typed, "whitelist").matches("whitelist +故障 +还没有名单：谁也不认识\\n +→ campus-gate whitelist import 名单文件夹"), typed.out());
        assertTrue(found(typed, "daemon").contains("没有门禁程序在运行") && found(typed, "broker").contains("门禁单独工作"), typed.out());
        assertTrue(Typed.run(Locale.SIMPLIFIED_CHINESE, "doctor", "--json", "-c", config.toString()).out().contains("there is none: nobody is known"));
    }

    @Test void machinesGetOneObjectACheck() {
        Typed typed = doctor("--json");
        assertTrue(typed.out().startsWith("{\"check\":\"configuration\",\"state\":\"ok\",\"detail\":\"" + config + "\",\"fix\":\"\"}\n"), typed.out());
        assertTrue(typed.out().lines().allMatch(l -> l.startsWith("{\"check\":\"") && l.endsWith("\"}")), typed.out());
    }

    @Test void looksAtTheEndOfTheChain() {
        try (Journal journal = Journal.open(store, "east", ZoneId.of("Asia/Shanghai"))) {
            assertEquals(0, journal.lastSeq());
        }
        assertTrue(found(doctor(), "store").contains("ok     journal "), "an empty journal is sound");
    }

    @Test void aFileThatIsNoStoreIsAFault() throws IOException {
        Files.writeString(store, "this is no database, however long it may be".repeat(100));
        Typed typed = doctor();
        assertTrue(found(typed, "store").contains("FAULT"), typed.out());
        assertFalse(typed.showsATrace());
    }

    @Test void aMissingFolderIsAFault() throws IOException {
        Files.writeString(config, Files.readString(config).replace("gate.db", "nowhere/gate.db"));
        assertTrue(found(doctor(), "disk").contains("FAULT"));
    }

    @Test void aSerialPortThatIsNotThereIsAFault() throws IOException {
        Files.writeString(config, Files.readString(config)
                .replace("reader = { driver = \"sim\" }", "reader = { driver = \"rdm6300\", port = \"none\" }")
                .replace("relay = { driver = \"sim\" }", "relay = { driver = \"lcus\", port = \"none-either\" }"));
        Typed typed = doctor();
        assertTrue(found(typed, "in-1 reader").contains("FAULT") && found(typed, "in-1 reader").contains("→ plug it in"), typed.out());
        assertTrue(found(typed, "in-1 relay").contains(folder.resolve("none-either") + " is not there"), typed.out());
    }

    @Test void aBrokerThatIsNotThereIsAFault() throws IOException {
        configured("[mqtt]\nurl = \"mqtt://127.0.0.1:" + RealComponents.freePort() + "\"\n");
        assertTrue(found(doctor(), "broker").contains("FAULT"));
    }

    @Test void aKeyThatIsNoneIsAFault() throws IOException {
        Typed.run("keygen", folder.toString(), "good");
        Files.writeString(folder.resolve("bad.pub"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        configured("[trust]\ngood = { key = \"good.pub\", may = [\"open\"] }\nbad = { key = \"bad.pub\", may = [\"open\"] }\n");
        Typed typed = doctor();
        assertTrue(found(typed, "trust good").contains("ok"), typed.out());
        assertTrue(found(typed, "trust bad").contains("FAULT  " + folder.resolve("bad.pub") + " is no Ed25519 public key"), typed.out());
    }

    @Test void believesTheRunningDaemonAboutItsDevices() throws IOException {
        Map<String, Object> status = Map.of("store", "ok", "since", "2026-09-01T07:00:00+08:00", "mode", "normal", "lanes", List.of(Map.of("id", "in-1",
                "devices", List.of(Map.of("kind", "reader", "driver", "rdm6300", "health", "lost", "reason", "/dev/ttyAMA0 is gone"),
                        Map.of("kind", "relay", "driver", "gpio", "health", "ok")))));
        try (ControlTwin daemon = new ControlTwin(store, status)) {
            Typed typed = doctor();
            assertTrue(found(typed, "daemon").contains("ok     running since 2026-09-01T07:00:00+08:00, mode normal"), typed.out());
            assertTrue(found(typed, "in-1 reader").contains("FAULT  rdm6300 is lost: /dev/ttyAMA0 is gone"), typed.out());
            assertTrue(found(typed, "in-1 relay").contains("ok     gpio is ok"), typed.out());
            assertEquals("status", daemon.next().what());
        }
    }

    @Test void aBadConfigurationIsTheFirstFault() throws IOException {
        Files.writeString(config, "[site]\n");
        Typed typed = doctor();
        assertEquals(78, typed.exit());
        assertTrue(found(typed, "configuration").contains("FAULT"), typed.out());
        assertTrue(typed.err().contains("site.id: found nothing"), typed.err());
    }
}
