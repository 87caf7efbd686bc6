package io.campusgate.device.osdp;

import io.campusgate.device.osdp.OsdpFrame.Fault;
import io.campusgate.device.osdp.OsdpPacket.SecurityBlock;
import io.campusgate.domain.ReaderKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys of one session and the chain of its MACs. Either end of the line keeps one, and so does who listens in with the
/// key. Not thread-safe.
///
/// Every MAC is made with the last MAC of the other direction, so that no packet can be left out, changed, doubled or put
/// elsewhere. What is compared is compared in constant time. Source: protocols.md section 6, "Secure channel".
public final class SecureChannel {
    private static final int BLOCK = 16;
    private static final byte[] ZERO = new byte[BLOCK];
    private static final byte PADDING = (byte) 0x80;

    /// What [#open] makes of a packet.
    public sealed interface Content {}

    public record Broken(Fault fault) implements Content {}

    /// The data as they were before they were sealed.
    public static final class Data implements Content {
        private final byte[] bytes;

        private Data(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            return bytes.clone();
        }
    }

    private final byte[] enc;
    private final byte[] mac1;
    private final byte[] mac2;
    private final byte[] rndA;
    private byte[] commandMac = ZERO;   // the last of each direction
    private byte[] replyMac = ZERO;

    /// @param rndA 8 bytes, the control panel's
    public SecureChannel(ReaderKey key, byte[] rndA) {
        this.rndA = rndA.clone();
        this.enc = derived(key, 0x01, 0x82, rndA);
        this.mac1 = derived(key, 0x01, 0x01, rndA);
        this.mac2 = derived(key, 0x01, 0x02, rndA);
    }

    private static byte[] derived(ReaderKey key, int first, int second, byte[] rndA) {
        byte[] seed = new byte[BLOCK];
        seed[0] = (byte) first;
        seed[1] = (byte) second;
        System.arraycopy(rndA, 0, seed, 2, 6);
        return encrypt(key.bytes(), seed);
    }

    /// By which the reader proves that it has the key.
    public byte[] clientCryptogram(byte[] rndB) {
        return encrypt(enc, joined(rndA, rndB));
    }

    /// By which the control panel does.
    public byte[] serverCryptogram(byte[] rndB) {
        return encrypt(enc, joined(rndB, rndA));
    }

    /// With which the chain begins.
    public byte[] initialMac(byte[] rndB) {
        return encrypt(mac2, encrypt(mac1, serverCryptogram(rndB)));
    }

    /// Begins the chain: the handshake is over.
    public void begin(byte[] rndB) {
        replyMac = initialMac(rndB);
    }

    /// The session keys S-ENC, S-MAC1 and S-MAC2, for whoever checks them by hand.
    public byte[][] keys() {
        return new byte[][] {enc.clone(), mac1.clone(), mac2.clone()};
    }

    public static boolean isSame(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    /// Makes a packet of the session: encrypted if it has data, and with its MAC. It is the next of its direction from now on,
    /// so whoever has to repeat it keeps it.
    public OsdpPacket seal(int address, boolean reply, int sequence, int code, byte[] data) {
        byte[] before = reply ? commandMac : replyMac;
        boolean hides = data.length > 0;
        int type = reply ? hides ? SecurityBlock.REPLY_ENCRYPTED : SecurityBlock.REPLY
                : hides ? SecurityBlock.COMMAND_ENCRYPTED : SecurityBlock.COMMAND;
        Optional<SecurityBlock> block = Optional.of(new SecurityBlock(type, ""));
        byte[] hidden = hides ? cbc(Cipher.ENCRYPT_MODE, enc, complement(before), padded(data)) : data;
        byte[] bytes = OsdpPacket.unfinished(address, reply, sequence, block, code, hidden);
        int end = bytes.length - 2 - OsdpPacket.MAC_BYTES;
        byte[] mac = mac(Arrays.copyOf(bytes, end), before);
        System.arraycopy(mac, 0, bytes, end, OsdpPacket.MAC_BYTES);
        keep(reply, mac);
        return OsdpPacket.finished(bytes, block);
    }

    /// Checks the MAC of a packet and gives its data. If that fails the session is over: drop this channel.
    public Content open(OsdpPacket packet) {
        byte[] before = packet.isReply() ? commandMac : replyMac;
        byte[] mac = mac(packet.covered(), before);
        if (!isSame(Arrays.copyOf(mac, OsdpPacket.MAC_BYTES), packet.mac())) {
            return new Broken(Fault.MAC);
        }
        byte[] data = packet.data();
        if (packet.security().filter(SecurityBlock::isEncrypted).isPresent()) {
            if (data.length == 0 || data.length % BLOCK != 0) {
                return new Broken(Fault.PADDING);
            }
            byte[] padded = cbc(Cipher.DECRYPT_MODE, enc, complement(before), data);
            int end = padded.length - 1;
            while (end > 0 && padded[end] == 0) {
                end--;
            }
            if (padded[end] != PADDING || padded.length - end > BLOCK) {
                return new Broken(Fault.PADDING);
            }
            data = Arrays.copyOf(padded, end);
        }
        keep(packet.isReply(), mac);
        return new Data(data);
    }

    private void keep(boolean reply, byte[] mac) {
        if (reply) {
            replyMac = mac;
        } else {
            commandMac = mac;
        }
    }

    private byte[] mac(byte[] covered, byte[] before) {
        byte[] whole = covered.length % BLOCK == 0 ? covered : padded(covered);
        int last = whole.length - BLOCK;
        byte[] chain = before;
        if (last > 0) {
            byte[] chained = cbc(Cipher.ENCRYPT_MODE, mac1, before, Arrays.copyOf(whole, last));
            chain = Arrays.copyOfRange(chained, last - BLOCK, last);
        }
        return cbc(Cipher.ENCRYPT_MODE, mac2, chain, Arrays.copyOfRange(whole, last, whole.length));
    }

    /// With 80 and as many 00 as fill the block.
    private static byte[] padded(byte[] data) {
        byte[] padded = Arrays.copyOf(data, (data.length / BLOCK + 1) * BLOCK);
        padded[data.length] = PADDING;
        return padded;
    }

    private static byte[] complement(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = (byte) ~bytes[i];
        }
        return turned;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, BLOCK);
        System.arraycopy(other, 0, both, BLOCK / 2, BLOCK / 2);
        return both;
    }

    /// One block by itself.
    private static byte[] encrypt(byte[] key, byte[] block) {
        return cbc(Cipher.ENCRYPT_MODE, key, ZERO, block);
    }

    private static byte[] cbc(int mode, byte[] key, byte[] before, byte[] blocks) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(before));
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-128 is part of every Java", e);
        }
    }
}
