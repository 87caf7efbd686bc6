package io.campusgate.link;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How to reach the broker: `[mqtt]` of the configuration. The files are read again at each attempt to connect, so a
/// renewed certificate or password needs no restart.
///
/// @param url            `mqtt://host[:1883]` or `mqtts://host[:8883]`
/// @param caFile         PEM, who may sign the broker's certificate; empty: whom the Java runtime trusts
/// @param certFile       PEM, the client's certificate and what it was signed with; needs `keyFile`
/// @param keyFile        PEM, unencrypted: PKCS#8 (RSA, EC, Ed25519), or the older RSA and EC forms
/// @param console        whether a console is expected to confirm
/// @param allowPlaintext lets `mqtt://` go beyond this machine
public record LinkSettings(URI url, Optional<String> username, Optional<Path> passwordFile, Optional<Path> caFile,
                           Optional<Path> certFile, Optional<Path> keyFile, boolean console, boolean allowPlaintext,
                           Timing timing) {
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    public LinkSettings {
        if (!"mqtt".equals(url.getScheme()) && !"mqtts".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("a broker's address reads mqtts://HOST:PORT or mqtt://HOST:PORT, not " + url);
        }
    }

    /// Intervals that no site changes; tests do.
    ///
    /// @param keepAlive     an idle line is asked this often; a dead one is noticed within twice this time
    /// @param connect       for address, connection, TLS and the broker's answer together
    /// @param firstRetry    pause after the first failure; doubles up to `longestRetry`, each shortened by a random part
    /// @param confirmation  a console that has not confirmed for this long is sent the unconfirmed events again
    public record Timing(Duration keepAlive, Duration connect, Duration firstRetry, Duration longestRetry, Duration confirmation) {
        public static final Timing NORMAL = new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofMillis(500),
                Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    boolean isTls() {
        return "mqtts".equals(url.getScheme());
    }

    /// Without the brackets of an IPv6 address.
    String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return url.getPort() >= 0 ? url.getPort() : isTls() ? TLS_PORT : PLAIN_PORT;
    }
}
