package io.campusgate;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A real pseudo-terminal pair: the program under test opens [#path] as its serial port, the test holds the other end.
///
/// Made with libc through `java.lang.foreign`, so that no test needs anything installed. The line is raw from the start.
/// [#close] is what pulling out a USB plug looks like: whoever has the port open gets an error, and the path is gone.
/// Thread-safe for one reader and one writer.
public final class Pty implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int EIO = 5;
    private static final int EAGAIN = 11;
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;
    private static final int TCSANOW = 0;
    private static final int TERMIOS_BYTES = 64;   // struct termios of glibc has 60

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle POSIX_OPENPT = libc("posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle GRANTPT = libc("grantpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle UNLOCKPT = libc("unlockpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PTSNAME = libc("ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle OPEN = libc("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle TCGETATTR = libc("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle TCSETATTR = libc("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CFMAKERAW = libc("cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle POLL = libc("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle READ = libc("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = libc("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = libc("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int master;
    private final int slave;   // held open, so that the line keeps its settings and its bytes while nobody else has it open
    private final Path path;
    private final Path link;
    private boolean closed;

    private Pty(int master, int slave, Path path, Path link) {
        this.master = master;
        this.slave = slave;
        this.path = path;
        this.link = link;
    }

    /// A new pair, reached by its own name.
    public static Pty open() {
        return open(Path.of(""));
    }

    /// A new pair, reached through the symbolic link `link` (as udev's `/dev/serial/by-id`), which is made or replaced.
    public static Pty open(Path link) {
        try (Arena arena = Arena.ofConfined()) {
            int master = call(POSIX_OPENPT, "posix_openpt", arena, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
            call(GRANTPT, "grantpt", arena, master);
            call(UNLOCKPT, "unlockpt", arena, master);
            MemorySegment name = arena.allocate(64);
            call(PTSNAME, "ptsname_r", arena, master, name, name.byteSize());
            int slave = call(OPEN, "open", arena, name, O_RDWR | O_NOCTTY | O_CLOEXEC);
            MemorySegment termios = arena.allocate(TERMIOS_BYTES);
            call(TCGETATTR, "tcgetattr", arena, slave, termios);
            CFMAKERAW.invoke(arena.allocate(STATE), termios);
            call(TCSETATTR, "tcsetattr", arena, slave, TCSANOW, termios);
            Path path = Path.of(name.getString(0));
            if (!link.toString().isEmpty()) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, path);
            }
            return new Pty(master, slave, path, link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new IllegalStateException("no pseudo-terminal could be made", e);
        }
    }

    /// What the program under test opens.
    public Path path() {
        return link.toString().isEmpty() ? path : link;
    }

    /// Puts `bytes` on the wire; waits while the line is full, for at most 5 s.
    public void write(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(JAVA_BYTE, bytes);
            long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            for (long done = 0; done < bytes.length; ) {
                MemorySegment state = arena.allocate(STATE);
                long n = (long) WRITE.invoke(state, master, buffer.asSlice(done), bytes.length - done);
                if (n >= 0) {
                    done += n;
                } else if (errno(state) == EAGAIN && System.nanoTime() < deadline) {
                    poll(arena, POLLOUT, 100);
                } else {
                    throw new IOException("write to " + path + ": errno " + errno(state));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Puts `bytes` on the wire one by one, each when a line of `baud` bits a second (8N1) would have brought it.
    public void writePaced(byte[] bytes, int baud) {
        long each = 10_000_000_000L / baud;
        long due = System.nanoTime();
        for (byte b : bytes) {
            due += each;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            write(new byte[] {b});
        }
    }

    /// What the program under test wrote and nobody has read yet, waiting up to `patience` for the first byte; may be empty.
    public byte[] read(Duration patience) {
        try (Arena arena = Arena.ofConfined()) {
            long deadline = System.nanoTime() + patience.toNanos();
            MemorySegment buffer = arena.allocate(4096);
            while (true) {
                int wait = (int) Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
                MemorySegment state = arena.allocate(STATE);
                long n = poll(arena, POLLIN, wait) == 0 ? 0 : (long) READ.invoke(state, master, buffer, buffer.byteSize());
                if (n < 0 && errno(state) != EAGAIN && errno(state) != EIO) {
                    throw new IOException("read from " + path + ": errno " + errno(state));
                }
                if (n > 0 || System.nanoTime() >= deadline) {
                    return buffer.asSlice(0, Math.max(0, n)).toArray(JAVA_BYTE);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Reads until there are `count` bytes or `patience` is over; returns what there is.
    public byte[] read(int count, Duration patience) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + patience.toNanos();
        while (all.size() < count && System.nanoTime() < deadline) {
            all.writeBytes(read(Duration.ofNanos(deadline - System.nanoTime())));
        }
        return all.toByteArray();
    }

    /// Pulls the plug.
    @Override public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Arena arena = Arena.ofConfined()) {
            call(CLOSE, "close", arena, slave);
            call(CLOSE, "close", arena, master);
            if (!link.toString().isEmpty() && Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(path)) {
                Files.delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private int poll(Arena arena, short events, int millis) throws Throwable {
        MemorySegment pollfd = arena.allocate(8, 4);
        pollfd.set(JAVA_INT, 0, master);
        pollfd.set(JAVA_SHORT, 4, events);
        return (int) POLL.invoke(arena.allocate(STATE), pollfd, 1L, millis);
    }

    @SuppressWarnings("restricted")   // the tests run with --enable-native-access
    private static MethodHandle libc(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 1, options.length);
        all[0] = ERRNO;
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
    }

    private static int call(MethodHandle function, String name, Arena arena, Object... arguments) throws Throwable {
        MemorySegment state = arena.allocate(STATE);
        Object[] all = new Object[arguments.length + 1];
        all[0] = state;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int result = (int) function.invokeWithArguments(all);
        if (result < 0) {
            throw new IOException(name + ": errno " + errno(state));
        }
        return result;
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }
}
