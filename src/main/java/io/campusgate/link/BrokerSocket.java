package io.campusgate.link;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The connection underneath the client library, which thinks that it is a plain one. Here TLS is made and its host name
/// checked, plaintext is kept on this machine, small packets are sent at once, what comes in is bounded ([PacketGuard]), and
/// closing never waits: it closes the connection itself, not politely the TLS above it, which can hang on a dead line.
final class BrokerSocket extends Socket {

    /// Makes the sockets of one [BrokerSession].
    static final class Factory extends SocketFactory {
        private final LinkSettings settings;
        private final Optional<SSLSocketFactory> tls;
        private final Set<BrokerSocket> open = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        private Factory(LinkSettings settings, Optional<SSLSocketFactory> tls) {
            this.settings = settings;
            this.tls = tls;
        }

        @Override public BrokerSocket createSocket() throws IOException {
            BrokerSocket socket = new BrokerSocket(settings, tls);
            open.add(socket);
            if (closed) {   // an attempt that was given up while it looked for the address
                socket.close();
            }
            return socket;
        }

        @Override public Socket createSocket(String host, int port) throws IOException {
            throw new SocketException("made unconnected only");
        }

        @Override public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            throw new SocketException("made unconnected only");
        }

        @Override public Socket createSocket(InetAddress host, int port) throws IOException {
            throw new SocketException("made unconnected only");
        }

        @Override public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
            throw new SocketException("made unconnected only");
        }

        /// Closes all of them, and those that are still to come.
        void close() {
            closed = true;
            open.forEach(BrokerSocket::close);
        }
    }

    private final LinkSettings settings;
    private final Optional<SSLSocketFactory> tls;
    private final Socket line = new Socket() {
        @Override public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override public int read(byte[] buffer, int offset, int max) throws IOException {
                    int count = in.read(buffer, offset, max);
                    heard |= count > 0;
                    return count;
                }
            };
        }
    };
    private volatile boolean heard;   // anything from the broker, TLS's own talk included
    private volatile Socket top = line;   // the line, or TLS above it

    private BrokerSocket(LinkSettings settings, Optional<SSLSocketFactory> tls) {
        this.settings = settings;
        this.tls = tls;
    }

    /// @throws LinkException if a certificate or key cannot be used
    static Factory factory(LinkSettings settings) throws LinkException {
        return new Factory(settings, settings.isTls() ? Optional.of(Tls.factory(settings)) : Optional.empty());
    }

    @Override public void connect(SocketAddress endpoint, int timeoutMs) throws IOException {
        InetSocketAddress address = (InetSocketAddress) endpoint;
        if (address.isUnresolved()) {
            throw new UnknownHostException(settings.host());
        }
        if (tls.isEmpty() && !address.getAddress().isLoopbackAddress() && !settings.allowPlaintext()) {
            throw new SocketException("%s is not on this machine: without TLS (mqtts://) names and passwords would travel in the clear; allow-plaintext = true permits it"
                    .formatted(settings.host()));
        }
        line.connect(address, timeoutMs);
        line.setTcpNoDelay(true);
        if (tls.isPresent()) {
            line.setSoTimeout(timeoutMs);
            SSLSocket secure = (SSLSocket) tls.get().createSocket(line, settings.host(), settings.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");   // the certificate has to name this host
            secure.setSSLParameters(parameters);
            shakeHands(secure);
            top = secure;
        }
    }

    private void shakeHands(SSLSocket secure) throws IOException {
        try {
            secure.startHandshake();
        } catch (IOException e) {
            throw !heard && Fault.isHangUp(e) ? new SSLHandshakeException(Fault.NO_HANDSHAKE) : e;
        }
    }

    /// What comes in as it is, for a reader that bounds it itself.
    InputStream unguarded() throws IOException {
        return top.getInputStream();
    }

    @Override public InputStream getInputStream() throws IOException {
        return new PacketGuard(new BufferedInputStream(top.getInputStream()));
    }

    @Override public OutputStream getOutputStream() throws IOException {
        return top.getOutputStream();
    }

    @Override public void setSoTimeout(int timeoutMs) throws SocketException {
        line.setSoTimeout(timeoutMs);
    }

    @Override public void close() {
        try {
            line.close();
        } catch (IOException e) {
            // closed all the same
        }
    }
}
