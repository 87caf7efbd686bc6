package io.campusgate.device.serial;

import io.campusgate.Pty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// A device that answers, on the far side of a pseudo-terminal, with a thread of its own on which all of it happens. It
/// can be unplugged and put back, and be silent. It cuts the commands out of the stream by itself, without our codecs.
public abstract class DeviceTwin implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(5);

    private final Path link;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private Optional<Pty> pty;
    private byte[] heard = {};
    private boolean mute;
    private volatile boolean stopping;

    /// @param link through which the program reaches it
    DeviceTwin(Path link) {
        this.link = link;
        this.pty = Optional.of(Pty.open(link));
        this.thread = Thread.ofPlatform().daemon().name("twin " + link.getFileName()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!stopping) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            if (pty.isPresent()) {
                hear(pty.get().read(TURN));
                turn();
            }
        }
        pty.ifPresent(Pty::close);
    }

    private void hear(byte[] more) {
        byte[] all = Arrays.copyOf(heard, heard.length + more.length);
        System.arraycopy(more, 0, all, heard.length, more.length);
        heard = all;
        for (int length = command(heard); length > 0; length = command(heard)) {
            byte[] command = Arrays.copyOf(heard, length);
            heard = Arrays.copyOfRange(heard, length, heard.length);
            if (!mute) {
                obey(command);
            }
        }
    }

    /// How many of `bytes` the first whole command takes, with what is before it; 0: there is none yet.
    abstract int command(byte[] bytes);

    /// Does what `command`, with what is before it, asks for.
    abstract void obey(byte[] command);

    /// Does what has become due; called every few milliseconds.
    abstract void turn();

    /// Power has come back.
    abstract void restart();

    void note(String command) {
        commands.add(command);
    }

    void send(byte[] bytes) {
        pty.ifPresent(line -> line.write(bytes));
    }

    /// Does `work` on the twin's thread and waits for it.
    void perform(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        tasks.add(() -> {
            work.run();
            done.complete(null);
        });
        done.join();
    }

    /// What it was asked to do so far, in the words of the twin.
    public List<String> commands() {
        return List.copyOf(commands);
    }

    public Path path() {
        return link;
    }

    /// Sends `bytes` whether or not they were asked for.
    public void blurt(byte[] bytes) {
        perform(() -> send(bytes));
    }

    /// From now on it hears nothing, or hears again.
    public void mute(boolean silent) {
        perform(() -> mute = silent);
    }

    public void unplug() {
        perform(() -> {
            pty.ifPresent(Pty::close);
            pty = Optional.empty();
        });
    }

    public void plugIn() {
        perform(() -> {
            heard = new byte[0];
            restart();
            pty = Optional.of(Pty.open(link));
        });
    }

    @Override public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
