package io.campusgate.daemon;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two things the JDK cannot ask of Linux: whether the kernel's clock is synchronised (adjtimex(2)), and a datagram
/// to systemd's notify socket (sd_notify(3)). 64-bit Linux only; elsewhere the answers are empty and nothing is sent.
/// The first call costs about 0.1 s (the linker warms up), so the daemon makes it off its start-up path. Thread-safe.
public final class Libc {
    private static final Logger LOG = LoggerFactory.getLogger(Libc.class);
    /// struct timex is 208 bytes on 64-bit Linux and begins with `unsigned int modes`; all zero only reads.
    private static final long TIMEX_BYTES = 208;
    /// adjtimex(2): the clock is not synchronised.
    private static final int TIME_ERROR = 5;
    /// systemd-timesyncd.service(8): a file `synchronized` is made here with the first time that arrives.
    private static final Path TIMESYNCD = Path.of("/run/systemd/timesync");
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SUN_PATH = 108;

    private Libc() {}

    /// Whether the kernel says that the clock is synchronised, or systemd-timesyncd where the kernel may not be asked (a service
    /// with ProtectClock=yes); empty where neither can be.
    public static Optional<Boolean> clockIsSynchronised() {
        try (Arena arena = Arena.ofConfined()) {
            int state = (int) function("adjtimex", ValueLayout.JAVA_INT, ValueLayout.ADDRESS).invoke(arena.allocate(TIMEX_BYTES, 8));
            return state < 0 ? timesyncd() : Optional.of(state != TIME_ERROR);
        } catch (Throwable e) {
            LOG.warn("cannot ask the kernel whether its clock is synchronised: {}", e.toString());
            return Optional.empty();
        }
    }

    private static Optional<Boolean> timesyncd() {
        return Files.isDirectory(TIMESYNCD) ? Optional.of(Files.exists(TIMESYNCD.resolve("synchronized"))) : Optional.empty();
    }

    /// Sends `message` to the datagram socket at `address` (a path, or `@name` for an abstract one).
    ///
    /// @return whether it was sent whole
    static boolean sendDatagram(String address, String message) {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length >= SUN_PATH) {
            return false;
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                    .invoke(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (fd < 0) {
                return false;
            }
            try {
                MemorySegment to = arena.allocate(2 + path.length, 2);
                to.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
                MemorySegment.copy(path, 0, to, ValueLayout.JAVA_BYTE, 2, path.length);
                long sent = (long) function("sendto", ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                        .invoke(fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, text), (long) text.length, 0, to, (int) to.byteSize());
                return sent == text.length;
            } finally {
                int _ = (int) function("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT).invoke(fd);
            }
        } catch (Throwable e) {
            LOG.warn("cannot notify systemd: {}", e.toString());
            return false;
        }
    }

    @SuppressWarnings("restricted") // the manifest and the unit enable native access
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }
}
