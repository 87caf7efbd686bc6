package io.campusgate.device.i2c;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.i2c.I2C;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CProvider;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An I2C bus of the Linux kernel, `/dev/i2c-N`, through Pi4J's linuxfs provider: the one whose register read is a single
/// transfer with a repeated start, of any length. Opened at the first transfer; transfers of several threads take turns.
///
/// The bus has a Pi4J context of its own, so that neither a hanging transfer nor its recovery touches the pins of a relay.
/// A transfer that hangs holds up the others on this bus for 1.5 s at most; then they fail. After a transfer that hung, or
/// [#SEVERAL] failed ones in a row, the bus is closed and opened anew: an adapter on USB may have been plugged in again, and
/// the clocks of the next transfer free a sensor that was interrupted in the middle of a byte.
public final class LinuxI2cBus implements I2cBus {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxI2cBus.class);
    /// A transfer takes some milliseconds; the kernel gives up after a second.
    private static final long HUNG = Duration.ofMillis(200).toNanos();
    private static final long TURN_MILLIS = 1500;
    private static final int SEVERAL = 16;

    private final int number;
    private final ReentrantLock turn = new ReentrantLock(true);
    private Optional<Context> context = Optional.empty();        // all of these: guarded by the turn
    private final Map<Integer, I2C> devices = new HashMap<>();   // by address
    private int failedInARow;

    /// @param number 1 for the header's pins 3 and 5
    public LinuxI2cBus(int number) {
        this.number = number;
    }

    private interface Transfer {
        /// @return how many bytes were carried
        int bytes(I2C device);
    }

    @Override public byte[] writeRead(int address, byte[] command, int length) throws DeviceException {
        byte[] reply = new byte[length];
        transfer(address, device -> device.readRegister(command, reply, 0, length), length);
        return reply;
    }

    @Override public void write(int address, byte[] bytes) throws DeviceException {
        transfer(address, device -> device.write(bytes, 0, bytes.length), bytes.length);
    }

    @Override public boolean answers(int address) throws DeviceException {
        if (kernelDriver(address).isPresent()) {
            return true;
        }
        await(address);
        try {
            return device(address).read(new byte[1], 0, 1) == 1;
        } catch (RuntimeException | LinkageError e) {
            return false;
        } finally {
            turn.unlock();
        }
    }

    private void transfer(int address, Transfer transfer, int expected) throws DeviceException {
        await(address);
        try {
            I2C device = device(address);
            long start = System.nanoTime();
            int count;
            try {
                count = transfer.bytes(device);
            } catch (RuntimeException | LinkageError e) {
                boolean hung = System.nanoTime() - start > HUNG;
                recover(hung);
                throw new DeviceException(Kind.NO_ANSWER, name(address) + (hung ? " does not answer: something holds the bus" : " does not answer"), e);
            }
            failedInARow = 0;
            if (count != expected) {
                throw new DeviceException(Kind.CORRUPT, name(address) + ": " + count + " bytes instead of " + expected);
            }
        } finally {
            turn.unlock();
        }
    }

    /// Waits for this thread's turn on the bus; whoever gets it unlocks it.
    private void await(int address) throws DeviceException {
        try {
            if (turn.tryLock(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new DeviceException(Kind.NO_ANSWER, name(address) + " has no turn: a transfer with another device hangs");
    }

    private void recover(boolean hung) {
        failedInARow++;
        if (hung || failedInARow >= SEVERAL) {
            failedInARow = 0;
            letGo();
        }
    }

    private I2C device(int address) throws DeviceException {
        I2C known = devices.get(address);
        if (known != null) {
            return known;
        }
        Optional<String> driver = kernelDriver(address);
        if (driver.isPresent()) {
            throw new DeviceException(Kind.ABSENT, name(address) + " belongs to the kernel's driver " + driver.get());
        }
        try {
            Context pi = context.orElseGet(() -> Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook()
                    .add(LinuxFsI2CProvider.newInstance()).build());
            context = Optional.of(pi);
            I2C device = pi.create(I2C.newConfigBuilder(pi).id("i2c-" + number + "-" + address).bus(number).device(address)
                    .provider(LinuxFsI2CProvider.ID).build());
            devices.put(address, device);
            return device;
        } catch (RuntimeException | LinkageError e) {
            letGo();
            throw new DeviceException(Kind.ABSENT, "I2C bus " + number + " cannot be opened: " + innermost(e), e);
        }
    }

    /// The kernel driver that has claimed a device. Pi4J must not be asked for such a one: after its first refusal it would
    /// carry the next write to whichever device it had selected before.
    private Optional<String> kernelDriver(int address) {
        Path driver = Path.of(String.format(Locale.ROOT, "/sys/bus/i2c/devices/%d-%04x/driver", number, address));
        try {
            return Files.exists(driver) ? Optional.of(driver.toRealPath().getFileName().toString()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private String name(int address) {
        return String.format(Locale.ROOT, "I2C bus %d, device 0x%02X", number, address);
    }

    private void letGo() {
        devices.clear();
        context.ifPresent(pi -> {
            try {
                pi.shutdown();
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("I2C bus {} could not be released: {}", number, e.toString());
            }
        });
        context = Optional.empty();
    }

    /// Lets go of the bus; a transfer that hangs keeps it, since nothing ends it.
    @Override public void close() {
        try {
            if (turn.tryLock(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    letGo();
                } finally {
                    turn.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
