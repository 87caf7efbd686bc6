package io.campusgate.device.serial;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;

/// A PN532 on a serial line, as its manual has it: asleep until it is woken, deaf to cards until SAMConfiguration, waiting
/// for a card for as long as nobody takes the question back.
public final class Pn532Twin extends DeviceTwin {
    private static final byte[] ACK = HexFormat.of().parseHex("0000FF00FF00");
    private static final String LIST = "D44A0100";
    private static final String SAM_CONFIGURATION = "D41401";

    private boolean awake;
    private boolean set;
    private boolean waiting;
    private long lastAsked;
    private Optional<byte[]> resting = Optional.empty();
    private final Deque<byte[]> shown = new ArrayDeque<>();
    private byte[] lastAnswer = ACK;
    private boolean deafAfterAbort;
    private boolean deaf;

    private Pn532Twin(Path link) {
        super(link);
    }

    public static Pn532Twin on(Path link) {
        Pn532Twin twin = new Pn532Twin(link);
        twin.start();
        return twin;
    }

    /// The frame that answers InListPassiveTarget with one card: SENS_RES 0044 for 7 bytes, 0004 for 4, 0344 for 10.
    public static byte[] target(String uid) {
        String atqa = switch (uid.length()) {
            case 8 -> "0004";
            case 14 -> "0044";
            default -> "0344";
        };
        return frame(HexFormat.of().parseHex("D54B0101" + atqa + "00" + String.format("%02X", uid.length() / 2) + uid));
    }

    static byte[] frame(byte[] data) {
        byte[] frame = new byte[data.length + 7];
        frame[2] = (byte) 0xFF;
        frame[3] = (byte) data.length;
        frame[4] = (byte) -data.length;
        int sum = 0;
        for (int i = 0; i < data.length; i++) {
            frame[5 + i] = data[i];
            sum += data[i];
        }
        frame[5 + data.length] = (byte) -sum;
        return frame;
    }

    /// A card passes by: it is seen once, if somebody looks.
    public void tap(String uid) {
        perform(() -> {
            boolean asked = System.nanoTime() - lastAsked < 1_000_000_000L;
            if (set && asked) {
                shown.add(target(uid));
            }
        });
    }

    /// A card lies on the reader until another call; empty: none does.
    public void rest(Optional<String> uid) {
        perform(() -> resting = uid.map(Pn532Twin::target));
    }

    /// The next question about cards gets these bytes for an answer.
    public void answerNext(byte[] bytes) {
        perform(() -> shown.add(bytes));
    }

    /// It misses the command that follows each abort, as some boards do.
    public void missCommandsAfterAbort() {
        perform(() -> deafAfterAbort = true);
    }

    /// Its supply broke down for a moment: it has forgotten everything.
    public void brownOut() {
        perform(this::restart);
    }

    @Override int command(byte[] bytes) {
        for (int at = 0; at + 5 <= bytes.length; at++) {
            if (bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == (byte) 0xFF) {
                int length = bytes[at + 3] & 0xFF;
                boolean noData = length == 0 || length == 0xFF;
                int end = at + (noData ? 6 : length + 7);
                return end <= bytes.length ? end : 0;
            }
        }
        return 0;
    }

    @Override void obey(byte[] command) {
        String hex = HexFormat.of().withUpperCase().formatHex(command);
        awake |= hex.startsWith("5555");
        if (!awake) {
            return;
        }
        if (hex.endsWith("0000FF00FF00")) {
            note("abort");
            waiting = false;
            deaf = deafAfterAbort;
        } else if (hex.endsWith("0000FFFF0000")) {
            note("nack");
            send(lastAnswer);
        } else if (deaf) {
            deaf = false;
        } else if (hex.contains(SAM_CONFIGURATION)) {
            note("set up");
            set = true;
            waiting = false;
            send(ACK);
            reply(HexFormat.of().parseHex("0000FF02FED5151600"));
        } else if (hex.contains(LIST)) {
            note("list");
            lastAsked = System.nanoTime();
            if (set) {
                send(ACK);
                waiting = true;
            }
        }
    }

    private void reply(byte[] bytes) {
        lastAnswer = bytes;
        send(bytes);
    }

    @Override void turn() {
        if (waiting && (!shown.isEmpty() || resting.isPresent())) {
            waiting = false;
            byte[] answer = shown.isEmpty() ? resting.get() : shown.poll();
            reply(Arrays.copyOf(answer, answer.length / 2));   // half a frame, and the rest a moment later
            send(Arrays.copyOfRange(answer, answer.length / 2, answer.length));
            lastAnswer = answer;
        }
    }

    @Override void restart() {
        awake = false;
        set = false;
        waiting = false;
        shown.clear();
    }
}
