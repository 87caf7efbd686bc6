package io.campusgate.device.serial;

import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.DeviceException;
import io.campusgate.device.GateRelay;
import java.nio.file.Path;
import java.util.Optional;

/// One channel of an LCUS-type USB relay board (CH340, 9600 baud, 8N1).
///
/// On: `A0 channel 01 sum`. Off: `A0 channel 00 sum`. The sum is the low byte of the first three added up. The board does
/// not answer, so all that can be told of it is whether it is plugged in.
public final class LcusRelay implements GateRelay {
    private static final int BAUD = 9600;

    private final Path port;
    private final int channel;
    private Optional<SerialLine> line = Optional.empty();

    /// @param port    path of the serial port or a link to it
    /// @param channel 1 to 255; boards have 1 to 16
    public LcusRelay(Path port, int channel) {
        if (channel < 1 || channel > 255) {
            throw new IllegalArgumentException("a relay channel is 1 to 255, not " + channel);
        }
        this.port = port;
        this.channel = channel;
    }

    @Override public synchronized void open() throws DeviceException {
        if (line.isEmpty()) {
            line = Optional.of(SerialLine.open(port, BAUD));
            send(false);
        }
    }

    @Override public synchronized void energise() throws DeviceException {
        send(true);
    }

    @Override public synchronized void rest() throws DeviceException {
        send(false);
    }

    @Override public synchronized void check() throws DeviceException {
        try {
            opened().check();
        } catch (DeviceException e) {
            letGo();
            throw e;
        }
    }

    private void send(boolean on) throws DeviceException {
        try {
            opened().write(command(channel, on));
        } catch (DeviceException e) {
            letGo();
            throw e;
        }
    }

    private SerialLine opened() throws DeviceException {
        return line.orElseThrow(() -> new DeviceException(Kind.ABSENT, "relay on " + port + " is not open"));
    }

    static byte[] command(int channel, boolean on) {
        int state = on ? 1 : 0;
        return new byte[] {(byte) 0xA0, (byte) channel, (byte) state, (byte) (0xA0 + channel + state)};
    }

    @Override public synchronized void close() {
        if (line.isPresent()) {
            try {
                send(false);
            } catch (DeviceException e) {
                return;   // unplugged: the board has lost its power with it, and the line is let go
            }
            letGo();
        }
    }

    private void letGo() {
        line.ifPresent(SerialLine::close);
        line = Optional.empty();
    }
}
