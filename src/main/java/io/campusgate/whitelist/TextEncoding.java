package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

/// How the text of a file is encoded: UTF-8, or GB18030 when its bytes are no valid UTF-8. Nothing is guessed: a file that is
/// valid in neither is refused, and one that begins with a byte order mark is what the mark says.
sealed interface TextEncoding {

    /// @param mark bytes of the byte order mark, 0 or 3
    record Found(Charset charset, int mark) implements TextEncoding {}

    /// @param why in plain words, with the place
    record Unknown(Bilingual why) implements TextEncoding {}

    Charset GB18030 = Charset.forName("GB18030");
    int BUFFER = 1 << 16;

    static TextEncoding of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer start = ByteBuffer.allocate(3);
            while (start.hasRemaining() && channel.read(start) >= 0) {
                // until three bytes are there, or the end
            }
            int first = start.position() < 2 ? 0 : (start.get(0) & 0xFF) << 8 | start.get(1) & 0xFF;
            if (first == 0xFEFF || first == 0xFFFE) {
                return new Unknown(say("UTF-8 or GB18030; this is UTF-16, save it as \"CSV UTF-8\"", "UTF-8 或 GB18030；这是 UTF-16，请另存为“CSV UTF-8”"));
            }
            boolean marked = start.position() == 3 && first == 0xEFBB && (start.get(2) & 0xFF) == 0xBF;
            OptionalLong notUtf8 = firstBad(channel, StandardCharsets.UTF_8);
            if (notUtf8.isEmpty()) {
                return new Found(StandardCharsets.UTF_8, marked ? 3 : 0);
            }
            Bilingual atUtf8 = say("UTF-8 (not so at byte offset " + notUtf8.getAsLong(), "UTF-8（第 " + notUtf8.getAsLong() + " 字节处不是");
            if (marked) {
                return new Unknown(atUtf8.then(say(", though the file says it is)", "，虽然文件开头这样标明）")));
            }
            OptionalLong notGb = firstBad(channel, GB18030);
            return notGb.isEmpty() ? new Found(GB18030, 0) : new Unknown(atUtf8.then(say(") or GB18030 (not so at byte offset " + notGb.getAsLong() + ")",
                    "）或 GB18030（第 " + notGb.getAsLong() + " 字节处不是）")));
        }
    }

    /// The offset of the first byte that is no part of a character.
    private static OptionalLong firstBad(FileChannel channel, Charset charset) throws IOException {
        channel.position(0);
        CharsetDecoder decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer chars = CharBuffer.allocate(BUFFER);
        long before = 0;   // bytes of the file in front of the buffer
        boolean end = false;
        while (!end) {
            end = channel.read(bytes) < 0;
            bytes.flip();
            CoderResult result = decoder.decode(bytes, chars.clear(), end);
            while (result.isOverflow()) {
                result = decoder.decode(bytes, chars.clear(), end);
            }
            if (result.isError()) {
                return OptionalLong.of(before + bytes.position());
            }
            before += bytes.position();
            bytes.compact();
        }
        return OptionalLong.empty();
    }
}
