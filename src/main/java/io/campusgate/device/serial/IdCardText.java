package io.campusgate.device.serial;

import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Word;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text block of a resident's or foreigner's identity card: 256 bytes of UTF-16, cut into fields by the kind of card.
/// Layouts: protocols.md section 5. It is about a living person, so its string form shows nothing of it, a field becomes
/// a string only when it is asked for, and [#close] overwrites the block.
public final class IdCardText implements AutoCloseable {
    static final int BYTES = 256;
    private static final int KIND_AT = 248;
    private static final String LONG_TERM = "长期";

    public enum Kind implements Word { CITIZEN, HMT, FOREIGNER2017, FOREIGNER2023 }

    /// @param more where the field goes on, or nothing
    private record Field(String name, int offset, int length, Optional<Field> more) {
        static Field of(String name, int offset, int length) {
            return new Field(name, offset, length, Optional.empty());
        }
    }

    private static final List<Field> CITIZEN = List.of(Field.of("name", 0, 30), Field.of("sex", 30, 2), Field.of("nation", 32, 4),
            Field.of("birth", 36, 16), Field.of("address", 52, 70), Field.of("id", 122, 36), Field.of("authority", 158, 30),
            Field.of("valid_from", 188, 16), Field.of("valid_to", 204, 16));
    private static final List<Field> HMT = List.of(Field.of("name", 0, 30), Field.of("sex", 30, 2), Field.of("birth", 36, 16),
            Field.of("address", 52, 70), Field.of("id", 122, 36), Field.of("authority", 158, 30), Field.of("valid_from", 188, 16),
            Field.of("valid_to", 204, 16), Field.of("pass_no", 220, 18), Field.of("issue_count", 238, 4));
    private static final List<Field> FOREIGNER2017 = List.of(Field.of("name_en", 0, 120), Field.of("sex", 120, 2), Field.of("id", 122, 30),
            Field.of("nationality", 152, 6), Field.of("name_cn", 158, 30), Field.of("valid_from", 188, 16), Field.of("valid_to", 204, 16),
            Field.of("birth", 220, 16), Field.of("version", 236, 4), Field.of("authority_code", 240, 8));
    private static final List<Field> FOREIGNER2023 = List.of(Field.of("name_cn", 0, 30), Field.of("sex", 30, 2), Field.of("renew_count", 32, 4),
            Field.of("birth", 36, 16), new Field("name_en", 52, 70, Optional.of(Field.of("name_en", 220, 22))), Field.of("id", 122, 36),
            Field.of("valid_from", 188, 16), Field.of("valid_to", 204, 16), Field.of("nationality", 242, 6), Field.of("link", 250, 6));

    /// The 56 nations of the census, by their number; 97 and 98 stand apart.
    private static final String[] NATIONS = ("汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
            + "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 "
            + "珞巴 基诺").split(" ");

    private final char[] text = new char[BYTES / 2];
    private final Kind kind;

    private IdCardText(ByteBuffer block) {
        block.order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().get(text);
        kind = switch (text[KIND_AT / 2]) {
            case 'I' -> Kind.FOREIGNER2017;
            case 'Y' -> Kind.FOREIGNER2023;
            case 'J' -> Kind.HMT;
            default -> Kind.CITIZEN;
        };
    }

    /// Copies the block out of `bytes`, where it begins at `from`.
    static IdCardText of(byte[] bytes, int from) {
        return new IdCardText(ByteBuffer.wrap(bytes, from, BYTES));
    }

    public Kind kind() {
        return kind;
    }

    /// By their names in the vector files, blanks around them taken off.
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        layout(kind).forEach(field -> fields.put(field.name, value(field)));
        return fields;
    }

    private static List<Field> layout(Kind kind) {
        return switch (kind) {
            case CITIZEN -> CITIZEN;
            case HMT -> HMT;
            case FOREIGNER2017 -> FOREIGNER2017;
            case FOREIGNER2023 -> FOREIGNER2023;
        };
    }

    private String value(Field field) {
        String rest = field.more.map(this::cut).orElse("");
        return trimmed(cut(field) + rest);   // joined first: a blank may sit at the seam
    }

    private String cut(Field field) {
        return new String(text, field.offset / 2, field.length / 2);
    }

    /// Without blanks, ideographic blanks and NUL at both ends.
    static String trimmed(String text) {
        return text.replaceAll("^[ \u3000\0]+|[ \u3000\0]+$", "");
    }

    public String sexName() {
        return switch (field("sex")) {
            case "1" -> "male";
            case "2" -> "female";
            case "9" -> "unspecified";
            default -> "unknown";
        };
    }

    /// For citizens; empty for a number that no nation has.
    public String nationName() {
        String code = field("nation");
        if (!code.matches("[0-9]{2}")) {
            return "";
        }
        int number = Integer.parseInt(code);
        return switch (number) {
            case 97 -> "其他";
            case 98 -> "外国血统中国籍人士";
            default -> number >= 1 && number <= NATIONS.length ? NATIONS[number - 1] : "";
        };
    }

    public boolean isLongTerm() {
        return field("valid_to").equals(LONG_TERM);
    }

    /// The number on the card, if it is one.
    public Optional<IdNumber> idNumber() {
        try {
            return Optional.of(IdNumber.parse(field("id")));
        } catch (IdNumber.BadIdNumber e) {
            return Optional.empty();
        }
    }

    /// The Chinese name where there is one, else the English.
    public String name() {
        return List.of("name", "name_cn", "name_en").stream().map(this::field).filter(name -> !name.isEmpty()).findFirst().orElse("");
    }

    /// Empty if this kind of card has no such field.
    private String field(String name) {
        return layout(kind).stream().filter(field -> field.name.equals(name)).findFirst().map(this::value).orElse("");
    }

    @Override public void close() {
        Arrays.fill(text, '\0');
    }

    @Override public String toString() {
        return "IdCardText[" + kind.word() + "]";
    }
}
