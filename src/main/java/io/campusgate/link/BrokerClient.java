package io.campusgate.link;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A connection for one command of an administrator: listens to topics, also with
/// wildcards, and publishes. Belongs to one thread; what arrives is handed over on a thread of the library.
public final class BrokerClient implements AutoCloseable {
    private final Window window = new Window();
    private final CountDownLatch connected = new CountDownLatch(1);
    private final BrokerSession session;
    private volatile Optional<String> lost = Optional.empty();

    private BrokerClient(LinkSettings settings, String clientId, MqttLink.MessageHandler handler) throws LinkException {
        this.session = BrokerSession.open(settings, clientId, Optional.empty(), 2 * Window.SIZE, new BrokerSession.Listener() {
            @Override public void connected() {
                connected.countDown();
            }

            @Override public void lost(String reason) {
                gone(reason);
            }

            @Override public void message(String topic, byte[] payload, boolean retained) {
                handler.message(topic, payload, retained);
            }
        });
    }

    private void gone(String reason) {
        lost = lost.or(() -> Optional.of(reason));
        connected.countDown();
    }

    /// Connects; blocks for as long as `settings` allows.
    ///
    /// @param clientId a broker drops an older connection of the same id
    /// @throws IOException with a plain sentence if the broker is not there or does not take this user
    public static BrokerClient connect(LinkSettings settings, String clientId, MqttLink.MessageHandler handler) throws IOException, InterruptedException {
        try {
            return new BrokerClient(settings, clientId, handler).connected(settings);
        } catch (LinkException e) {
            throw new IOException(e.reason(), e);
        }
    }

    private BrokerClient connected(LinkSettings settings) throws IOException, InterruptedException {
        if (!connected.await(settings.timing().connect().toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            throw new IOException(settings.host() + ":" + settings.port() + " does not answer");
        }
        requireConnection();
        return this;
    }

    private void requireConnection() throws IOException {
        if (lost.isPresent()) {
            session.discard();
            throw new IOException(lost.get());
        }
    }

    public void listen(String filter) {
        session.subscribe(filter);
    }

    /// Publishes with QoS 1; waits while many are under way.
    ///
    /// @throws IOException if the connection is lost, or the broker does not acknowledge within `patience`
    public void publish(String topic, byte[] payload, boolean retained, Duration patience) throws IOException, InterruptedException {
        window.take(patience);
        requireConnection();
        session.publish(topic, payload, retained, window::release);
    }

    /// Waits until the broker has acknowledged everything.
    public void flush(Duration patience) throws IOException, InterruptedException {
        window.flush(patience, this::requireConnection);
    }

    /// Why the connection is gone; empty while it is there.
    public Optional<String> lost() {
        return lost;
    }

    @Override public void close() {
        session.goodbye();
    }
}
