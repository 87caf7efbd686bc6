package io.campusgate.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A daemon's ear without the daemon, for tests of the commands: keeps what it was asked and answers as it was told.
public final class ControlTwin implements AutoCloseable {
    /// What was asked.
    public record Asked(String what, Map<String, Object> arguments) {}

    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final ControlServer server;

    public ControlTwin(Path store, Map<String, Object> reply) throws IOException {
        server = new ControlServer(store, (what, arguments) -> {
            asked.add(new Asked(what, arguments));
            if (reply.get("no") instanceof String why) {
                throw new ControlClient.Refused(why, why);
            }
            return reply;
        });
    }

    /// The first that was asked and not yet taken; it has been asked, since a command waits for its answer.
    public Asked next() {
        return asked.remove();
    }

    @Override public void close() {
        server.close();
    }
}
