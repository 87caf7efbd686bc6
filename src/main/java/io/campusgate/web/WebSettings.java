package io.campusgate.web;

import java.nio.file.Path;
import java.util.Optional;

/// Where the pages are served.
///
/// @param host name or address to listen at
/// @param port 0: any that is free
/// @param tls  empty: plain HTTP
public record WebSettings(String host, int port, Optional<Tls> tls) {

    /// @param keystore     PKCS #12
    /// @param passwordFile its password, one line
    public record Tls(Path keystore, Path passwordFile) {}
}
