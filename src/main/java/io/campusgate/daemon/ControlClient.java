package io.campusgate.daemon;

import io.campusgate.domain.Bilingual;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Asks a running daemon to do something. A command never changes a running gate behind its back.
public final class ControlClient {
    private static final int CONNECT_MS = 2_000;
    private static final int ANSWER_MS = 120_000;
    private final ControlFile daemon;

    /// Not done, and why: a plain sentence for the person who asked, in both languages. The message is the English one.
    public abstract static sealed class NotDone extends Exception {
        private static final long serialVersionUID = 1;
        private final String chinese;

        private NotDone(String english, String chinese) {
            super(english);
            this.chinese = chinese;
        }

        public Bilingual sentence() {
            return new Bilingual(String.valueOf(getMessage()), chinese);
        }
    }

    /// No daemon runs on this store, or this user may not talk to it.
    public static final class NotRunning extends NotDone {
        private static final long serialVersionUID = 1;

        NotRunning(String english, String chinese) {
            super(english, chinese);
        }
    }

    /// The daemon did not do what was asked.
    public static final class Refused extends NotDone {
        private static final long serialVersionUID = 1;

        public Refused(String english, String chinese) {
            super(english, chinese);
        }
    }

    private ControlClient(ControlFile daemon) {
        this.daemon = daemon;
    }

    /// @param store the configuration's `[store] path`
    public static ControlClient connect(Path store) throws NotRunning {
        Path file = ControlFile.beside(store);
        try {
            ControlFile daemon = ControlFile.read(file);
            try (Socket _ = open(daemon)) {
                return new ControlClient(daemon);
            }
        } catch (NoSuchFileException e) {
            throw new NotRunning("no gate daemon is running on " + store, "没有门禁程序在使用 " + store);
        } catch (AccessDeniedException e) {
            throw new NotRunning("this user may not talk to the gate daemon: " + file + " is not readable; try sudo",
                    "当前用户无权与门禁程序通信：无法读取 " + file + "，请试用 sudo");
        } catch (IOException e) {
            throw new NotRunning("no gate daemon answers on " + store + " (it left " + file.getFileName() + " behind)",
                    "使用 " + store + " 的门禁程序没有回答（它留下了 " + file.getFileName() + "）");
        }
    }

    private static Socket open(ControlFile daemon) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port()), CONNECT_MS);
        socket.setSoTimeout(ANSWER_MS);
        return socket;
    }

    /// Blocks until the daemon has done it (what it journals is durable then).
    ///
    /// @param arguments String, Long, Double, Boolean, List or Map values
    /// @throws Refused if the daemon says no, or the connection breaks before it answers
    public Map<String, Object> call(String what, Map<String, ?> arguments) throws Refused {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("token", daemon.token());
        request.put("do", what);
        request.put("arguments", arguments);
        try (Socket socket = open(daemon)) {
            OutputStream out = socket.getOutputStream();
            out.write((ControlMessage.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw new Refused("the gate daemon closed the connection without an answer", "本门程序没有回答就断开了连接");
            }
            Map<String, Object> reply = ControlMessage.read(line);
            if (reply.get("refused") instanceof String why) {
                throw new Refused(why, reply.get("refused_zh") instanceof String chinese ? chinese : why);
            }
            return reply;
        } catch (IOException e) {
            throw new Refused("the gate daemon did not answer: " + e.getMessage(), "本门程序没有回答：" + e.getMessage());
        }
    }
}
