package io.campusgate.config;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.Direction;
import io.campusgate.domain.IncidentKind;
import io.campusgate.domain.Policies;
import io.campusgate.domain.Right;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Word;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that a gate is told by its configuration file: one record a table, named as in the file (design.md section 7).
/// Every path is absolute; what the file leaves out has its default.
///
/// @param file  where it was read
/// @param trust by the name of the key
/// @param contacts the persons in charge, in the order of the file
/// @param lanes one to eight, in the order of the file
public record GateConfig(Path file, Site site, Store store, Optional<Mqtt> mqtt, Clock clock, AccessPolicy access,
                         Map<String, TrustedKey> trust, Web web, Screening screening, Report report, List<Contact> contacts,
                         List<Lane> lanes) {

    /// @param language zh-CN or en: desk, screens, reports, commands
    public record Site(String id, String gate, ZoneId timezone, Locale language) {}

    /// @param path            of the journal; the whitelist versions lie beside it
    /// @param keepDays        then the personal part of an event is purged
    /// @param keepTemperatureDays then its health part is
    public record Store(Path path, Optional<Path> idKeyFile, int keepDays, int keepTemperatureDays, Duration syncTimeout) {}

    /// @param url            mqtt or mqtts, host, and a port or -1
    /// @param console        whether acknowledgements of a console are expected
    /// @param allowPlaintext mqtt:// beyond loopback was asked for
    /// @param homeAssistant  whether the gate tells Home Assistant of itself
    public record Mqtt(URI url, Optional<String> username, Optional<Path> passwordFile, Optional<Path> caFile,
                       Optional<Path> certFile, Optional<Path> keyFile, boolean console, boolean allowPlaintext, boolean homeAssistant) {
        private static final int PLAIN_PORT = 1883;
        private static final int TLS_PORT = 8883;

        public boolean isTls() {
            return "mqtts".equals(url.getScheme());
        }

        public Address address() {
            String host = url.getHost();
            int port = url.getPort() >= 0 ? url.getPort() : isTls() ? TLS_PORT : PLAIN_PORT;
            return new Address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
        }
    }

    public record Clock(Source source) {
        /// When the system's clock is trusted: `NTP` while the kernel says it is synchronised, else always.
        public enum Source implements Word { NTP, RTC, ASSUME }
    }

    /// @param key file of a public key (PEM)
    public record TrustedKey(String name, Path key, Set<Right> may) {
        public TrustedKey {
            may = Set.copyOf(may);
        }
    }

    public record Web(Address listen, Optional<Path> tlsKeystore, Optional<Path> tlsPasswordFile,
                      Optional<Path> metricsTokenFile, boolean allowPlaintext) {}

    /// @param host a name or an address, an IPv6 address without brackets
    /// @param port 0: any that is free
    public record Address(String host, int port) {
        /// Whether only this machine can be meant. Asks no name server.
        public boolean isLoopback() {
            try {
                return host.equalsIgnoreCase("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        @Override public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /// The gate's own screening; [#policy] is what a whitelist may override.
    ///
    /// @param offset ascending by ambient, from `screening calibrate`; empty: this sensor is not calibrated
    public record Screening(ScreeningPolicy policy, List<OffsetPoint> offset) {
        public Screening {
            offset = List.copyOf(offset);
        }
    }

    /// @param addCenti hundredths of a degree that make a surface temperature a body temperature at `ambient`
    public record OffsetPoint(Temperature ambient, int addCenti) {}

    /// The daily report.
    ///
    /// @param folder where it is written by itself each day; empty: it is not
    /// @param cutOff until when it counts, and when it is written
    public record Report(Optional<Path> folder, LocalTime cutOff) {}

    /// Somebody to call in an incident.
    ///
    /// @param duty      what the person is, such as “school doctor”; may be empty
    /// @param incidents about which kinds; all of them where the file names none
    public record Contact(String name, String phone, String duty, Set<IncidentKind> incidents) {
        public Contact {
            incidents = Set.copyOf(incidents);
        }
    }

    /// @param openFor  from grant to relock if the door stays closed
    /// @param heldOpen from which an open door is held open; zero: never
    /// @param readers  at least one
    public record Lane(String id, Direction direction, Duration openFor, Duration heldOpen, Release release,
                       List<ReaderConfig> readers, Optional<ThermometerConfig> thermometer, RelayConfig relay,
                       Optional<InputConfig> doorContact, Optional<InputConfig> exitButton, Optional<InputConfig> fireInput,
                       Optional<InputConfig> tamper, Optional<InputConfig> panic, Optional<InputConfig> feedback,
                       Optional<IndicatorConfig> indicator, Optional<DisplayConfig> display) {
        /// How a released lane stays open: relay held on, or one pulse to a gate machine with an input of its own.
        public enum Release implements Word { HOLD, PULSE }

        public Lane {
            readers = List.copyOf(readers);
        }
    }

    public GateConfig {
        trust = Map.copyOf(trust);
        contacts = List.copyOf(contacts);
        lanes = List.copyOf(lanes);
    }

    /// One line a relay, for `systemd/relay-rest`.
    public List<String> relaysAtRest() {
        return lanes.stream().flatMap(lane -> lane.relay().atRest().stream()).toList();
    }

    /// The gate's own rules, before a whitelist's policy is laid over them.
    public Policies policies() {
        return new Policies(screening.policy(), access);
    }

    /// Reads and checks the whole of `file` and of the files it names; opens no device and no connection.
    ///
    /// @throws BadConfig with everything that is wrong
    public static GateConfig read(Path file) throws BadConfig {
        return GateReader.read(file);
    }
}
