package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.daemon.ControlTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir Path folder;
    private Path config = Path.of("");

    @BeforeEach void aGate() throws IOException {
        config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """);
    }

    /// what was typed | first line of stderr
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                  | A command is missing.
            opne in-1                           | There is no command 'opne'.
            --bogus                             | Unknown option: '--bogus'
            open                                | Missing required options and parameters: '--reason=TEXT', 'LANE'
            open in-1                           | Missing required option: '--reason=TEXT'
            open in-1 --reason                  | Missing required parameter for option '--reason' (TEXT)
            open in-1 --reason=                 | Invalid value for option '--reason': it is empty
            open in-1 in-2 --reason x           | Unmatched argument at index 2: 'in-2'
            open in-1 --reason x --reason y     | option '--reason' (TEXT) should be specified only once
            open --resaon=x in-1 --reason y      | Unknown option: '--resaon=x'
            open in-1 --reason x -c             | Missing required parameter for option '--config' (FILE)
            mode                                | `A command is missing: campus-gate mode show|set`
            mode sett                           | There is no command 'sett'.
            mode set                            | Missing required options and parameters: '--reason=TEXT', 'MODE'
            mode set nomal --reason x           | Invalid value for positional parameter at index 0 (MODE): 'nomal' is no mode; expected normal, staggered, closed, lockdown, evacuation
            mode set NORMAL --reason x          | Invalid value for positional parameter at index 0 (MODE): 'NORMAL' is no mode; expected normal, staggered, closed, lockdown, evacuation
            mode set normal --reason x --until soon -c {config} | Invalid value for --until: 'soon' is no time; expected one like 2026-09-01T07:30 or 2026-09-01
            drill maybe                         | `Invalid value for positional parameter at index 0 (on|off): 'maybe' is neither on nor off`
            block 12 --reason x                 | Invalid value for positional parameter at index 0 (CARD): '12' is no card number: a card number is 3 to 10 bytes of hex like 001293D8 or 04:A1:B2:C3, or dec:0001217496, fc:18,37848, w26:212,7041
            unblock                             | Missing required parameter: 'CARD'
            clock                               | A command is missing: campus-gate clock set
            clock set                           | Missing required parameter: 'TIME'
            clock set 2026-13-01T00:00 -c {config} | Invalid value for TIME: '2026-13-01T00:00' is no time; expected one like 2026-09-01T07:30 or 2026-09-01
            config                              | `A command is missing: campus-gate config check|relays`
            config check extra                  | Unmatched argument at index 2: 'extra'
            keygen                              | Expected either DIR and NAME, or --id-key FILE, or --scbk FILE
            keygen dir                          | Expected either DIR and NAME, or --id-key FILE, or --scbk FILE
            keygen dir name --id-key f          | Expected either DIR and NAME, or --id-key FILE, or --scbk FILE
            keygen --scbk f --id-key g          | Expected either DIR and NAME, or --id-key FILE, or --scbk FILE
            keygen dir ../name                  | Invalid value for NAME: '../name'; expected 1 to 64 letters, digits, '-', '_' or '.'
            """)
    void wrongUsageIsSaidInOneSentenceAndExits2(String line, String sentence) {
        Typed typed = Typed.run(words(line));
        assertEquals(sentence, typed.firstError());
        assertEquals(2, typed.exit());
        assertTrue(typed.err().lines().count() >= 2, "a hint follows: " + typed.err());
        assertEquals("", typed.out());
        assertFalse(typed.showsATrace());
    }

    @Test void suggestsTheCommandThatWasMeant() {
        assertTrue(Typed.run("opne", "x").err().contains("Did you mean: campus-gate open?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open in-1 --reason x", "mode show", "mode set closed --reason x", "drill on", "block 001293D8 --reason x",
        "unblock 001293D8", "clock set 2026-09-01T07:30"})
    void whatNeedsADaemonSaysThatThereIsNone(String line) {
        Typed typed = Typed.run(words(line + " -c {config}"));
        assertEquals("no gate daemon is running on " + folder.resolve("gate.db"), typed.err().strip());
        assertEquals(1, typed.exit());
    }

    /// what was typed | what the daemon is asked | with what
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            open in-1 --reason visitor --by wang       | open      | {lane=in-1, reason=visitor, by=wang}
            mode show                                  | mode_show | {}
            mode set closed --reason flu --by wang     | mode_set  | {mode=closed, reason=flu, by=wang}
            mode set closed --reason flu --until 2026-09-01T18:00 --by w | mode_set | {mode=closed, reason=flu, until=2026-09-01T18:00:00+08:00, by=w}
            mode set closed --reason flu --until 2026-09-02 --by w | mode_set | {mode=closed, reason=flu, until=2026-09-02T00:00:00+08:00, by=w}
            drill on --by wang                         | drill     | {on=true, by=wang}
            drill off --by wang                        | drill     | {on=false, by=wang}
            block dec:0001217496 --reason lost --by w  | block     | {card=001293D8, reason=lost, by=w}
            unblock 00:12:93:D8 --by w                 | unblock   | {card=001293D8, by=w}
            clock set 2026-09-01T07:30:05 --by w       | clock_set | {time=2026-09-01T07:30:05+08:00, by=w}
            clock set 2026-09-01T07:30:00Z --by w      | clock_set | {time=2026-09-01T15:30:00+08:00, by=w}
            """)
    void asksTheRunningDaemon(String line, String what, String arguments) throws Exception {
        try (ControlTwin daemon = new ControlTwin(folder.resolve("gate.db"), Map.of("mode", "closed", "seq", 7L))) {
            Typed typed = Typed.run(words(line + " -c {config}"));
            assertEquals("", typed.err());
            assertEquals(0, typed.exit());
            ControlTwin.Asked asked = daemon.next();
            assertEquals(what, asked.what());
            assertEquals(sorted(arguments), sorted(asked.arguments().toString()));

            Typed json = Typed.run(words(line + " --json -c {config}"));
            assertTrue(json.out().startsWith("{\"") && json.out().contains("\"seq\":7") && json.out().lines().count() == 1, json.out());
        }
    }

    @Test void theSystemsUserStandsInForByTheOneWhoDoesIt() throws Exception {
        try (ControlTwin daemon = new ControlTwin(folder.resolve("gate.db"), Map.of())) {
            Typed.run(words("drill on -c {config}"));
            assertEquals(System.getProperty("user.name"), daemon.next().arguments().get("by"));
        }
    }

    @Test void aRefusalOfTheDaemonIsPassedOnAndExits1() throws Exception {
        try (ControlTwin daemon = new ControlTwin(folder.resolve("gate.db"), Map.of("no", "there is no lane x"))) {
            Typed typed = Typed.run(words("open x --reason y -c {config}"));
            assertEquals("x", daemon.next().arguments().get("lane"));
            assertEquals("there is no lane x\n", typed.err());
            assertEquals(1, typed.exit());
        }
    }

    @Test void aBadConfigurationExits78AndListsAllOfIt() throws IOException {
        Files.writeString(config, "[site]\nid = 1\n[stor]\n");
        for (String line : new String[] {"config check -c {config}", "-c {config} config check", "config -c {config} check", "mode show -c {config}"}) {
            Typed typed = Typed.run(words(line));
            assertEquals(78, typed.exit());
            assertEquals("5 things are wrong with the configuration " + config + ":", typed.firstError());
            assertTrue(typed.err().contains(config + ":2:1: site.id: found 1, expected"), typed.err());
            assertTrue(typed.err().contains("did you mean store?"), typed.err());
            assertFalse(typed.showsATrace());
        }
    }

    @Test void configCheckForMachinesListsTheProblems() throws IOException {
        Files.writeString(config, "[site]\nid = \"a\"\ngate = \"b\"\n");
        Typed typed = Typed.run(words("config check --json -c {config}"));
        assertEquals(78, typed.exit());
        assertEquals("{\"ok\":false,\"problems\":[{\"file\":\"" + config + "\",\"line\":1,\"column\":1,\"key\":\"store.path\",\"found\":\"nothing\","
                + "\"expected\":\"a file name\",\"near\":null},{\"file\":\"" + config + "\",\"line\":1,\"column\":1,\"key\":\"lane\","
                + "\"found\":\"nothing\",\"expected\":\"one to 8 [[lane]] tables\",\"near\":null}]}\n", typed.out());
    }

    @Test void configCheckSaysWhatItUnderstood() {
        Typed typed = Typed.run(words("config check -c {config}"));
        assertEquals(0, typed.exit());
        assertTrue(typed.out().startsWith(config + ": OK\n"), typed.out());
        assertTrue(typed.out().contains("lane in-1 (in): sim, relay sim"), typed.out());
        assertEquals("{\"ok\":true,\"problems\":[]}\n", Typed.run(words("config check --json -c {config}")).out());
    }

    @Test void aMissingConfigurationExits78() {
        Typed typed = Typed.run("mode", "show", "-c", folder.resolve("none.toml").toString());
        assertEquals(78, typed.exit());
        assertTrue(typed.err().contains("found no such file"), typed.err());
    }

    @Test void keygenMakesAnEd25519PairThatFits() throws Exception {
        Typed typed = Typed.run("keygen", folder.resolve("new").toString(), "admin-2026");
        assertEquals("", typed.err());
        assertEquals(0, typed.exit());
        Path secret = folder.resolve("new/admin-2026.key");
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(secret));

        KeyFactory ed25519 = KeyFactory.getInstance("Ed25519");
        PrivateKey signing = ed25519.generatePrivate(new PKCS8EncodedKeySpec(der(secret, "PRIVATE KEY")));
        PublicKey checking = ed25519.generatePublic(new X509EncodedKeySpec(der(folder.resolve("new/admin-2026.pub"), "PUBLIC KEY")));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(signing);
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(checking);
        signature.update(new byte[] {1, 2, 3});
        assertTrue(signature.verify(signed));
    }

    private static byte[] der(Path pem, String kind) throws IOException {
        String text = Files.readString(pem);
        assertTrue(text.startsWith("-----BEGIN " + kind + "-----\n") && text.endsWith("-----END " + kind + "-----\n"), text);
        return Base64.getMimeDecoder().decode(text.replaceAll("-----.*-----", ""));
    }

    @Test void keygenMakesAnIdKeyThatTheConfigurationTakes() throws IOException {
        Path key = folder.resolve("id.key");
        assertEquals(0, Typed.run("keygen", "--id-key", key.toString()).exit());
        assertEquals(32, Files.size(key));
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(key));
        Files.writeString(config, Files.readString(config).replace("path =", "id-key-file = \"id.key\"\npath ="));
        assertEquals(0, Typed.run(words("config check -c {config}")).exit());
    }

    @Test void keygenMakesAReaderKeyThatTheConfigurationTakes() throws IOException {
        Path key = folder.resolve("site.scbk");
        assertEquals(0, Typed.run("keygen", "--scbk", key.toString()).exit());
        assertTrue(Files.readString(key).matches("[0-9A-F]{32}\n"));
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(key));
        Files.writeString(config, Files.readString(config).replace("reader = { driver = \"sim\" }",
                "reader = { driver = \"osdp\", port = \"/dev/x\", address = 0, scbk-file = \"site.scbk\" }"));
        assertEquals(0, Typed.run(words("config check -c {config}")).exit());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(78, Typed.run(words("config check -c {config}")).exit());
    }

    @Test void keygenNeverOverwritesAKey() throws IOException {
        Path key = Files.write(folder.resolve("id.key"), new byte[] {7});
        Files.write(folder.resolve("a.pub"), new byte[] {7});
        for (Typed typed : new Typed[] {Typed.run("keygen", "--id-key", key.toString()), Typed.run("keygen", folder.toString(), "a")}) {
            assertEquals(1, typed.exit());
            assertTrue(typed.firstError().endsWith("is there already; a key is never overwritten."), typed.err());
        }
        assertArrayEquals(new byte[] {7}, Files.readAllBytes(key));
        assertFalse(Files.exists(folder.resolve("a.key")));
    }

    @Test void helpIsThereForEveryCommand() {
        Typed root = Typed.run("--help");
        assertEquals(0, root.exit());
        Set<String> commands = new TreeSet<>(root.out().lines().dropWhile(l -> !l.startsWith("Commands:")).skip(1).filter(l -> l.matches("  \\S.*"))
                .map(l -> l.strip().split(" ")[0]).toList());
        assertTrue(commands.containsAll(Set.of("config", "keygen", "mode", "open")), commands.toString());
        for (String command : commands) {
            Typed help = Typed.run(command, "--help");
            assertEquals(0, help.exit(), command);
            assertTrue(help.out().startsWith("Usage: campus-gate " + command), help.out());
            assertTrue(help.out().contains("--config=FILE") || command.equals("keygen"), help.out());
        }
    }

    @Test void saysItsVersion() {
        Typed typed = Typed.run("--version");
        assertEquals(0, typed.exit());
        assertTrue(typed.out().matches("campus-gate \\d+\\.\\d+\\.\\d+.*\\n"), typed.out());
    }

    @Test void speaksChineseWhereTheEnvironmentDoes() {
        assertEquals(Locale.SIMPLIFIED_CHINESE, Messages.localeOf(Map.of("LANG", "zh_CN.UTF-8")));
        assertEquals(Locale.ENGLISH, Messages.localeOf(Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "C")));
        assertEquals(Locale.ENGLISH, Messages.localeOf(Map.of("LANG", "de_DE.UTF-8")));
        assertTrue(Typed.run(Locale.SIMPLIFIED_CHINESE, "opne").err().startsWith("没有“opne”这个命令。"));
        assertTrue(Typed.run(Locale.SIMPLIFIED_CHINESE, "--help").out().contains("开一次门"));
    }

    private String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.replace("{config}", config.toString()).split(" ");
    }

    private static String sorted(String map) {
        return String.join(", ", Arrays.stream(map.replaceAll("[{}]", "").split(", ")).sorted().toList());
    }
}
