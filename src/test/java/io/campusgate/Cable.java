package io.campusgate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A network cable between a browser and the gate: a port of loopback that leads to another one until it is pulled.
public final class Cable implements AutoCloseable {
    private final ServerSocket end;
    private final int gate;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private volatile boolean pulled;

    /// @param gate the port that it leads to
    public Cable(int gate) throws IOException {
        this.gate = gate;
        this.end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return end.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = end.accept();
                if (pulled) {
                    near.close();
                } else {
                    lead(near);
                }
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void lead(Socket near) throws IOException {
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), gate);
            ends.addAll(List.of(near, far));
            Thread.ofVirtual().start(() -> carry(near, far));
            Thread.ofVirtual().start(() -> carry(far, near));
        } catch (IOException e) {
            near.close();   // the gate is gone
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one end is gone, and closing took the other with it
        }
    }

    public void pull() {
        pulled = true;
        cut();
    }

    public void plugIn() {
        pulled = false;
    }

    private void cut() {
        for (Socket socket : ends) {
            try {
                socket.close();
            } catch (IOException e) {
                // it was closed already
            }
        }
        ends.clear();
    }

    @Override public void close() throws IOException {
        end.close();
        cut();
    }
}
