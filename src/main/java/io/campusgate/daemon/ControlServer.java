package io.campusgate.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the orders of local commands, one JSON line a connection, on a loopback port, from whoever can read the token
/// in the control file. At most [#AT_ONCE] at a time; a slow or silent client is cut off after [#PATIENCE_MS].
final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int AT_ONCE = 8;
    private static final int PATIENCE_MS = 5_000;

    /// Answers one order; called on a thread of the server and may block.
    interface Handler {
        Map<String, ?> handle(String what, Map<String, Object> arguments) throws ControlClient.Refused;
    }

    private final Path file;
    private final ServerSocket socket;
    private final String token;
    private final Handler handler;
    private final Semaphore places = new Semaphore(AT_ONCE);

    ControlServer(Path store, Handler handler) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.token = HexFormat.of().formatHex(secret);
        this.file = ControlFile.beside(store);
        this.handler = handler;
        this.socket = new ServerSocket(0, AT_ONCE, InetAddress.getLoopbackAddress());
        new ControlFile(socket.getLocalPort(), token, ProcessHandle.current().pid()).write(file);
        Thread.ofPlatform().daemon().name("control").start(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                places.acquire();
                Socket client = socket.accept();
                Thread.ofVirtual().name("control-client").start(() -> serve(client));
            } catch (IOException e) {
                places.release();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(PATIENCE_MS);
            Optional<String> line = line(new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8)));
            if (line.isPresent()) {
                String answer = ControlMessage.write(answer(line.get())) + "\n";
                client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.debug("a control connection broke: {}", e.getMessage());
        } finally {
            places.release();
        }
    }

    /// One line of at most [ControlMessage#LIMIT] characters; empty for a connection that says nothing.
    private static Optional<String> line(Reader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return Optional.of(line.toString());
            }
            if (line.length() == ControlMessage.LIMIT) {
                throw new IOException("a control message is too long");
            }
            line.append((char) c);
        }
        return Optional.empty();
    }

    private Map<String, ?> answer(String line) {
        try {
            Map<String, Object> request = ControlMessage.read(line);
            if (!(request.get("token") instanceof String given) || !isToken(given)) {
                return refused("wrong token", "令牌不符");
            }
            if (!(request.get("do") instanceof String what)) {
                return refused("the request names nothing to do", "请求没有说明要做什么");
            }
            return handler.handle(what, request.get("arguments") instanceof Map<?, ?> m ? stringKeys(m) : Map.of());
        } catch (IOException e) {
            return refused("bad request: " + e.getMessage(), "请求有误：" + e.getMessage());
        } catch (ControlClient.Refused e) {
            return refused(e.sentence().english(), e.sentence().chinese());
        } catch (RuntimeException e) {
            LOG.error("a local command failed", e);
            return refused("the gate daemon failed at this; its log says why", "本门程序执行时出错，原因见其日志");
        }
    }

    private static Map<String, ?> refused(String english, String chinese) {
        return Drafts.details("refused", english, "refused_zh", chinese);
    }

    @SuppressWarnings("unchecked") // what ControlMessage reads has only text keys
    private static Map<String, Object> stringKeys(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private boolean isToken(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    @Override public void close() {
        try {
            Files.deleteIfExists(file);
            socket.close();
        } catch (IOException e) {
            LOG.warn("the control port did not close cleanly: {}", e.getMessage());
        }
    }
}
