package io.campusgate.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.paho.client.mqttv3.MqttException;

/// What went wrong with the broker, in words for whoever has to mend it.
final class Fault {
    /// The message of an [SSLException]: the other side hung up instead of making TLS.
    static final String NO_HANDSHAKE = "hung up";

    private Fault() {}

    static String inWords(Throwable fault, LinkSettings settings) {
        String broker = settings.host() + ":" + settings.port();
        return chain(fault).flatMap(cause -> known(cause, settings, broker).stream()).findFirst()
                .or(() -> chain(fault).filter(cause -> cause instanceof IOException && cause.getMessage() != null)
                        .map(cause -> "the connection to " + broker + " broke: " + cause.getMessage()).findFirst())
                .orElseGet(() -> "the connection to " + broker + " broke: " + fault);
    }

    /// As [#inWords], for an attempt that the broker has not answered yet.
    static String whileConnecting(Throwable fault, LinkSettings settings) {
        if (chain(fault).noneMatch(Fault::isHangUp)) {
            return inWords(fault, settings);
        }
        String why = !settings.isTls() ? "at the first word: does this port ask for TLS (mqtts://)?" : "once TLS had begun: " + settings.certFile()
                .map(file -> "does it accept the client certificate " + file + ", and is that still valid?").orElse("does it ask for a client certificate (cert-file, key-file)?");
        return "%s:%d hung up %s".formatted(settings.host(), settings.port(), why);
    }

    /// What a broker means that answers a greeting with this code (not 0).
    static IOException refusal(int code) {
        return new IOException(new MqttException(code));
    }

    /// Whether the other side has closed the connection, politely or not.
    static boolean isHangUp(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof EOFException || cause.getCause() instanceof EOFException
                || cause instanceof SocketException && (message.startsWith("Connection reset") || message.startsWith("Broken pipe"));
    }

    /// Why a file cannot be read.
    static String ofFile(IOException fault) {
        return switch (fault) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(fault.getMessage());
        };
    }

    /// The causes, innermost first: the deepest says most.
    private static Stream<Throwable> chain(Throwable fault) {
        Stream<Throwable> outer = Stream.of(fault);
        return fault.getCause() == null ? outer : Stream.concat(chain(fault.getCause()), outer);
    }

    private static Optional<String> known(Throwable cause, LinkSettings settings, String broker) {
        return switch (cause) {
            case UnknownHostException _ -> Optional.of("no computer is known by the name " + settings.host());
            case NoRouteToHostException _ -> Optional.of("there is no way to " + broker + " on this network");
            case ConnectException e when isRefusal(e) -> Optional.of(broker + " refuses the connection: no broker listens there");
            case SocketTimeoutException _ -> Optional.of(broker + " does not answer");
            case CertificateExpiredException e -> Optional.of("the broker's certificate has expired (" + e.getMessage() + ")");
            case CertificateNotYetValidException e ->
                    Optional.of("the broker's certificate is not valid yet (" + e.getMessage() + "); is this computer's clock right?");
            case CertPathBuilderException _ -> Optional.of("the broker's certificate is not trusted: " + settings.caFile()
                    .map(file -> "the ca-file " + file + " has not signed it").orElse("no ca-file is set and no public authority has signed it"));
            case CertificateException e -> Optional.of(certificate(e, settings));
            case SSLException e -> Optional.of(tls(e, settings, broker));
            case EOFException _ -> Optional.of(broker + " closed the connection");
            case MqttException e -> mqtt(e, broker);
            default -> Optional.empty();
        };
    }

    private static boolean isRefusal(ConnectException e) {
        return String.valueOf(e.getMessage()).contains("refused");
    }

    private static String certificate(CertificateException e, LinkSettings settings) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("No ") ? "the broker's certificate is for another name than " + settings.host() + " (" + message + ")"
                : "the broker's certificate is not trusted: " + message;
    }

    private static String tls(SSLException e, LinkSettings settings, String broker) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("certificate_required") || message.contains("bad_certificate") || message.contains("handshake_failure") && settings.certFile().isEmpty()) {
            return settings.certFile().isEmpty() ? "the broker asks for a client certificate: set cert-file and key-file"
                    : "the broker refuses the client certificate " + settings.certFile().get();
        }
        if (message.contains("unknown_ca") || message.contains("certificate_unknown")) {
            return "the broker does not trust the client certificate " + settings.certFile().map(Object::toString).orElse("");
        }
        if (message.contains("certificate_expired")) {
            return "the client certificate has expired";
        }
        if (message.equals(NO_HANDSHAKE)) {
            return broker + " hung up when TLS began: is it a port without TLS (mqtt://)?";
        }
        if (message.contains("Unsupported or unrecognized")) {
            return broker + " does not speak TLS: use mqtt:// or another port";
        }
        return "TLS with " + broker + " failed: " + message;
    }

    private static Optional<String> mqtt(MqttException e, String broker) {
        return switch (e.getReasonCode()) {
            case MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION -> Optional.of("the broker does not speak MQTT 3.1.1");
            case MqttException.REASON_CODE_INVALID_CLIENT_ID -> Optional.of("the broker refuses this gate's client id");
            case MqttException.REASON_CODE_BROKER_UNAVAILABLE -> Optional.of("the broker says that it is not available");
            case MqttException.REASON_CODE_FAILED_AUTHENTICATION, MqttException.REASON_CODE_NOT_AUTHORIZED ->
                    Optional.of("the broker refuses the user name or the password");
            case MqttException.REASON_CODE_CLIENT_TIMEOUT, MqttException.REASON_CODE_WRITE_TIMEOUT -> Optional.of(broker + " has fallen silent");
            default -> Optional.empty();
        };
    }
}
