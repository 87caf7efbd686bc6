package io.campusgate.device.osdp;

import io.campusgate.Pty;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// The far end of an RS-485 line: hands each packet that comes over a pseudo-terminal to the readers on it, and writes what
/// they answer. Half a packet is forgotten after 200 ms of silence. Any number of readers; the plug of each can be pulled.
public final class TwinLine implements AutoCloseable {
    private static final Duration GAP = Duration.ofMillis(200);

    private final List<ReaderTwin> readers = new CopyOnWriteArrayList<>();
    private final Function<byte[], Optional<byte[]>> ears;
    private final Thread thread;
    private volatile Optional<Pty> pty;

    public TwinLine(Pty pty, ReaderTwin... readers) {
        this.readers.addAll(List.of(readers));
        this.pty = Optional.of(pty);
        this.ears = this::hear;
        this.thread = Thread.ofPlatform().daemon().name("twin-line").start(this::run);
    }

    /// @param ears answers all packets
    TwinLine(Pty pty, Function<byte[], Optional<byte[]>> ears) {
        this.pty = Optional.of(pty);
        this.ears = ears;
        this.thread = Thread.ofPlatform().daemon().name("twin-line").start(this::run);
    }

    public void connect(ReaderTwin reader) {
        readers.add(reader);
    }

    public void disconnect(ReaderTwin reader) {
        readers.remove(reader);
    }

    /// The adapter is pulled out of the computer.
    public void unplug() {
        Pty was = pty.orElseThrow();
        pty = Optional.empty();
        synchronized (ears) {
            was.close();
        }
    }

    public void plugIn(Pty next) {
        pty = Optional.of(next);
    }

    private Optional<byte[]> hear(byte[] packet) {
        return readers.stream().map(reader -> reader.hear(packet)).flatMap(Optional::stream).findFirst();
    }

    private void run() {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        while (!Thread.currentThread().isInterrupted()) {
            synchronized (ears) {   // the plug is not pulled in the middle of a read
                Optional<Pty> line = pty;
                if (line.isPresent()) {
                    byte[] bytes = line.get().read(held.size() > 0 ? GAP : Duration.ofMillis(20));
                    if (bytes.length == 0) {
                        held.reset();
                    }
                    held.writeBytes(bytes);
                    answer(line.get(), held);
                }
            }
        }
    }

    private void answer(Pty line, ByteArrayOutputStream held) {
        byte[] all = held.toByteArray();
        int start = 0;
        while (start < all.length && all[start] != 0x53) {
            start++;
        }
        int length = all.length - start < 4 ? Integer.MAX_VALUE : all[start + 2] & 0xFF | (all[start + 3] & 0xFF) << 8;
        if (all.length - start >= length) {
            held.reset();
            ears.apply(Arrays.copyOfRange(all, start, start + length)).ifPresent(line::write);
        }
    }

    @Override public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pty.ifPresent(Pty::close);
    }
}
