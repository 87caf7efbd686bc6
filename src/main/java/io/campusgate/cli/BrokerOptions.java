package io.campusgate.cli;

import io.campusgate.link.BrokerClient;
import io.campusgate.link.LinkSettings;
import io.campusgate.link.MqttLink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Option;

/// How an administrator's command reaches the broker; as `[mqtt]` of a gate.
final class BrokerOptions {
    @Option(names = "--broker", paramLabel = "URL", required = true, description = "mqtts://HOST:PORT, or mqtt:// on this machine.")
    private URI url = URI.create("mqtts://localhost");
    @Option(names = "--username", paramLabel = "NAME", description = "The account at the broker.")
    private Optional<String> username = Optional.empty();
    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with its password.")
    private Optional<Path> passwordFile = Optional.empty();
    @Option(names = "--ca-file", paramLabel = "FILE", description = "Who signed the broker's certificate (PEM).")
    private Optional<Path> caFile = Optional.empty();
    @Option(names = "--cert-file", paramLabel = "FILE", description = "This client's certificate, if the broker asks for one.")
    private Optional<Path> certFile = Optional.empty();
    @Option(names = "--cert-key", paramLabel = "FILE", description = "The certificate's private key.")
    private Optional<Path> certKey = Optional.empty();
    @Option(names = "--allow-plaintext", description = "mqtt:// also to another machine: names and passwords cross the network in the clear.")
    private boolean allowPlaintext;

    BrokerClient connect(MqttLink.MessageHandler handler) throws IOException, InterruptedException {
        try {
            LinkSettings settings = new LinkSettings(url, username, passwordFile, caFile, certFile, certKey, false, allowPlaintext, LinkSettings.Timing.NORMAL);
            return BrokerClient.connect(settings, "campus-gate-admin-" + UUID.randomUUID().toString().substring(0, 8), handler);
        } catch (IllegalArgumentException e) {
            throw new Fault(String.valueOf(e.getMessage()));
        }
    }
}
