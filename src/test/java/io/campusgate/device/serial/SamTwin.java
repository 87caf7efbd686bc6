package io.campusgate.device.serial;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// A SAM_V module: a card is found, selected and read, in this order, and is not found again before it was taken away.
public final class SamTwin extends DeviceTwin {
    private static final byte[] PREAMBLE = HexFormat.of().parseHex("AAAAAA9669");
    private static final int PHOTO_BYTES = 1024;

    private Optional<byte[]> card = Optional.empty();
    private boolean passing;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private boolean found;
    private boolean selected;
    private boolean read;
    private long lastAsked;
    private final Map<String, byte[]> once = new HashMap<>();
    private Optional<Integer> broken = Optional.empty();

    private SamTwin(Path link) {
        super(link);
    }

    public static SamTwin on(Path link) {
        SamTwin twin = new SamTwin(link);
        twin.start();
        return twin;
    }

    /// A frame of the module: status, data, checksum.
    public static byte[] frame(int sw3, byte[] data) {
        ByteBuffer frame = ByteBuffer.allocate(PREAMBLE.length + 2 + 3 + data.length + 1);
        frame.put(PREAMBLE).putShort((short) (data.length + 4)).put((byte) 0).put((byte) 0).put((byte) sw3).put(data);
        byte xor = 0;
        for (int i = PREAMBLE.length; i < frame.position(); i++) {
            xor ^= frame.get(i);
        }
        return frame.put(xor).array();
    }

    /// What the module sends of a citizen's card, with a photo of noise.
    public static byte[] citizen(String name, String number) {
        return card(Map.of(0, name, 30, "2", 32, "01", 36, number.substring(6, 14), 52, "样例市门禁路一号", 122, number, 158, "样例市公安局", 188,
                "20200101", 204, "长期"));
    }

    /// @param fields by the byte at which they begin
    public static byte[] card(Map<Integer, String> fields) {
        char[] text = new char[128];
        Arrays.fill(text, ' ');
        fields.forEach((at, field) -> field.getChars(0, field.length(), text, at / 2));
        ByteBuffer data = ByteBuffer.allocate(4 + 256 + PHOTO_BYTES).putShort((short) 256).putShort((short) PHOTO_BYTES);
        data.put(new String(text).getBytes(StandardCharsets.UTF_16LE));
        for (int i = 0; i < PHOTO_BYTES; i++) {
            data.put((byte) (i * 31));
        }
        return frame(0x90, data.array());
    }

    /// A card is laid down for one reading and taken away; several one after the other. Nobody looks: nothing happens.
    public void tap(byte[] frame) {
        perform(() -> {
            if (System.nanoTime() - lastAsked < 1_000_000_000L) {
                queue.add(frame);
            }
        });
    }

    /// A card lies on the reader until another call; empty: none does.
    public void rest(Optional<byte[]> frame) {
        perform(() -> lay(frame, false));
    }

    private void lay(Optional<byte[]> frame, boolean passesBy) {
        card = frame;
        passing = passesBy;
        found = false;
        selected = false;
        read = false;
    }

    /// The next command of this name gets these bytes for an answer.
    public void answerOnce(String command, byte[] bytes) {
        perform(() -> once.put(command, bytes));
    }

    /// Every answer has this status from now on; empty: it is well again.
    public void fail(Optional<Integer> sw3) {
        perform(() -> broken = sw3);
    }

    @Override int command(byte[] bytes) {
        for (int at = 0; at + 7 <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + 5, PREAMBLE, 0, 5)) {
                int end = at + 7 + (bytes[at + 6] & 0xFF);
                return end <= bytes.length ? end : 0;
            }
        }
        return 0;
    }

    @Override void obey(byte[] command) {
        String asked = HexFormat.of().withUpperCase().formatHex(command, command.length - 3, command.length - 1);
        lastAsked = System.nanoTime();
        if (card.isEmpty() && !queue.isEmpty() && asked.equals("2001")) {
            lay(Optional.of(queue.poll()), true);
        }
        byte[] usual = answer(asked);
        Optional<byte[]> planned = Optional.ofNullable(once.remove(name(asked)));
        note(name(asked));
        send(planned.orElseGet(() -> broken.map(status -> frame(status, new byte[0])).orElse(usual)));
        if (read && passing) {
            lay(Optional.empty(), false);
        }
    }

    private static String name(String asked) {
        return switch (asked) {
            case "11FF" -> "status";
            case "2001" -> "find";
            case "2002" -> "select";
            case "3001" -> "read";
            default -> asked;
        };
    }

    private byte[] answer(String asked) {
        switch (asked) {
            case "11FF" -> {
                return frame(0x90, new byte[0]);
            }
            case "2001" -> {
                found = card.isPresent() && !read;
                return found ? frame(0x9F, new byte[4]) : frame(0x80, new byte[0]);
            }
            case "2002" -> {
                selected = found;
                return selected ? frame(0x90, new byte[8]) : frame(0x81, new byte[0]);
            }
            case "3001" -> {
                read = selected && card.isPresent();
                return read ? card.get() : frame(0x41, new byte[0]);
            }
            default -> {
                return frame(0x21, new byte[0]);
            }
        }
    }

    @Override void turn() {}

    @Override void restart() {
        lay(card, passing);
    }
}
