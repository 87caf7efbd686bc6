package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One writer a store: held by the daemon, and by `restore` while it works. The system lets go of it when the program
/// dies in any way. The file stays and says who held it last.
public final class StoreLock implements AutoCloseable {
    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @param store the journal's file; the lock is `<store>.lock`
    /// @throws StoreException BUSY if another program holds it
    public static StoreLock take(Path store) {
        return take(store, "stop the running gate first (systemctl stop campus-gate)");
    }

    /// @param advice what to do when it is held, in a refusal's words
    static StoreLock take(Path store, String advice) {
        Path file = StoreFiles.lock(store);
        FileChannel channel = open(file);
        try {
            if (hold(channel)) {
                StoreFiles.handOver(store, file);
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
                return new StoreLock(channel);
            }
            String holder = holder(channel);
            channel.close();
            throw new StoreException(Kind.BUSY, "the store " + store + " is in use by " + holder
                    + ": " + advice);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, file + " cannot be opened: is its folder there, and may this user write to it?", e);
        }
    }

    private static boolean hold(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;   // this very program has it open already
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
        return text.isEmpty() ? "another program" : "process " + text;
    }

    /// Lets go.
    @Override public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot let go of the store: " + e.getMessage(), e);
        }
    }
}
