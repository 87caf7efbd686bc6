package io.campusgate.web;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Under which names this machine's pages may be asked for. A foreign name that points here is somebody else's page trying
/// to reach the gate through a guard's browser (DNS rebinding); such a call is refused.
final class OwnNames {
    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    /// @param listen      as configured; if it means every address, all addresses of the machine and its name count
    /// @param certificate the names in the certificate; empty without TLS
    OwnNames(String listen, Set<String> certificate) {
        add(listen);
        certificate.forEach(this::add);
        try {
            InetAddress address = InetAddress.ofLiteral(listen);
            if (address.isAnyLocalAddress()) {
                addMachine();
            }
        } catch (IllegalArgumentException e) {
            addMachine();
        }
    }

    private void addMachine() {
        try {
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).map(InetAddress::getHostAddress).forEach(this::add);
            String name = InetAddress.getLocalHost().getHostName();
            add(name);
            add(name + ".local");
        } catch (SocketException | UnknownHostException e) {
            // the names that are known remain
        }
    }

    private void add(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("%.*", "");
        names.add(plain.contains(":") ? "[" + plain + "]" : plain);
    }

    /// @param host the request's `Host`, with or without a port
    boolean isOwn(String host) {
        return names.contains(withoutPort(host));
    }

    private static String withoutPort(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
    }
}
