package io.campusgate.device.osdp;

import io.campusgate.device.serial.Crc16;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// One packet as it stands on the line, without its mark. Immutable.
///
/// `53`, address (bit 7: a reply), length (2, low byte first, of all but the mark), control (bits 0–1 sequence, 2 CRC,
/// 3 security block), the security block, code, data, MAC (4, in types 15–18), CRC (2, low byte first) or checksum (1).
/// Source: protocols.md section 6.
public final class OsdpPacket implements OsdpFrame {
    /// Longer ones are taken for noise.
    public static final int MOST_BYTES = 1440;
    static final int SOM = 0x53;
    static final int MARK = 0xFF;
    static final int MAC_BYTES = 4;
    static final int LEAST_BYTES = 7;
    static final int HEADER = 5;
    private static final int REPLY = 0x80;
    private static final int SEQUENCE = 0x03;
    private static final int CRC = 0x04;
    private static final int SECURED = 0x08;
    private static final int CRC_INITIAL = 0x1D0F;

    /// @param type 0x11 to 0x14: the handshake; 0x15, 0x16: with MAC; 0x17, 0x18: with MAC, encrypted. Odd ones are of commands
    /// @param data hex: of the handshake one byte, else empty
    public record SecurityBlock(int type, String data) {
        /// Of a packet inside a session.
        public static final int COMMAND = 0x15;
        public static final int REPLY = 0x16;
        public static final int COMMAND_ENCRYPTED = 0x17;
        public static final int REPLY_ENCRYPTED = 0x18;

        public boolean hasMac() {
            return type >= COMMAND;
        }

        public boolean isEncrypted() {
            return type >= COMMAND_ENCRYPTED;
        }

        int length() {
            return hasMac() ? 2 : 3;
        }
    }

    private final byte[] bytes;
    private final Optional<SecurityBlock> security;
    private final int code;   // index
    private final int end;    // of the data

    private OsdpPacket(byte[] bytes, Optional<SecurityBlock> security) {
        this.bytes = bytes;
        this.security = security;
        this.code = HEADER + security.map(SecurityBlock::length).orElse(0);
        this.end = bytes.length - check(bytes) - (security.filter(SecurityBlock::hasMac).isPresent() ? MAC_BYTES : 0);
    }

    /// Reads exactly one packet; a mark before it is allowed. What its data mean is not looked at, nor is its MAC.
    public static OsdpFrame read(byte[] received) {
        byte[] b = received.length > 0 && (received[0] & 0xFF) == MARK ? Arrays.copyOfRange(received, 1, received.length) : received.clone();
        if (b.length > 0 && b[0] != SOM) {
            return new Broken(Fault.SOM);
        }
        if (b.length < HEADER) {
            return new Broken(Fault.TRUNCATED);
        }
        int length = lengthIn(b);
        if (length < LEAST_BYTES + check(b) - 1 || length > MOST_BYTES || length < b.length) {
            return new Broken(Fault.LENGTH);
        }
        if (length > b.length) {
            return new Broken(Fault.TRUNCATED);
        }
        if ((b[4] & CRC) != 0 ? low(b, length - 2) != Crc16.of(CRC_INITIAL, b, 0, length - 2) : b[length - 1] != checksum(b)) {
            return new Broken((b[4] & CRC) != 0 ? Fault.CRC : Fault.CHECKSUM);
        }
        return (b[4] & SECURED) != 0 ? secured(b) : new OsdpPacket(b, Optional.empty());
    }

    private static OsdpFrame secured(byte[] b) {
        int room = b.length - check(b) - HEADER;
        int length = b[HEADER] & 0xFF;
        if (length < 2 || length >= room) {   // a code follows
            return new Broken(Fault.SCB_LENGTH);
        }
        int type = b[HEADER + 1] & 0xFF;
        boolean reply = (b[1] & REPLY) != 0;
        if (type < 0x11 || type > 0x18 || reply != (type % 2 == 0)) {
            return new Broken(Fault.SCB_TYPE);
        }
        SecurityBlock block = new SecurityBlock(type, hex(b, HEADER + 2, HEADER + length));
        if (length != block.length()) {
            return new Broken(Fault.SCB_LENGTH);
        }
        return block.hasMac() && room < length + 1 + MAC_BYTES ? new Broken(Fault.PAYLOAD_LENGTH) : new OsdpPacket(b, Optional.of(block));
    }

    /// How many bytes the packet at `at` takes, its mark included; all that are left if that cannot be told.
    public static int lengthAt(byte[] bytes, int at) {
        int left = bytes.length - at;
        int mark = (bytes[at] & 0xFF) == MARK ? 1 : 0;
        if (left < mark + 4) {
            return left;
        }
        int length = low(bytes, at + mark + 2);
        return length < LEAST_BYTES || length > MOST_BYTES ? left : Math.min(left, mark + length);
    }

    /// What a header says.
    static int lengthIn(byte[] b) {
        return low(b, 2);
    }

    private static int low(byte[] b, int at) {
        return b[at] & 0xFF | (b[at + 1] & 0xFF) << 8;
    }

    private static int check(byte[] b) {
        return (b[4] & CRC) != 0 ? 2 : 1;
    }

    private static byte checksum(byte[] b) {
        int sum = 0;
        for (int i = 0; i < b.length - 1; i++) {
            sum += b[i];
        }
        return (byte) -sum;
    }

    /// A packet with CRC and without MAC: a plain one, or one of the handshake.
    public static OsdpPacket of(int address, boolean reply, int sequence, Optional<SecurityBlock> security, int code, byte[] data) {
        byte[] b = unfinished(address, reply, sequence, security, code, data);
        return finished(b, security);
    }

    /// All of a packet with CRC but MAC and CRC, whose places are there.
    static byte[] unfinished(int address, boolean reply, int sequence, Optional<SecurityBlock> security, int code, byte[] data) {
        int block = security.map(SecurityBlock::length).orElse(0);
        int mac = security.filter(SecurityBlock::hasMac).isPresent() ? MAC_BYTES : 0;
        byte[] b = new byte[HEADER + block + 1 + data.length + mac + 2];
        b[0] = SOM;
        b[1] = (byte) (address | (reply ? REPLY : 0));
        b[2] = (byte) b.length;
        b[3] = (byte) (b.length >> 8);
        b[4] = (byte) (sequence | CRC | (block > 0 ? SECURED : 0));
        security.ifPresent(s -> {
            b[HEADER] = (byte) block;
            b[HEADER + 1] = (byte) s.type();
            byte[] inner = HexFormat.of().parseHex(s.data());
            System.arraycopy(inner, 0, b, HEADER + 2, inner.length);
        });
        b[HEADER + block] = (byte) code;
        System.arraycopy(data, 0, b, HEADER + block + 1, data.length);
        return b;
    }

    /// Puts the CRC behind what [#unfinished] made and its owner completed.
    static OsdpPacket finished(byte[] b, Optional<SecurityBlock> security) {
        int crc = Crc16.of(CRC_INITIAL, b, 0, b.length - 2);
        b[b.length - 2] = (byte) crc;
        b[b.length - 1] = (byte) (crc >> 8);
        return new OsdpPacket(b, security);
    }

    /// As it stands on the line.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// 0 to 126; 127 is everybody's.
    public int address() {
        return bytes[1] & ~REPLY & 0xFF;
    }

    public boolean isReply() {
        return (bytes[1] & REPLY) != 0;
    }

    /// 0 begins anew, then 1, 2, 3, 1, 2, 3.
    public int sequence() {
        return bytes[4] & SEQUENCE;
    }

    public boolean hasCrc() {
        return (bytes[4] & CRC) != 0;
    }

    public Optional<SecurityBlock> security() {
        return security;
    }

    /// Of the command or reply.
    public int code() {
        return bytes[code] & 0xFF;
    }

    /// Whether this reply may come in the clear in the middle of a session: NAK, of a reader that has lost the session, and
    /// BUSY, which is sent outside of it.
    public boolean mayBePlain() {
        return isReply() && (code() == OsdpCode.NAK || code() == OsdpCode.BUSY);
    }

    /// What follows the code, still encrypted if it is.
    public byte[] data() {
        return Arrays.copyOfRange(bytes, code + 1, end);
    }

    /// The first four bytes of the MAC; empty without one.
    byte[] mac() {
        return Arrays.copyOfRange(bytes, end, bytes.length - check(bytes));
    }

    /// What the MAC is made of: all before it.
    byte[] covered() {
        return Arrays.copyOf(bytes, end);
    }

    private static String hex(byte[] b, int from, int to) {
        return HexFormat.of().withUpperCase().formatHex(b, from, to);
    }

    @Override public boolean equals(Object other) {
        return other instanceof OsdpPacket packet && Arrays.equals(bytes, packet.bytes);
    }

    @Override public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The bytes as hex; what is secret in them is encrypted, or of an install mode.
    @Override public String toString() {
        return hex(bytes, 0, bytes.length);
    }
}
