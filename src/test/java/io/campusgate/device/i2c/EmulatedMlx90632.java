package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import io.campusgate.device.i2c.Mlx90632Calibration.Raw;
import io.campusgate.domain.Temperature;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// An I2C bus with an MLX90632 at 0x3A: its registers, a value whenever one is asked for, its rows in turn. What words it
/// has for a temperature it finds by searching the calibration, whose computation has its own tests.
final class EmulatedMlx90632 implements I2cBus {
    static final int ADDRESS = 0x3A;
    private static final int STATUS = 0x3FFF;
    private static final int RAM = 0x4000;

    private final Mlx90632Calibration calibration;
    private final Map<Integer, Integer> registers = new HashMap<>();
    private boolean absent;
    private boolean stopped;
    private OptionalInt stuck = OptionalInt.empty();
    private OptionalInt disturbed = OptionalInt.empty();
    private int row = 1;
    private int transfers;
    private boolean justMeasured;

    EmulatedMlx90632(Mlx90632Calibration calibration) {
        this.calibration = calibration;
        Mlx90632Calibration c = calibration;
        int[] constants = {c.pR(), c.pG(), c.pT(), c.pO(), 0, 0, 0, 0, 0, 0, 0, 0, c.ea(), c.eb(), c.fa(), c.fb(), c.ga()};
        for (int i = 0; i < constants.length; i++) {
            put(0x240C + 2 * i, constants[i]);
            put(0x240C + 2 * i + 1, constants[i] >> 16);
        }
        put(0x240B, 0x0105);
        put(0x242E, c.gb());
        put(0x242F, c.ka());
        put(0x2481, c.ha());
        put(0x2482, c.hb());
        put(0x24E1, 0x0200);
        put(0x3001, 0x0006);
        put(STATUS, 0);
        set(25, 25);
    }

    void put(int register, int word) {
        registers.put(register, word & 0xFFFF);
    }

    int get(int register) {
        return registers.getOrDefault(register, 0);
    }

    int transfers() {
        return transfers;
    }

    void unplug() {
        absent = true;
    }

    void plugIn() {
        absent = false;
        stuck = OptionalInt.empty();
    }

    void stop() {
        stopped = true;
    }

    /// Every word reads so.
    void stick(int word) {
        stuck = OptionalInt.of(word);
    }

    /// The next read of that register is wrong.
    void disturb(int register) {
        disturbed = OptionalInt.of(register);
    }

    /// Finds the words of these temperatures by halving.
    void set(double surface, double ambient) {
        int second = 23030;
        int first = search(word -> calibration.ambient(new Raw(word, second, 0, 0)).map(Temperature::celsius).orElse(1000.0), ambient, 1, 32767);
        int infrared = search(word -> calibration.object(new Raw(first, second, word, word), 1).map(Temperature::celsius).orElse(-1000.0), surface, -20000, 32767);
        put(RAM + 5, first);
        put(RAM + 8, second);
        for (int r = 1; r <= 2; r++) {
            put(RAM + 3 * r, infrared);
            put(RAM + 3 * r + 1, infrared);
        }
    }

    private interface Curve {
        double at(int word);
    }

    private static int search(Curve curve, double wanted, int from, int to) {
        int low = from;
        int high = to;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (curve.at(middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.abs(curve.at(low) - wanted) < Math.abs(curve.at(high) - wanted) ? low : high;
    }

    @Override public byte[] writeRead(int address, byte[] command, int length) throws DeviceException {
        check(address);
        int register = (command[0] & 0xFF) << 8 | command[1] & 0xFF;
        if (register == STATUS && !stopped && (get(STATUS) & 1) == 0 && measures()) {
            row = 3 - row;
            put(STATUS, row << 2 | 1);
            justMeasured = false;
        }
        int word = stuck.orElse(get(register) ^ (disturbed.equals(OptionalInt.of(register)) ? 1 : 0));
        disturbed = disturbed.equals(OptionalInt.of(register)) ? OptionalInt.empty() : disturbed;
        return new byte[] {(byte) (word >> 8), (byte) word};
    }

    /// Not at the first look after a value was taken: the next one takes its time.
    private boolean measures() {
        boolean now = !justMeasured;
        justMeasured = false;
        return now;
    }

    @Override public void write(int address, byte[] bytes) throws DeviceException {
        check(address);
        int register = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        put(register, (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF);
        justMeasured |= register == STATUS;
    }

    private void check(int address) throws DeviceException {
        transfers++;
        if (absent || address != ADDRESS) {
            throw new DeviceException(Kind.NO_ANSWER, "nothing acknowledges");
        }
    }

    @Override public boolean answers(int address) {
        return !absent && address == ADDRESS;
    }

    @Override public void close() {}
}
