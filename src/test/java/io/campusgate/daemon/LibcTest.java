package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.RealComponents;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LibcTest {

    @Test void theKernelAnswersWhetherItsClockIsSynchronised() {
        assertTrue(Libc.clockIsSynchronised().isPresent());
    }

    @Test void sendsADatagramToAnAbstractSocket() throws Exception {
        String python = RealComponents.require("python3").toString();
        Process receiver = new ProcessBuilder(python, "-c", """
                import socket
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind(b'\\0campus-gate-test-%d')
                print('bound', flush=True)
                print(s.recv(100).decode(), flush=True)
                """.formatted(ProcessHandle.current().pid())).redirectErrorStream(true).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("bound", out.readLine());
            assertTrue(Libc.sendDatagram("@campus-gate-test-" + ProcessHandle.current().pid(), "READY=1"));
            assertEquals("READY=1", out.readLine());
        } finally {
            receiver.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }

    @Test void sendingNowhereFailsQuietly() {
        assertFalse(Libc.sendDatagram("/nowhere/at/all", "READY=1"));
        assertFalse(Libc.sendDatagram("", "READY=1"));
        assertFalse(Libc.sendDatagram("/" + "x".repeat(200), "READY=1"));
    }
}
