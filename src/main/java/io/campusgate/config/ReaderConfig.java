package io.campusgate.config;

import io.campusgate.domain.Word;
import java.nio.file.Path;
import java.util.Optional;

/// A lane's reader of credentials.
public sealed interface ReaderConfig {

    /// The word of the file.
    String driver();

    record Rdm6300(Path port, int baud) implements ReaderConfig {
        @Override public String driver() {
            return "rdm6300";
        }
    }

    /// @param maxLength longest line, in bytes
    /// @param idleFlush a quiet line ends the text, for a scanner that sends no line end
    record Line(Path port, int baud, Format format, UidOrder uidOrder, int maxLength, boolean idleFlush) implements ReaderConfig {
        @Override public String driver() {
            return "line";
        }
    }

    record WiegandSerial(Path port, int baud, Variant variant, WiegandFormat format) implements ReaderConfig {
        @Override public String driver() {
            return "wiegand-serial";
        }
    }

    record Pn532(Path port, int baud) implements ReaderConfig {
        @Override public String driver() {
            return "pn532";
        }
    }

    record IdCardSam(Path port, int baud) implements ReaderConfig {
        @Override public String driver() {
            return "idcard-sam";
        }
    }

    /// @param address 0 to 126; several readers with different addresses may share a port
    /// @param scbkFile of the site's key ([io.campusgate.domain.ReaderKey])
    /// @param format  empty: cards of 26 and 34 bits as they usually are, all others by all their bits
    record Osdp(Path port, int baud, int address, Path scbkFile, Optional<WiegandFormat> format) implements ReaderConfig {
        @Override public String driver() {
            return "osdp";
        }
    }

    record Sim() implements ReaderConfig {
        @Override public String driver() {
            return "sim";
        }
    }

    /// What a line is (protocols.md section 2); `RAW` is a scanner's text.
    enum Format implements Word {
        HEX, DEC10, DEC3_5, RAW;

        @Override public String word() {
            return this == DEC3_5 ? "dec3.5" : Word.super.word();
        }
    }

    /// Which byte of a `HEX` number comes first on the line.
    enum UidOrder implements Word { MSB, LSB }

    /// What a Wiegand converter sends (protocols.md section 3).
    enum Variant implements Word { HEX6CR, DEC10CRLF }

    /// The Wiegand format of the cards; `H10302` and `H10304` have 37 bits.
    enum WiegandFormat implements Word { W26, W34, H10302, H10304 }
}
