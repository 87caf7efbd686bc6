package io.campusgate.device.osdp;

import io.campusgate.domain.ReaderKey;

/// A command as the control panel says it: its code and its data. Immutable.
final class OsdpCommand {
    static final OsdpCommand POLL = new OsdpCommand(OsdpCode.POLL);
    static final OsdpCommand ID = new OsdpCommand(OsdpCode.ID, 0);
    static final OsdpCommand CAP = new OsdpCommand(OsdpCode.CAP, 0);
    static final OsdpCommand LSTAT = new OsdpCommand(OsdpCode.LSTAT);
    private static final int AES_KEY = 1;

    /// Of a lamp.
    enum Color {
        OFF(0), RED(1), GREEN(2), AMBER(3);

        private final int number;

        Color(int number) {
            this.number = number;
        }
    }

    private final int code;
    private final byte[] data;

    private OsdpCommand(int code, int... data) {
        this.code = code;
        this.data = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            this.data[i] = (byte) data[i];
        }
    }

    OsdpCommand(int code, byte[] data) {
        this.code = code;
        this.data = data.clone();
    }

    /// The first lamp of the first reader, steady from now on; what blinked there for a time ends.
    static OsdpCommand led(Color color) {
        return new OsdpCommand(OsdpCode.LED, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, color.number, color.number);
    }

    /// Two short beeps.
    static OsdpCommand buzz() {
        return new OsdpCommand(OsdpCode.BUZ, 0, 2, 2, 1, 2);
    }

    static OsdpCommand keySet(ReaderKey key) {
        byte[] data = new byte[18];
        data[0] = AES_KEY;
        data[1] = 16;
        System.arraycopy(key.bytes(), 0, data, 2, 16);
        return new OsdpCommand(OsdpCode.KEYSET, data);
    }

    static OsdpCommand challenge(byte[] rndA) {
        return new OsdpCommand(OsdpCode.CHLNG, rndA);
    }

    static OsdpCommand serverCryptogram(byte[] cryptogram) {
        return new OsdpCommand(OsdpCode.SCRYPT, cryptogram);
    }

    int code() {
        return code;
    }

    byte[] data() {
        return data.clone();
    }

    @Override public String toString() {
        return OsdpCode.name(code, false);
    }
}
