package io.campusgate.device.serial;

import io.campusgate.device.ReaderContract;

/// A reader whose device is a twin that answers.
abstract class TwinRig implements ReaderContract.Rig {
    private final DeviceTwin twin;

    TwinRig(DeviceTwin twin) {
        this.twin = twin;
    }

    @Override public void unplug() {
        twin.unplug();
    }

    @Override public void plugIn() {
        twin.plugIn();
    }

    @Override public void close() {
        twin.close();
    }
}
