package io.campusgate.device.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.HangWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// One open serial port: raw bytes, 8N1, no flow control. The only class that knows jSerialComm.
///
/// Reading blocks for at most a heartbeat (200 ms, where nobody wishes another), and fails at once when the device is
/// unplugged. jSerialComm's data listener is not used: after an unplug it burns a core, and `isOpen()` stays true.
/// Reading and writing may happen on two threads; each of the two belongs to one.
public final class SerialLine implements AutoCloseable {

    /// What [#read] returns instead of bytes when the reading process had stood still: see there.
    public static final int STALLED = -1;

    /// How long [#read] waits, where nobody wishes otherwise.
    public static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final long STALL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final long SETTLE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long DRAIN_NANOS = Duration.ofMillis(250).toNanos();
    private static final int CHUNK = 256;
    private static final int MOST_UNSENT = 256;
    private static final Duration WRITE_WITHIN = Duration.ofMillis(500);

    private static final int EACCES = 13;
    private static final int EAGAIN = 11;
    private static final int EBUSY = 16;
    private static final int ENOTTY = 25;
    private static final int OPEN_IN_THIS_PROCESS = 2;   // jSerialComm's own number

    /// jSerialComm closes all ports when the program ends; it waits this long for whoever uses them to finish first.
    private static final long LAST_USE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Set<SerialLine> OPEN = ConcurrentHashMap.newKeySet();

    /// Hears what passes on a line, on the thread that reads or writes it. Must return quickly.
    public interface Wiretap {
        void passed(boolean fromDevice, byte[] bytes);
    }

    private record Listening(Path port, Wiretap wiretap) {}

    /// Whoever listens in on a port, of all of this process.
    private static final List<Listening> LISTENING = new CopyOnWriteArrayList<>();

    private final Path path;
    private final SerialPort port;
    private final LongSupplier nanoClock;
    private final HangWatch writing;
    private long lastReturn;
    private long lastWrite;
    private boolean written;

    private SerialLine(Path path, SerialPort port, LongSupplier nanoClock) {
        this.path = path;
        this.port = port;
        this.nanoClock = nanoClock;
        this.lastReturn = nanoClock.getAsLong();
        this.writing = new HangWatch(WRITE_WITHIN, port::closePort);
    }

    /// Opens `path`, alone if the system allows it, and throws away what waited there. A link (`/dev/serial/by-id/…`) is
    /// followed anew each time, since the name behind it changes when a plug is pulled and put back.
    ///
    /// @param baud bits a second; any number the port can do
    /// @throws DeviceException ABSENT, saying why
    public static SerialLine open(Path path, int baud) throws DeviceException {
        return open(path, baud, HEARTBEAT);
    }

    /// @param heartbeat the longest silent [#read]; a multiple of 100 ms, since the kernel counts tenths of a second
    public static SerialLine open(Path path, int baud, Duration heartbeat) throws DeviceException {
        return open(path, baud, heartbeat, System::nanoTime);
    }

    static SerialLine open(Path path, int baud, Duration heartbeat, LongSupplier nanoClock) throws DeviceException {
        Path device;
        try {
            device = path.toRealPath();
        } catch (IOException e) {
            throw new DeviceException(Kind.ABSENT, path + " is not there", e);
        }
        try {
            SerialPort port = SerialPort.getCommPort(device.toString());
            port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
            port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, Math.toIntExact(heartbeat.toMillis()), 0);
            port.flushIOBuffers();   // on a closed port: flush as part of opening
            if (!port.openPort()) {
                throw new DeviceException(Kind.ABSENT, path + " cannot be opened: " + why(device, port.getLastErrorCode()));
            }
            SerialLine line = new SerialLine(path, port, nanoClock);
            LastUse.register();
            OPEN.add(line);
            return line;
        } catch (SerialPortInvalidPortException e) {
            throw new DeviceException(Kind.ABSENT, path + " is no serial port", e);
        } catch (LinkageError e) {
            throw new DeviceException(Kind.ABSENT, path + ": the serial library could not be loaded; is the folder for "
                    + "temporary files (java.io.tmpdir) ours to write, and not mounted noexec?", e);
        }
    }

    /// Hands a copy of all that passes on `port` to `wiretap` from now on, whoever has it open or opens it again: for an
    /// installer who wants to see what a device sends.
    ///
    /// @param port as it is given to [#open]
    /// @return runs to stop
    public static Runnable listenIn(Path port, Wiretap wiretap) {
        Listening listening = new Listening(port, wiretap);
        LISTENING.add(listening);
        return () -> LISTENING.remove(listening);
    }

    private void tell(boolean fromDevice, byte[] bytes, int count) {
        for (Listening listening : LISTENING) {
            if (listening.port.equals(path)) {
                listening.wiretap.passed(fromDevice, Arrays.copyOf(bytes, count));
            }
        }
    }

    private static String why(Path device, int errno) {
        return switch (errno) {
            case EACCES -> "no permission (is the user in the group dialout?)";
            case EAGAIN, EBUSY, OPEN_IN_THIS_PROCESS -> "it is in use";
            case ENOTTY -> "it is no serial port";
            default -> Files.exists(device) ? "error " + errno : "it is not there any more";
        };
    }

    /// Waits for bytes, up to a heartbeat, and reads what is there.
    ///
    /// If more than a second has passed since the last read returned, this process was stopped or starved meanwhile: the
    /// bytes may be of any age and nobody stands at the reader any more. They and all that waits behind them are thrown
    /// away, and the answer is [#STALLED].
    ///
    /// @return the number of bytes, 0 for silence, or [#STALLED]
    /// @throws DeviceException NO_ANSWER if the device is gone
    public int read(byte[] into) throws DeviceException {
        int count = port.readBytes(into, into.length);
        long now = nanoClock.getAsLong();
        boolean stalled = now - lastReturn > STALL_NANOS;
        lastReturn = now;
        if (count < 0) {
            throw gone();
        }
        if (count > 0) {
            tell(true, into, count);
        }
        if (stalled) {
            port.flushIOBuffers();
            return STALLED;
        }
        return count;
    }

    /// Throws away what has come and was not read; what is on its way out is left alone.
    ///
    /// @throws DeviceException NO_ANSWER if the device is gone
    public void discard() throws DeviceException {
        byte[] waste = new byte[CHUNK];
        int waiting = port.bytesAvailable();
        while (waiting > 0) {
            int count = port.readBytes(waste, Math.min(waiting, waste.length));
            tell(true, waste, Math.max(0, count));
            waiting = count <= 0 ? count : port.bytesAvailable();
        }
        Arrays.fill(waste, (byte) 0);
        if (waiting < 0) {
            throw gone();
        }
    }

    /// As [#read], but takes only `patience` (less than a heartbeat) of silence for silence.
    public int read(byte[] into, Duration patience) throws DeviceException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (port.bytesAvailable() == 0) {
            if (System.nanoTime() >= deadline) {
                lastReturn = nanoClock.getAsLong();
                return 0;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return read(into);
    }

    /// Hands `bytes` to the system, which sends them. Does not wait for ever for a device that takes none: after half a
    /// second the port is closed under the write, which ends it.
    ///
    /// @throws DeviceException NO_ANSWER if the device is gone, or has stopped taking bytes
    public void write(byte[] bytes) throws DeviceException {
        if (port.bytesAwaitingWrite() > MOST_UNSENT) {
            throw new DeviceException(Kind.NO_ANSWER, path + " takes no more bytes");
        }
        tell(false, bytes, bytes.length);
        written = true;
        lastWrite = System.nanoTime();
        writing.begin();
        try {
            if (port.writeBytes(bytes, bytes.length) != bytes.length) {
                throw port.isOpen() ? gone() : new DeviceException(Kind.NO_ANSWER, path + " takes no more bytes");
            }
        } finally {
            writing.end();
        }
    }

    /// Fails if the device has been unplugged; without that it does nothing.
    public void check() throws DeviceException {
        if (port.bytesAvailable() < 0) {
            throw gone();
        }
    }

    private DeviceException gone() {
        return new DeviceException(Kind.NO_ANSWER, path + " is gone (unplugged?)");
    }

    /// Closes the port. jSerialComm throws away what is not yet sent, so this first waits for that: 20 ms after the last
    /// write, and up to 250 ms while the system still holds bytes.
    @Override public void close() {
        if (written) {
            boolean interrupted = Thread.interrupted();   // park would return at once
            while (System.nanoTime() - lastWrite < SETTLE_NANOS
                    || port.bytesAwaitingWrite() > 0 && System.nanoTime() - lastWrite < DRAIN_NANOS) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        writing.close();
        port.closePort();
        OPEN.remove(this);
    }

    /// Makes the library's hook wait until the lines are closed by their owners: a relay is to hear its last command.
    private static final class LastUse {
        static {
            SerialPort.addShutdownHook(Thread.ofPlatform().name("serial-last-use").unstarted(() -> {
                long end = System.nanoTime() + LAST_USE_NANOS;
                while (!OPEN.isEmpty() && System.nanoTime() < end) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }));
        }

        /// Once: with the first open line.
        static void register() {}
    }
}
