package io.campusgate;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/// The programs a test runs for real. Where one is missing the test is skipped, by name; with `-Preal` it fails.
public final class RealComponents {
    private RealComponents() {}

    /// The path of `program`, looked for on PATH and in the folders of the administrator.
    public static Path require(String program) {
        for (String folder : (System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin").split(File.pathSeparator)) {
            Path found = Path.of(folder, program);
            if (Files.isExecutable(found)) {
                return found;
            }
        }
        String message = "'" + program + "' is not installed; this test runs the real one";
        if (Boolean.getBoolean("real.required")) {
            return fail(message);
        }
        return abort(message);
    }

    /// A port on loopback that was free a moment ago.
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Whether something takes connections on this port of loopback.
    public static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
