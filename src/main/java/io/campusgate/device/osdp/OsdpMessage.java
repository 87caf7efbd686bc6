package io.campusgate.device.osdp;

import java.util.List;
import java.util.Optional;

/// What the code and the data of a packet say. Bytes are upper-case hex. Source: protocols.md section 6, the tables of
/// commands and replies.
public sealed interface OsdpMessage {
    /// A command or reply of which the code says it all: POLL, LSTAT, ISTAT, OSTAT, RSTAT, ACK, BUSY.
    record Bare() implements OsdpMessage {}

    /// ID, CAP.
    record Ask(int replyType) implements OsdpMessage {}

    record Out(List<Output> outputs) implements OsdpMessage {
        public Out {
            outputs = List.copyOf(outputs);
        }
    }

    /// @param control 0 nothing, 1 off, 2 on, 3 and 4 off and on after the time is over, 5 on for a time, 6 off for a time
    /// @param timer   tenths of a second
    record Output(int output, int control, int timer) {}

    record Leds(List<Led> leds) implements OsdpMessage {
        public Leds {
            leds = List.copyOf(leds);
        }
    }

    /// @param temporary while its timer (tenths of a second) runs: control 0 nothing, 1 cancel, 2 set
    /// @param permanent control 0 nothing, 1 set; its timer is 0
    record Led(int reader, int led, Lamp temporary, Lamp permanent) {}

    /// @param on  tenths of a second, as `off`
    record Lamp(int control, int on, int off, int onColor, int offColor, int timer) {}

    /// @param tone  0 none, 1 off, 2 the default
    /// @param on    tenths of a second, as `off`
    /// @param count 0: for ever
    record Buzzer(int reader, int tone, int on, int off, int count) implements OsdpMessage {}

    /// COMSET and its reply COM.
    record Line(int address, long baud) implements OsdpMessage {}

    record KeySet(int type, int length, String key) implements OsdpMessage {}

    record Challenge(String rndA) implements OsdpMessage {}

    record ServerCryptogram(String cryptogram) implements OsdpMessage {}

    /// @param code   1 check, 2 length, 3 unknown command, 4 sequence, 5 secure channel, 6 security conditions, 7 to 9 others
    /// @param detail mostly empty
    record Nak(int code, String detail) implements OsdpMessage {}

    record Identity(String vendor, int model, int version, long serial, String firmware) implements OsdpMessage {}

    record Capabilities(List<Capability> all) implements OsdpMessage {
        public Capabilities {
            all = List.copyOf(all);
        }
    }

    /// @param function 4 LED, 5 audible, 8 check, 9 security, … of the protocol's table
    record Capability(int function, int compliance, int count) {}

    /// LSTATR; 0 is well.
    record LocalStatus(int tamper, int power) implements OsdpMessage {}

    /// ISTATR, OSTATR, RSTATR.
    record States(List<Integer> states) implements OsdpMessage {
        public States {
            states = List.copyOf(states);
        }
    }

    /// A card.
    ///
    /// @param format 0 raw, 1 Wiegand
    /// @param bits   how many, the first one highest in `data`, whose last byte is padded
    record Raw(int reader, int format, int bits, String data) implements OsdpMessage {}

    /// @param digits one character a key; `#` may come as CR, `*` as DEL
    record Keypad(int reader, String digits) implements OsdpMessage {}

    record ClientCryptogram(String cuid, String rndB, String cryptogram) implements OsdpMessage {}

    record InitialMac(String mac) implements OsdpMessage {}

    /// A code that this version has no words for, or FMT, whose form is not defined well enough to be read.
    record Other(String data) implements OsdpMessage {}

    /// Reads the data of `code`; empty if it is not as long as that takes (`PAYLOAD_LENGTH`).
    static Optional<OsdpMessage> read(int code, boolean reply, byte[] data) {
        return reply ? reply(code, new Bytes(data)) : command(code, new Bytes(data));
    }

    private static Optional<OsdpMessage> command(int code, Bytes d) {
        return switch (code) {
            case OsdpCode.POLL, OsdpCode.LSTAT, OsdpCode.ISTAT, OsdpCode.OSTAT, OsdpCode.RSTAT -> d.exactly(0, Bare::new);
            case OsdpCode.ID, OsdpCode.CAP -> d.exactly(1, () -> new Ask(d.u8(0)));
            case OsdpCode.OUT -> d.records(4, at -> new Output(d.u8(at), d.u8(at + 1), d.u16(at + 2))).<OsdpMessage>map(Out::new);
            case OsdpCode.LED -> d.records(14, at -> new Led(d.u8(at), d.u8(at + 1), lamp(d, at + 2, d.u16(at + 7)), lamp(d, at + 9, 0)))
                    .<OsdpMessage>map(Leds::new);
            case OsdpCode.BUZ -> d.exactly(5, () -> new Buzzer(d.u8(0), d.u8(1), d.u8(2), d.u8(3), d.u8(4)));
            case OsdpCode.COMSET -> d.exactly(5, () -> new Line(d.u8(0), d.u32(1)));
            case OsdpCode.KEYSET -> d.exactly(2 + d.u8(1), () -> new KeySet(d.u8(0), d.u8(1), d.rest(2)));
            case OsdpCode.CHLNG -> d.exactly(8, () -> new Challenge(d.rest(0)));
            case OsdpCode.SCRYPT -> d.exactly(16, () -> new ServerCryptogram(d.rest(0)));
            default -> Optional.of(new Other(d.rest(0)));
        };
    }

    private static Optional<OsdpMessage> reply(int code, Bytes d) {
        return switch (code) {
            case OsdpCode.ACK, OsdpCode.BUSY -> d.exactly(0, Bare::new);
            case OsdpCode.NAK -> d.atLeast(1, () -> new Nak(d.u8(0), d.rest(1)));
            case OsdpCode.PDID -> d.exactly(12, () -> new Identity(d.hex(0, 3), d.u8(3), d.u8(4), d.u32(5),
                    d.u8(9) + "." + d.u8(10) + "." + d.u8(11)));
            case OsdpCode.PDCAP -> d.records(3, at -> new Capability(d.u8(at), d.u8(at + 1), d.u8(at + 2))).<OsdpMessage>map(Capabilities::new);
            case OsdpCode.LSTATR -> d.exactly(2, () -> new LocalStatus(d.u8(0), d.u8(1)));
            case OsdpCode.ISTATR, OsdpCode.OSTATR, OsdpCode.RSTATR -> d.records(1, d::u8).<OsdpMessage>map(States::new);
            case OsdpCode.RAW -> d.exactly(4 + (d.u16(2) + 7) / 8, () -> new Raw(d.u8(0), d.u8(1), d.u16(2), d.rest(4)));
            case OsdpCode.KEYPAD -> d.exactly(2 + d.u8(1), () -> new Keypad(d.u8(0), d.text(2)));
            case OsdpCode.COM -> d.exactly(5, () -> new Line(d.u8(0), d.u32(1)));
            case OsdpCode.CCRYPT -> d.exactly(32, () -> new ClientCryptogram(d.hex(0, 8), d.hex(8, 16), d.rest(16)));
            case OsdpCode.RMAC_I -> d.exactly(16, () -> new InitialMac(d.rest(0)));
            default -> Optional.of(new Other(d.rest(0)));
        };
    }

    private static Lamp lamp(Bytes d, int at, int timer) {
        return new Lamp(d.u8(at), d.u8(at + 1), d.u8(at + 2), d.u8(at + 3), d.u8(at + 4), timer);
    }
}
