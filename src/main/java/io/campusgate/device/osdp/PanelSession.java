package io.campusgate.device.osdp;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.osdp.OsdpPacket.SecurityBlock;
import io.campusgate.domain.ReaderKey;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The control panel's side of the conversation with one reader: what to send next, and what an answer means. Knows no wire
/// and no clock: time is passed in, as nanoseconds of the monotonic clock. Belongs to the thread of its line.
///
/// ID, CAP, then CHLNG and SCRYPT with the site's key; from then on nothing counts that does not carry the session's MAC.
/// Three tries of the same bytes, then the reader is lost, and asked again after 200 ms. A session that breaks (a wrong MAC,
/// plain text, a reader that has rebooted) is begun anew at once; three in a row without a good answer and the reader is
/// lost, with the reason. The default key is used in the install mode alone, and then for KEYSET alone. Source: protocols.md
/// section 6.
final class PanelSession {

    /// Who has something to say to the reader, and hears what it says; on the line's thread.
    interface Talk {
        /// A new session: nothing that was shown before counts.
        void secured();

        /// What to send instead of a poll.
        Optional<OsdpCommand> next();

        /// An authentic answer, or a plain NAK.
        ///
        /// @param fresh whether what it reports can only have happened within the last second
        void answered(OsdpCommand command, OsdpMessage reply, boolean fresh);

        /// The reader has given an authentic answer, and has nothing kept of the time before; with each answer.
        void well();

        /// The reader is not to be had; with each vain attempt.
        void lost(DeviceException why);

        /// A packet that was not good, or an answer that did not come.
        void fault(String code);

        /// Whether the reader is to be given the site's key, under the key that it comes with.
        boolean isInstalling();

        /// It has taken the key.
        void enrolled();
    }

    private enum Phase { IDENTIFY, CAPABILITIES, CHALLENGE, CRYPTOGRAM, SECURED }

    /// What has been sent and not been answered; a repeat is the same bytes.
    private record Pending(OsdpCommand command, OsdpPacket packet) {}

    private static final int TRIES = 3;
    private static final long POLL = Duration.ofMillis(50).toNanos();
    private static final long LOST_PAUSE = Duration.ofMillis(200).toNanos();
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    private static final long EXPIRY = Duration.ofSeconds(8).toNanos();
    private static final int ACCEPTED = 0x01;
    private static final int NAK_CHECK = 1;
    private static final int NAK_SEQUENCE = 4;
    private static final int NAK_INSECURE = 6;

    private final String name;
    private final int address;
    private final ReaderKey key;
    private final RandomGenerator random;
    private final Talk talk;

    private Phase phase = Phase.IDENTIFY;
    private boolean installing;
    private Optional<Pending> pending = Optional.empty();
    private int tries;
    private int sequence;
    private Optional<SecureChannel> channel = Optional.empty();
    private byte[] rndB = new byte[8];
    private int broken;           // sessions, one after the other, without an authentic answer
    private boolean lost;
    private boolean fresh;
    private long dueAt;
    private long sentAt;
    private long heardAt;
    private Optional<Long> busySince = Optional.empty();
    private volatile boolean hurried;

    /// @param name    of the reader, for messages
    /// @param address 0 to 126
    /// @param random  of the challenges; cryptographic
    /// @param now     it is due at once
    PanelSession(String name, int address, ReaderKey key, RandomGenerator random, Talk talk, long now) {
        this.name = name;
        this.address = address;
        this.key = key;
        this.random = random;
        this.talk = talk;
        this.dueAt = now;
        this.heardAt = now;
    }

    /// Whether it is only asked whether it is back.
    boolean isLost() {
        return lost && phase == Phase.IDENTIFY;
    }

    /// When [#next] is to be asked.
    long dueAt() {
        return hurried && phase == Phase.SECURED && pending.isEmpty() ? sentAt : dueAt;
    }

    /// There is something to say that cannot wait for the next poll. From any thread.
    void hurry() {
        hurried = true;
    }

    /// What goes on the line now: what was not answered once more, or the next command.
    byte[] next(long now) {
        hurried = false;
        if (installing != talk.isInstalling()) {
            installing = talk.isInstalling();
            begin(Phase.IDENTIFY, now);
        }
        if (phase == Phase.SECURED && now - heardAt > EXPIRY && busySince.isEmpty()) {
            begin(Phase.IDENTIFY, now);   // this process stood still; the reader has given up by now
        }
        fresh &= now - heardAt <= FRESH;
        Pending sending = pending.orElseGet(this::command);
        pending = Optional.of(sending);
        tries++;
        sentAt = now;
        return sending.packet().bytes();
    }

    private Pending command() {
        tries = 0;
        return switch (phase) {
            case IDENTIFY -> plain(0, OsdpCommand.ID);
            case CAPABILITIES -> plain(1, OsdpCommand.CAP);
            case CHALLENGE -> {
                byte[] rndA = new byte[8];
                random.nextBytes(rndA);
                channel = Optional.of(new SecureChannel(installing ? ReaderKey.DEFAULT : key, rndA));
                yield handshake(0, 0x11, OsdpCommand.challenge(rndA));
            }
            case CRYPTOGRAM -> handshake(1, 0x13, OsdpCommand.serverCryptogram(channel.orElseThrow().serverCryptogram(rndB)));
            case SECURED -> {
                sequence = sequence % 3 + 1;
                OsdpCommand command = installing ? OsdpCommand.keySet(key) : talk.next().orElse(OsdpCommand.POLL);
                yield new Pending(command, channel.orElseThrow().seal(address, false, sequence, command.code(), command.data()));
            }
        };
    }

    private Pending plain(int at, OsdpCommand command) {
        sequence = at;
        return new Pending(command, OsdpPacket.of(address, false, at, Optional.empty(), command.code(), command.data()));
    }

    private Pending handshake(int at, int type, OsdpCommand command) {
        sequence = at;
        return new Pending(command, OsdpPacket.of(address, false, at, Optional.of(new SecurityBlock(type, keyName())), command.code(), command.data()));
    }

    /// 00: the default key; 01: the site's.
    private String keyName() {
        return installing ? "00" : "01";
    }

    /// The line was quiet for as long as a reader has to answer.
    void silent(long now) {
        boolean asking = isLost();
        if (!asking) {   // otherwise it is no news
            talk.fault("NO_ANSWER");
        }
        if (tries >= (asking ? 1 : TRIES)) {
            giveUp(Kind.NO_ANSWER, "does not answer", now);
        } else {
            dueAt = now;
        }
    }

    /// This process stood still for a moment, or longer: what the reader has kept since may be of any age.
    void stalled() {
        fresh = false;
    }

    void fault(OsdpFrame.Fault fault) {
        talk.fault(fault.name());
    }

    /// Takes a packet from the line; false if it is not the answer: of another reader, an echo, a late one.
    boolean answered(OsdpPacket packet, long now) {
        if (pending.isEmpty() || !packet.isReply() || packet.address() != address) {
            return false;
        }
        Pending question = pending.get();
        if (packet.code() == OsdpCode.BUSY) {
            busy(now);
            return true;
        }
        if (packet.sequence() != sequence && !(packet.code() == OsdpCode.NAK && packet.sequence() == 0)) {
            talk.fault("SEQUENCE");
            return false;
        }
        busySince = Optional.empty();
        if (phase == Phase.SECURED) {
            secured(question.command(), packet, now);
        } else {
            handshake(packet, now);
        }
        return true;
    }

    /// The same again, later: the reader has not done it, and its place in the chain of MACs is still free.
    private void busy(long now) {
        if (now - busySince.orElse(now) > EXPIRY) {
            giveUp(Kind.NO_ANSWER, "has been busy for " + Duration.ofNanos(EXPIRY).toSeconds() + " s", now);
            return;
        }
        busySince = busySince.or(() -> Optional.of(now));
        tries = 0;
        dueAt = now + POLL;
    }

    // before the session

    private void handshake(OsdpPacket packet, long now) {
        OsdpMessage reply = OsdpMessage.read(packet.code(), true, packet.data()).orElse(new OsdpMessage.Other(""));
        if (reply instanceof OsdpMessage.Nak(var code, _)) {
            refused(code, now);
            return;
        }
        int type = packet.security().map(SecurityBlock::type).orElse(0);
        String block = packet.security().map(SecurityBlock::data).orElse("");
        if (phase == Phase.IDENTIFY && type == 0 && reply instanceof OsdpMessage.Identity) {
            advance(Phase.CAPABILITIES, now);
        } else if (phase == Phase.CAPABILITIES && type == 0 && reply instanceof OsdpMessage.Capabilities) {
            advance(Phase.CHALLENGE, now);
        } else if (phase == Phase.CHALLENGE && type == 0x12 && block.equals(keyName())
                && reply instanceof OsdpMessage.ClientCryptogram(_, var theirs, var proof)) {
            proven(theirs, proof, now);
        } else if (phase == Phase.CRYPTOGRAM && type == 0x14 && reply instanceof OsdpMessage.InitialMac(var mac)) {
            begun(mac, block, now);
        } else {
            talk.fault("UNEXPECTED");
            giveUp(Kind.SELF_REPORTED, "answers " + pending.orElseThrow().command() + " with " + OsdpCode.name(packet.code(), true)
                    + (type == 0 ? " in plain text" : "") + ", out of the protocol's order", now);
        }
    }

    private void refused(int nak, long now) {
        talk.fault("NAK_" + nak);
        if (nak == NAK_CHECK && tries < TRIES) {
            dueAt = now;
        } else if (phase == Phase.IDENTIFY || phase == Phase.CAPABILITIES) {
            advance(Phase.CHALLENGE, now);   // some say nothing outside of a session
        } else {
            giveUp(Kind.SELF_REPORTED, "refuses the secure channel (NAK " + nak + "): it has "
                    + (installing ? "left its install mode" : "another key than the site's, or none"), now);
        }
    }

    private void proven(String theirs, String proof, long now) {
        rndB = HexFormat.of().parseHex(theirs);
        if (SecureChannel.isSame(HexFormat.of().parseHex(proof), channel.orElseThrow().clientCryptogram(rndB))) {
            advance(Phase.CRYPTOGRAM, now);
        } else {
            talk.fault("CRYPTOGRAM");
            giveUp(Kind.CORRUPT, "cannot prove that it has the " + (installing ? "default key" : "site's key") + " (wrong client cryptogram)", now);
        }
    }

    /// That the reader has taken our proof is seen by its MAC, and said by the byte beside it.
    private void begun(String mac, String block, long now) {
        boolean same = SecureChannel.isSame(HexFormat.of().parseHex(mac), channel.orElseThrow().initialMac(rndB));
        if (!same || Integer.parseInt(block, 16) != ACCEPTED) {
            talk.fault("CRYPTOGRAM");
            giveUp(Kind.CORRUPT, "does not take the gate's proof of the key (" + (same ? "status " + block + ", expected 01" : "wrong initial MAC") + ")", now);
            return;
        }
        channel.orElseThrow().begin(rndB);
        advance(Phase.SECURED, now);
        heardAt = now;
        fresh = false;
        talk.secured();
    }

    private void advance(Phase next, long now) {
        phase = next;
        pending = Optional.empty();
        dueAt = now;
    }

    // in the session

    private void secured(OsdpCommand command, OsdpPacket packet, long now) {
        if (packet.security().isEmpty() && packet.code() == OsdpCode.NAK) {
            int nak = packet.data().length == 0 ? 0 : packet.data()[0] & 0xFF;
            refused(command, new OsdpMessage.Nak(nak, ""), false, now);
            return;
        }
        if (packet.security().filter(SecurityBlock::hasMac).isEmpty()) {
            breakOff(OsdpFrame.Fault.PLAINTEXT_IN_SC.name(), now);
            return;
        }
        switch (channel.orElseThrow().open(packet)) {
            case SecureChannel.Broken(var fault) -> breakOff(fault.name(), now);
            case SecureChannel.Data data -> {
                heardAt = now;
                broken = 0;
                lost = false;
                Optional<OsdpMessage> reply = OsdpMessage.read(packet.code(), true, data.bytes());
                if (reply.isEmpty()) {
                    talk.fault(OsdpFrame.Fault.PAYLOAD_LENGTH.name());
                    settled(now);
                } else if (reply.get() instanceof OsdpMessage.Nak nak) {
                    refused(command, nak, true, now);
                } else {
                    settle(command, reply.get(), now);
                }
            }
        }
    }

    /// Codes 4 to 6: the reader knows nothing of this session (any more). Code 1: it did not understand; the same again. All
    /// others: it cannot do this, which is no harm unless it is to be polled.
    private void refused(OsdpCommand command, OsdpMessage.Nak nak, boolean authentic, long now) {
        boolean outOfSession = nak.code() >= NAK_SEQUENCE && nak.code() <= NAK_INSECURE || command.code() == OsdpCode.POLL;
        if (nak.code() == NAK_CHECK && !authentic && tries < TRIES) {
            talk.fault("NAK_1");
            dueAt = now;
        } else if (outOfSession || nak.code() == NAK_CHECK) {
            breakOff("NAK_" + nak.code(), now);
        } else {
            talk.fault("NAK_" + nak.code());
            settle(command, nak, now);
        }
    }

    private void settle(OsdpCommand command, OsdpMessage reply, long now) {
        if (command.code() == OsdpCode.KEYSET) {
            if (reply instanceof OsdpMessage.Bare) {
                talk.enrolled();
                installing = false;
                begin(Phase.CHALLENGE, now);
            } else {
                giveUp(Kind.SELF_REPORTED, "does not take the key", now);
            }
            return;
        }
        talk.answered(command, reply, fresh);
        fresh |= command.code() == OsdpCode.POLL && reply instanceof OsdpMessage.Bare;   // it has nothing kept
        if (fresh) {
            talk.well();
        }
        settled(now);
    }

    private void settled(long now) {
        pending = Optional.empty();
        dueAt = Math.max(now, sentAt + POLL);
    }

    private void breakOff(String why, long now) {
        talk.fault(why);
        broken++;
        if (broken >= TRIES) {
            giveUp(Kind.CORRUPT, "does not keep its secure channel (" + why + ", " + broken + " times)", now);
        } else {
            begin(Phase.CHALLENGE, now);
        }
    }

    private void giveUp(Kind kind, String why, long now) {
        lost = true;
        broken = 0;
        begin(Phase.IDENTIFY, now + LOST_PAUSE);
        talk.lost(new DeviceException(kind, name + " " + why));
    }

    private void begin(Phase with, long at) {
        phase = with;
        pending = Optional.empty();
        channel = Optional.empty();
        busySince = Optional.empty();
        tries = 0;
        fresh = false;
        heardAt = at;
        dueAt = at;
    }
}
