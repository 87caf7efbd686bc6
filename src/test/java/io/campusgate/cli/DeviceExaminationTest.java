package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.cli.Finding.State;
import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.device.DeviceException;
import io.campusgate.device.I2cBus;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.i2c.EmulatedMlx90614;
import io.campusgate.device.sim.SimGate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A lane with a thermometer and a display on one bus; no gate runs.
class DeviceExaminationTest {
    @TempDir Path folder;
    private final EmulatedMlx90614 sensor = new EmulatedMlx90614();
    private final Set<Integer> others = new HashSet<>(Set.of(0x27));

    /// @param others addresses that answer beside the sensor's
    private record Bus(EmulatedMlx90614 sensor, Set<Integer> others) implements I2cBus {
        @Override public byte[] writeRead(int address, byte[] command, int length) throws DeviceException {
            return sensor.writeRead(address, command, length);
        }

        @Override public void write(int address, byte[] bytes) {
            throw new AssertionError("an examination writes nothing");
        }

        @Override public boolean answers(int address) {
            return others.contains(address) || sensor.answers(address);
        }

        @Override public void close() {
            sensor.close();
        }
    }

    private List<Finding> examined() throws IOException, BadConfig, InterruptedException {
        GateConfig config = MachineExaminationTest.gate(folder, """
                reader = { driver = "sim" }
                thermometer = { driver = "mlx90614", bus = 1 }
                display = { driver = "lcd1602", bus = 1, address = 0x27 }
                relay = { driver = "sim" }
                """);
        return new DeviceExamination(() -> new Drivers(new SimGate(), _ -> new Bus(sensor, others))).of(config);
    }

    private static Finding of(List<Finding> findings, String check) {
        return findings.stream().filter(f -> f.check().equals(check)).findFirst().orElseThrow();
    }

    @Test void whatAnswersIsWell() throws Exception {
        List<Finding> found = examined();
        assertTrue(found.stream().allMatch(f -> f.state() == State.OK && f.fix().isEmpty()), found.toString());
        assertEquals("lcd1602 at 0x27 on I2C bus 1 answers", of(found, "in-1 display").detail());
        assertEquals("answers at 0x27, 0x5A", of(found, "scan of I2C bus 1").detail());
        assertEquals("有应答：0x27, 0x5A", of(found, "scan of I2C bus 1").said().chinese());
    }

    @Test void aDisplayAtAnotherAddress() throws Exception {
        others.clear();
        others.add(0x3F);
        List<Finding> found = examined();
        assertEquals(State.FAULT, of(found, "in-1 display").state());
        assertTrue(of(found, "in-1 display").fix().contains("0x38 to 0x3F"), found.toString());
        assertEquals("answers at 0x3F, 0x5A", of(found, "scan of I2C bus 1").detail(), "the scan shows where it is");
    }

    @Test void aSilentSensorMayBeOfTheWrongType() throws Exception {
        sensor.fail(EmulatedMlx90614.Fault.NACK);
        others.clear();
        List<Finding> found = examined();
        assertEquals(State.FAULT, of(found, "in-1 thermometer").state());
        assertTrue(of(found, "in-1 thermometer").fix().contains("the 5 V type (…A) does not work on a Pi"), found.toString());
        assertEquals("nothing answers", of(found, "scan of I2C bus 1").detail());
    }

    @Test void aWrongCheckByteComesFromTheWire() throws Exception {
        sensor.fail(EmulatedMlx90614.Fault.PEC);
        Finding thermometer = of(examined(), "in-1 thermometer");
        assertEquals(State.FAULT, thermometer.state());
        assertTrue(thermometer.detail().contains("PEC") && thermometer.fix().startsWith("4.7 kΩ pull-ups to 3.3 V"), thermometer.toString());
    }
}
