package io.campusgate.demo;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/// The demo's MQTT broker (Moquette): on a free port of loopback, open to this machine, nothing kept. It is no part of the
/// package, where the demo runs without a broker.
final class EmbeddedBroker implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;
    private final int port;
    private final Runnable stop;

    private EmbeddedBroker(int port, Runnable stop) {
        this.port = port;
        this.stop = stop;
    }

    /// @param folder for what it wants to write
    /// @return empty where the library is not on the class path
    static Optional<EmbeddedBroker> start(Path folder) throws IOException {
        try {
            return Optional.of(Library.start(folder));
        } catch (NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    /// All that needs the library, apart: a class is looked through as a whole when it is first used, also where nothing of
    /// the library is called.
    private static final class Library {
        static EmbeddedBroker start(Path folder) throws IOException {
            Files.createDirectories(folder);
            Properties p = new Properties();
            p.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
            p.setProperty(IConfig.PORT_PROPERTY_NAME, "0");
            p.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
            p.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
            p.setProperty(IConfig.DATA_PATH_PROPERTY_NAME, folder.toString());
            p.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");   // it would call home
            Server server = new Server();
            server.startServer(new MemoryConfig(p));
            return new EmbeddedBroker(port(server), server::stopServer);
        }

        /// The library learns the port from a thread of its own, a moment after it has begun to listen.
        private static int port(Server server) throws IOException {
            for (int waited = 0; server.getPort() == 0; waited++) {
                if (waited == PATIENCE_MS) {
                    server.stopServer();
                    throw new IOException("the embedded broker does not say on which port it listens");
                }
                LockSupport.parkNanos(1_000_000);
            }
            return server.getPort();
        }
    }

    String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    @Override public void close() {
        stop.run();
    }
}
