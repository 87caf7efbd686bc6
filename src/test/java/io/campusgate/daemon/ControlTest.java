package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    @TempDir Path folder;
    private final AtomicInteger handled = new AtomicInteger();

    private ControlServer echo(Path store) throws Exception {
        return new ControlServer(store, (what, arguments) -> {
            handled.incrementAndGet();
            if (what.equals("no")) {
                throw new ControlClient.Refused("the lane is not there", "没有这条通道");
            }
            return Map.of("did", what, "with", arguments, "list", List.of(1L, "二"));
        });
    }

    @Test void carriesAnOrderAndItsAnswer() throws Exception {
        Path store = folder.resolve("gate.db");
        try (ControlServer _ = echo(store)) {
            Map<String, Object> reply = ControlClient.connect(store).call("open", Map.of("lane", "in-1", "reason", "大门"));
            assertEquals("open", reply.get("did"));
            assertEquals(Map.of("lane", "in-1", "reason", "大门"), reply.get("with"));
            assertEquals(List.of(1L, "二"), reply.get("list"));
        }
        assertFalse(Files.exists(folder.resolve("gate.control")));
    }

    @Test void saysInPlainWordsOfBothLanguagesWhyItRefuses() throws Exception {
        Path store = folder.resolve("gate.db");
        try (ControlServer _ = echo(store)) {
            ControlClient client = ControlClient.connect(store);
            ControlClient.Refused no = assertThrows(ControlClient.Refused.class, () -> client.call("no", Map.of()));
            assertEquals("the lane is not there", no.getMessage());
            assertEquals("没有这条通道", no.sentence().in(Locale.SIMPLIFIED_CHINESE));
        }
    }

    @Test void onlyItsOwnUserCanReadTheToken() throws Exception {
        try (ControlServer _ = echo(folder.resolve("gate.db"))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("gate.control"))));
        }
    }

    @Test void doesNothingForAStrangerOrForGarbage() throws Exception {
        Path store = folder.resolve("gate.db");
        try (ControlServer _ = echo(store)) {
            int port = ControlFile.read(folder.resolve("gate.control")).port();
            for (String line : List.of("{\"token\":\"00\",\"do\":\"open\"}", "{\"do\":\"open\"}", "GET / HTTP/1.1", "[".repeat(2000), "{",
                    "{\"token\":5}")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
                    assertTrue(answer.startsWith("{\"refused\":"), line + " -> " + answer);
                }
            }
            assertEquals(0, handled.get());
            ControlClient.connect(store).call("yes", Map.of());
            assertEquals(1, handled.get());
        }
    }

    @Test void aCommandWithoutADaemonIsToldSo() {
        assertThrows(ControlClient.NotRunning.class, () -> ControlClient.connect(folder.resolve("gate.db")));
    }

    @Test void aFileLeftByAKilledDaemonIsNoDaemon() throws Exception {
        Path store = folder.resolve("gate.db");
        int nobodyListens = 1;
        new ControlFile(nobodyListens, "0", 1).write(folder.resolve("gate.control"));
        assertThrows(ControlClient.NotRunning.class, () -> ControlClient.connect(store));
    }
}
