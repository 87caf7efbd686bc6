package io.campusgate.device.osdp;

import java.util.Map;

/// The codes of commands and replies, and the standard's names of them. One number may be both a command and a reply.
public final class OsdpCode {
    public static final int POLL = 0x60;
    public static final int ID = 0x61;
    public static final int CAP = 0x62;
    public static final int LSTAT = 0x64;
    public static final int ISTAT = 0x65;
    public static final int OSTAT = 0x66;
    public static final int RSTAT = 0x67;
    public static final int OUT = 0x68;
    public static final int LED = 0x69;
    public static final int BUZ = 0x6A;
    public static final int COMSET = 0x6E;
    public static final int KEYSET = 0x75;
    public static final int CHLNG = 0x76;
    public static final int SCRYPT = 0x77;

    public static final int ACK = 0x40;
    public static final int NAK = 0x41;
    public static final int PDID = 0x45;
    public static final int PDCAP = 0x46;
    public static final int LSTATR = 0x48;
    public static final int ISTATR = 0x49;
    public static final int OSTATR = 0x4A;
    public static final int RSTATR = 0x4B;
    public static final int RAW = 0x50;
    public static final int FMT = 0x51;
    public static final int KEYPAD = 0x53;
    public static final int COM = 0x54;
    public static final int CCRYPT = 0x76;
    public static final int RMAC_I = 0x78;
    public static final int BUSY = 0x79;

    private static final Map<Integer, String> COMMANDS = Map.ofEntries(Map.entry(POLL, "POLL"), Map.entry(ID, "ID"), Map.entry(CAP, "CAP"),
            Map.entry(LSTAT, "LSTAT"), Map.entry(ISTAT, "ISTAT"), Map.entry(OSTAT, "OSTAT"), Map.entry(RSTAT, "RSTAT"), Map.entry(OUT, "OUT"),
            Map.entry(LED, "LED"), Map.entry(BUZ, "BUZ"), Map.entry(COMSET, "COMSET"), Map.entry(KEYSET, "KEYSET"),
            Map.entry(CHLNG, "CHLNG"), Map.entry(SCRYPT, "SCRYPT"));
    private static final Map<Integer, String> REPLIES = Map.ofEntries(Map.entry(ACK, "ACK"), Map.entry(NAK, "NAK"), Map.entry(PDID, "PDID"),
            Map.entry(PDCAP, "PDCAP"), Map.entry(LSTATR, "LSTATR"), Map.entry(ISTATR, "ISTATR"), Map.entry(OSTATR, "OSTATR"),
            Map.entry(RSTATR, "RSTATR"), Map.entry(RAW, "RAW"), Map.entry(FMT, "FMT"), Map.entry(KEYPAD, "KEYPAD"), Map.entry(COM, "COM"),
            Map.entry(CCRYPT, "CCRYPT"), Map.entry(RMAC_I, "RMAC_I"), Map.entry(BUSY, "BUSY"));

    private OsdpCode() {}

    /// `UNKNOWN` for a code that is not in the tables.
    public static String name(int code, boolean reply) {
        return (reply ? REPLIES : COMMANDS).getOrDefault(code, "UNKNOWN");
    }
}
