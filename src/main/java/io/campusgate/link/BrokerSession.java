package io.campusgate.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt to connect and, if it works, one connection: a client object of the library that is thrown away after. This
/// class alone knows the library (Paho mqttv3), and no method of it waits for the network but [#goodbye] and [#discard],
/// which are bounded.
final class BrokerSession {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerSession.class);
    private static final int QOS = 1;
    private static final int REFUSED = 0x80;
    private static final long CLOSE_MS = 1_000;

    /// Told what happens, on the library's threads.
    interface Listener {
        void connected();

        /// The attempt failed or the connection is gone; may be said more than once.
        void lost(String reason);

        void message(String topic, byte[] payload, boolean retained);
    }

    private final LinkSettings settings;
    private final Listener listener;
    private final BrokerSocket.Factory sockets;
    private final MqttAsyncClient client;
    private final AtomicBoolean closed = new AtomicBoolean();

    private BrokerSession(LinkSettings settings, Listener listener, BrokerSocket.Factory sockets, MqttAsyncClient client) {
        this.settings = settings;
        this.listener = listener;
        this.sockets = sockets;
        this.client = client;
    }

    /// Starts to connect; the outcome reaches `listener`.
    ///
    /// @param clientId    a broker drops an older connection of the same id
    /// @param willTopic   gets a retained [Messages#offline] from the broker if this connection breaks
    /// @param maxInflight how many publishes may be under way at once
    /// @throws LinkException if a file named in the settings is missing or unusable
    static BrokerSession open(LinkSettings settings, String clientId, Optional<String> willTopic, int maxInflight, Listener listener) throws LinkException {
        BrokerSocket.Factory sockets = BrokerSocket.factory(settings);
        try {
            String tcp = "tcp://" + settings.url().getHost() + ":" + settings.port();   // TLS is made by our socket
            MqttAsyncClient client = new MqttAsyncClient(tcp, clientId, new MemoryPersistence());
            BrokerSession session = new BrokerSession(settings, listener, sockets, client);
            client.setCallback(session.new Callback());
            client.connect(options(settings, sockets, willTopic, maxInflight), null, session.new Outcome());
            return session;
        } catch (MqttException e) {
            throw new LinkException(Fault.inWords(e, settings), e);
        }
    }

    private static MqttConnectOptions options(LinkSettings settings, BrokerSocket.Factory sockets, Optional<String> willTopic, int maxInflight) throws LinkException {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(true);
        options.setAutomaticReconnect(false);
        options.setMaxInflight(maxInflight);
        options.setKeepAliveInterval(Math.toIntExact(settings.timing().keepAlive().toSeconds()));
        options.setConnectionTimeout(Math.toIntExact(settings.timing().connect().toSeconds()));
        options.setSocketFactory(sockets);
        willTopic.ifPresent(topic -> options.setWill(topic, Messages.offline(), QOS, true));
        settings.username().ifPresent(options::setUserName);
        Optional<String> password = password(settings.passwordFile());
        password.ifPresent(p -> options.setPassword(p.toCharArray()));
        return options;
    }

    static Optional<String> password(Optional<Path> file) throws LinkException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file.get(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new LinkException("the password-file " + file.get() + " cannot be read: " + Fault.ofFile(e), e);
        }
    }

    /// Publishes with QoS 1; `acked` is called at its PUBACK, on a thread of the library.
    void publish(String topic, byte[] payload, boolean retained, Runnable acked) {
        try {
            client.publish(topic, payload, QOS, retained, null, new IMqttActionListener() {
                @Override public void onSuccess(IMqttToken token) {
                    acked.run();
                }

                @Override public void onFailure(IMqttToken token, Throwable cause) {
                    // the connection is gone, which is told as such
                }
            });
        } catch (MqttException e) {
            listener.lost(Fault.inWords(e, settings));
        }
    }

    void subscribe(String topic) {
        try {
            client.subscribe(topic, QOS, null, new IMqttActionListener() {
                @Override public void onSuccess(IMqttToken token) {
                    if (token.getGrantedQos()[0] == REFUSED) {
                        LOG.warn("the broker refuses to let this gate listen to {}; its access list should allow it", topic);
                    }
                }

                @Override public void onFailure(IMqttToken token, Throwable cause) {
                    // as above
                }
            });
        } catch (MqttException e) {
            listener.lost(Fault.inWords(e, settings));
        }
    }

    void unsubscribe(String topic) {
        try {
            client.unsubscribe(topic);
        } catch (MqttException e) {
            listener.lost(Fault.inWords(e, settings));
        }
    }

    /// Tells the broker that this is no accident, so that it keeps the last will to itself; then closes.
    void goodbye() {
        close(true);
    }

    /// Closes at once. Nothing that happens to this connection is told any more.
    void discard() {
        close(false);
    }

    /// The library's way to close joins its own threads; ours waits for that at most twice [#CLOSE_MS]. Closing twice does
    /// nothing more: the library stumbles over that.
    private void close(boolean disconnect) {
        if (closed.getAndSet(true)) {
            return;
        }
        Thread closing = Thread.ofPlatform().daemon().name("mqtt-close").start(() -> {
            try {
                client.disconnectForcibly(0, CLOSE_MS, disconnect);
            } catch (MqttException e) {
                LOG.debug("closing the connection: {}", e.getMessage());
            }
            sockets.close();
            try {
                client.close(true);
            } catch (MqttException e) {
                LOG.debug("closing the client: {}", e.getMessage());
            }
        });
        try {
            closing.join(2 * CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sockets.close();
    }

    private final class Outcome implements IMqttActionListener {
        @Override public void onSuccess(IMqttToken token) {
            listener.connected();
        }

        @Override public void onFailure(IMqttToken token, Throwable cause) {
            listener.lost(Fault.whileConnecting(cause, settings));
        }
    }

    private final class Callback implements MqttCallback {
        @Override public void connectionLost(Throwable cause) {
            listener.lost(Fault.inWords(cause, settings));
        }

        @Override public void messageArrived(String topic, MqttMessage message) {
            listener.message(topic, message.getPayload(), message.isRetained());
        }

        @Override public void deliveryComplete(IMqttDeliveryToken token) {
            // each publish has its own listener
        }
    }
}
