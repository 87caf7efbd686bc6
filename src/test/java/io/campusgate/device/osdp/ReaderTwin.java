package io.campusgate.device.osdp;

import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// A reader (PD) as protocols.md section 6 describes it, written from that text alone: its own CRC, keys, MACs and padding,
/// nothing of the program under test. Behaves like the reader observed there (libosdp 3.2): cached replies for repeats, NAK 4
/// after a gap until sequence 0, silence for a wrong CRC or another's address. What goes wrong is asked for with [#next].
/// Thread-safe.
public final class ReaderTwin {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SCBK_D = HEX.parseHex("303132333435363738393a3b3c3d3e3f");
    private static final byte[] CUID = HEX.parseHex("0C0B0A9904030201");

    /// What becomes of the next command: `DEAF` never heard, `MUTE` heard and done but the answer is lost, `HALF` of the answer
    /// comes, `CORRUPT` a byte of it is changed, `WRONG_MAC` and `WRONG_PADDING` under a right CRC, `PLAIN` the answer comes in
    /// the clear, `BUSY`, `NAK_1` and `NAK_4` in the clear, `LATE_SEQUENCE` with the number before.
    public enum Fault { DEAF, MUTE, HALF, CORRUPT, WRONG_MAC, WRONG_PADDING, PLAIN, BUSY, NAK_1, NAK_4, LATE_SEQUENCE }

    private final int address;
    private byte[] key;               // empty: in its install mode
    private boolean plainOnly;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Deque<byte[]> events = new ArrayDeque<>();
    private final List<String> lamps = new ArrayList<>();
    private final List<byte[]> commands = new ArrayList<>();
    private int beeps;
    private int tamper;
    private int power;
    private boolean knowsStatus = true;
    private int verdict = 1;          // on the gate's proof

    private int lastSequence = -1;
    private byte[] lastReply = {};
    private byte[] rndA = {};
    private byte[] rndB = {};
    private byte[] enc = {};
    private byte[] mac1 = {};
    private byte[] mac2 = {};
    private byte[] commandMac = {};
    private byte[] replyMac = {};
    private byte[] challenged = {};   // the key of the handshake under way
    private boolean secured;
    private long counter = 0x99AABBCCDDEEFF00L;

    /// @param key 16 bytes as hex; empty: none yet
    public ReaderTwin(int address, String key) {
        this.address = address;
        this.key = HEX.parseHex(key);
    }

    /// A reader without a secure channel.
    public static ReaderTwin plain(int address) {
        ReaderTwin twin = new ReaderTwin(address, "");
        twin.plainOnly = true;
        return twin;
    }

    public int address() {
        return address;
    }

    public synchronized void next(Fault... next) {
        faults.addAll(List.of(next));
    }

    /// Presents a card: its bits, the first one highest.
    public synchronized void card(int bits, String data) {
        byte[] bytes = HEX.parseHex(data);
        byte[] event = new byte[5 + bytes.length];
        event[0] = 0x50;
        event[2] = 1;
        event[3] = (byte) bits;
        event[4] = (byte) (bits >> 8);
        System.arraycopy(bytes, 0, event, 5, bytes.length);
        events.add(event);
    }

    public synchronized void keys(String typed) {
        byte[] event = new byte[3 + typed.length()];
        event[0] = 0x53;
        event[2] = (byte) typed.length();
        for (int i = 0; i < typed.length(); i++) {
            event[3 + i] = (byte) typed.charAt(i);
        }
        events.add(event);
    }

    /// Tells of the housing and the supply with its next answer to a poll.
    public synchronized void status(boolean tampered, boolean powerFails) {
        tamper = tampered ? 1 : 0;
        power = powerFails ? 1 : 0;
        events.add(new byte[] {0x48, (byte) tamper, (byte) power});
    }

    /// From now on it says NAK 2 to LSTAT, like libosdp's script binding.
    public synchronized void hideStatus() {
        knowsStatus = false;
    }

    /// What it says of the gate's proof beside its initial MAC from now on, where 1 is right.
    public synchronized void say(int newVerdict) {
        verdict = newVerdict;
    }

    /// Loses its power for a moment: session, sequence, lamps and what it kept.
    public synchronized void reboot() {
        lastSequence = -1;
        lastReply = new byte[0];
        secured = false;
        challenged = new byte[0];
        events.clear();
        lamps.clear();
    }

    /// Forgets its key: its install mode begins.
    public synchronized void reset() {
        reboot();
        key = new byte[0];
    }

    public synchronized boolean isSecured() {
        return secured;
    }

    public synchronized String key() {
        return HEX.formatHex(key);
    }

    /// The colour of its lamp; empty before anything was shown.
    public synchronized String lamp() {
        return lamps.isEmpty() ? "" : lamps.getLast();
    }

    public synchronized int beeps() {
        return beeps;
    }

    /// How many events it still keeps.
    public synchronized int kept() {
        return events.size();
    }

    /// All that it was sent, whole and with a good CRC.
    public synchronized List<byte[]> commands() {
        return List.copyOf(commands);
    }

    /// What it answers to a packet; empty: silence.
    public synchronized Optional<byte[]> hear(byte[] packet) {
        if (packet.length < 8 || (packet[1] & 0xFF) != address || crc(packet, packet.length - 2) != le16(packet, packet.length - 2)) {
            return Optional.empty();
        }
        commands.add(packet);
        Optional<Fault> fault = Optional.ofNullable(faults.poll());
        if (fault.filter(f -> f == Fault.DEAF).isPresent()) {
            return Optional.empty();
        }
        if (fault.filter(f -> f == Fault.BUSY).isPresent()) {
            return Optional.of(bare(0, 0x79));
        }
        int sequence = packet[4] & 3;
        if (sequence == 0) {
            secured = false;
        } else if (sequence == lastSequence) {
            return spoilt(fault, lastReply);
        } else if (lastSequence < 0 || sequence != lastSequence % 3 + 1) {
            return Optional.of(bare(sequence, 0x41, 4));
        }
        if (fault.filter(f -> f == Fault.NAK_1 || f == Fault.NAK_4).isPresent()) {
            return Optional.of(bare(sequence, 0x41, fault.get() == Fault.NAK_1 ? 1 : 4));
        }
        lastSequence = sequence;
        lastReply = (packet[4] & 8) != 0 ? securedReply(packet, sequence, fault) : plainReply(packet[5] & 0xFF, sequence);
        return spoilt(fault, lastReply);
    }

    private Optional<byte[]> spoilt(Optional<Fault> fault, byte[] reply) {
        byte[] sent = reply.clone();
        switch (fault.orElse(Fault.PLAIN)) {
            case MUTE -> sent = new byte[0];
            case HALF -> sent = Arrays.copyOf(reply, reply.length / 2);
            case CORRUPT -> sent[reply.length / 2] ^= 0x10;
            case LATE_SEQUENCE -> {
                sent[4] ^= 3;
                recheck(sent);
            }
            case WRONG_MAC -> {
                sent[sent.length - 4] ^= 1;
                recheck(sent);
            }
            default -> { }
        }
        return sent.length == 0 ? Optional.empty() : Optional.of(sent);
    }

    private byte[] plainReply(int code, int sequence) {
        return switch (code) {
            case 0x61 -> bare(sequence, 0x45, 0x0C, 0x0B, 0x0A, 0x99, 1, 4, 3, 2, 1, 1, 2, 3);
            case 0x62 -> bare(sequence, 0x46, 3, 1, 1, 4, 4, 1, 5, 2, 1, 8, 1, 0, 9, plainOnly ? 0 : 1, 1);
            case 0x60 -> plainOnly ? event(sequence) : bare(sequence, 0x41, 6);
            default -> bare(sequence, 0x41, plainOnly ? 3 : 6);
        };
    }

    private byte[] event(int sequence) {
        byte[] event = events.isEmpty() ? new byte[] {0x40} : events.poll();
        return packet(sequence, new byte[0], event);
    }

    private byte[] securedReply(byte[] packet, int sequence, Optional<Fault> fault) {
        int type = packet[6] & 0xFF;
        if (plainOnly) {
            return bare(sequence, 0x41, 5);
        }
        return switch (type) {
            case 0x11 -> challenge(packet, sequence);
            case 0x13 -> serverProof(packet, sequence);
            case 0x15, 0x17 -> inSession(packet, type, sequence, fault);
            default -> bare(sequence, 0x41, 5);
        };
    }

    private byte[] challenge(byte[] packet, int sequence) {
        boolean ownKey = packet[7] == 1;
        if (ownKey == (key.length == 0)) {
            return bare(sequence, 0x41, 5);   // it has no such key
        }
        challenged = ownKey ? key : SCBK_D;
        rndA = Arrays.copyOfRange(packet, 9, 17);
        rndB = HEX.parseHex(String.format(Locale.ROOT, "%016X", counter++));
        enc = sessionKey(0x82);
        mac1 = sessionKey(0x01);
        mac2 = sessionKey(0x02);
        byte[] reply = new byte[33];
        reply[0] = 0x76;
        System.arraycopy(CUID, 0, reply, 1, 8);
        System.arraycopy(rndB, 0, reply, 9, 8);
        System.arraycopy(aes(enc, join(rndA, rndB)), 0, reply, 17, 16);
        return packet(sequence, new byte[] {3, 0x12, packet[7]}, reply);
    }

    private byte[] sessionKey(int second) {
        byte[] seed = new byte[16];
        seed[0] = 1;
        seed[1] = (byte) second;
        System.arraycopy(rndA, 0, seed, 2, 6);
        return aes(challenged, seed);
    }

    private byte[] serverProof(byte[] packet, int sequence) {
        if (challenged.length == 0 || !Arrays.equals(Arrays.copyOfRange(packet, 9, 25), aes(enc, join(rndB, rndA)))) {
            return bare(sequence, 0x41, 5);
        }
        replyMac = aes(mac2, aes(mac1, Arrays.copyOfRange(packet, 9, 25)));
        secured = true;
        byte[] reply = new byte[17];
        reply[0] = 0x78;
        System.arraycopy(replyMac, 0, reply, 1, 16);
        return packet(sequence, new byte[] {3, 0x14, (byte) verdict}, reply);
    }

    private byte[] inSession(byte[] packet, int type, int sequence, Optional<Fault> fault) {
        int end = packet.length - 6;
        byte[] mac = secured ? mac(Arrays.copyOf(packet, end), replyMac) : new byte[16];
        if (!secured || !Arrays.equals(Arrays.copyOf(mac, 4), Arrays.copyOfRange(packet, end, end + 4))) {
            secured = false;
            return bare(sequence, 0x41, 6);
        }
        commandMac = mac;
        byte[] data = Arrays.copyOfRange(packet, 8, end);
        byte[] reply = answer(packet[7] & 0xFF, type == 0x17 ? decrypted(data, complement(replyMac)) : data);
        return fault.filter(f -> f == Fault.PLAIN).isPresent() ? packet(sequence, new byte[0], reply)
                : sealed(sequence, reply, fault.filter(f -> f == Fault.WRONG_PADDING).isPresent());
    }

    /// @return code and data
    private byte[] answer(int code, byte[] data) {
        return switch (code) {
            case 0x60 -> events.isEmpty() ? new byte[] {0x40} : events.poll();
            case 0x64 -> knowsStatus ? new byte[] {0x48, (byte) tamper, (byte) power} : new byte[] {0x41, 2};
            case 0x69 -> {
                lamps.add(List.of("off", "red", "green", "amber").get(data[12]));
                yield new byte[] {0x40};
            }
            case 0x6A -> {
                beeps += data[4];
                yield new byte[] {0x40};
            }
            case 0x75 -> {
                key = Arrays.copyOfRange(data, 2, 18);
                yield new byte[] {0x40};
            }
            default -> new byte[] {0x41, 3};
        };
    }

    private byte[] sealed(int sequence, byte[] reply, boolean badPadding) {
        byte[] block = {2, (byte) (reply.length > 1 ? 0x18 : 0x16)};
        byte[] body = reply;
        if (reply.length > 1) {
            byte[] padded = Arrays.copyOfRange(reply, 1, 1 + (reply.length - 1) / 16 * 16 + 16);
            padded[reply.length - 1] = (byte) (badPadding ? 0x40 : 0x80);
            byte[] hidden = encrypted(padded, complement(commandMac));
            body = new byte[1 + hidden.length];
            body[0] = reply[0];
            System.arraycopy(hidden, 0, body, 1, hidden.length);
        }
        byte[] whole = packet(sequence, block, Arrays.copyOf(body, body.length + 4));
        int end = whole.length - 6;
        replyMac = mac(Arrays.copyOf(whole, end), commandMac);
        System.arraycopy(replyMac, 0, whole, end, 4);
        recheck(whole);
        return whole;
    }

    private byte[] mac(byte[] input, byte[] iv) {
        byte[] padded = input;
        if (input.length % 16 != 0) {
            padded = Arrays.copyOf(input, input.length + 16 - input.length % 16);
            padded[input.length] = (byte) 0x80;
        }
        byte[] chain = iv;
        for (int at = 0; at < padded.length; at += 16) {
            chain = aes(at + 16 == padded.length ? mac2 : mac1, xor(chain, Arrays.copyOfRange(padded, at, at + 16)));
        }
        return chain;
    }

    private byte[] encrypted(byte[] plain, byte[] iv) {
        byte[] out = new byte[plain.length];
        byte[] chain = iv;
        for (int at = 0; at < plain.length; at += 16) {
            chain = aes(enc, xor(chain, Arrays.copyOfRange(plain, at, at + 16)));
            System.arraycopy(chain, 0, out, at, 16);
        }
        return out;
    }

    private byte[] decrypted(byte[] hidden, byte[] iv) {
        byte[] out = new byte[hidden.length];
        byte[] chain = iv;
        for (int at = 0; at < hidden.length; at += 16) {
            byte[] block = Arrays.copyOfRange(hidden, at, at + 16);
            System.arraycopy(xor(chain, aes(Cipher.DECRYPT_MODE, enc, block)), 0, out, at, 16);
            chain = block;
        }
        return out;
    }

    private byte[] bare(int sequence, int code, int... data) {
        byte[] body = new byte[1 + data.length];
        body[0] = (byte) code;
        for (int i = 0; i < data.length; i++) {
            body[1 + i] = (byte) data[i];
        }
        return packet(sequence, new byte[0], body);
    }

    private byte[] packet(int sequence, byte[] block, byte[] body) {
        byte[] p = new byte[5 + block.length + body.length + 2];
        p[0] = 0x53;
        p[1] = (byte) (address | 0x80);
        p[2] = (byte) p.length;
        p[3] = (byte) (p.length >> 8);
        p[4] = (byte) (sequence | 4 | (block.length > 0 ? 8 : 0));
        System.arraycopy(block, 0, p, 5, block.length);
        System.arraycopy(body, 0, p, 5 + block.length, body.length);
        recheck(p);
        return p;
    }

    private static void recheck(byte[] packet) {
        int crc = crc(packet, packet.length - 2);
        packet[packet.length - 2] = (byte) crc;
        packet[packet.length - 1] = (byte) (crc >> 8);
    }

    /// The byte-wise form of the CRC, of the data sheet of many an 8-bit controller.
    private static int crc(byte[] b, int length) {
        int c = 0x1D0F;
        for (int i = 0; i < length; i++) {
            c = (c >> 8 | c << 8) & 0xFFFF;
            c ^= b[i] & 0xFF;
            c ^= (c & 0xFF) >> 4;
            c ^= c << 12 & 0xFFFF;
            c ^= (c & 0xFF) << 5;
        }
        return c;
    }

    private static int le16(byte[] b, int at) {
        return b[at] & 0xFF | (b[at + 1] & 0xFF) << 8;
    }

    private static byte[] join(byte[] one, byte[] other) {
        return HEX.parseHex(HEX.formatHex(one) + HEX.formatHex(other));
    }

    private static byte[] complement(byte[] b) {
        byte[] all = new byte[b.length];
        Arrays.fill(all, (byte) 0xFF);
        return xor(b, all);
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] out = one.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] ^= other[i];
        }
        return out;
    }

    private static byte[] aes(byte[] key, byte[] block) {
        return aes(Cipher.ENCRYPT_MODE, key, block);
    }

    @SuppressWarnings("InsecureCryptoUsage")   // single blocks, as the protocol asks
    private static byte[] aes(int mode, byte[] key, byte[] block) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"));
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
