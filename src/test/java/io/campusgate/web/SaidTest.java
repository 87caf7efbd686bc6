package io.campusgate.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SaidTest {
    private static final Path MAIN = Path.of("src/main/java/io/campusgate");
    private static final Pattern LINE = Pattern.compile("\\[(\".*\"), (\".*\")\\],?");
    private static final Pattern PLACE = Pattern.compile("\\{\\d\\}");
    /// Where the program makes such a sentence.
    private static final Pattern MADE = Pattern.compile("(?:new (?:DeviceException|BadBundle|BadOrder|BadJson|Forged)|new (?:ManifestDesk\\.)?Refused(?=\\([^;]*Refusal\\.)|\\brefused(?=\\(Refusal)|giveUp|board\\.lost"
            + "|board\\.unreliable|listener\\.lost|current\\.lost)\\((?!\\))");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static List<List<String>> table() throws IOException {
        return Files.readString(Path.of("src/main/resources/io/campusgate/web/assets/said.js")).lines().map(LINE::matcher).filter(Matcher::matches)
                .map(line -> List.of(unquoted(line.group(1)), unquoted(line.group(2)))).toList();
    }

    private static String unquoted(String literal) {
        return literal.substring(1, literal.length() - 1).replace("\\\"", "\"");
    }

    private static List<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).toList();
    }

    @Test void eachSentenceHasBothLanguagesAndAllItIsAbout() throws IOException {
        assertTrue(table().size() > 200);
        assertEquals(table().size(), table().stream().map(List::getFirst).distinct().count());
        for (List<String> sentence : table()) {
            List<String> places = places(sentence.getFirst());
            assertEquals(IntStream.range(0, places.size()).mapToObj(i -> "{" + i + "}").toList(), places, sentence.getFirst());
            assertEquals(new TreeSet<>(places), new TreeSet<>(places(sentence.getLast())), sentence.getLast());
            assertTrue(sentence.getLast().codePoints().anyMatch(Character::isIdeographic), sentence.getLast());
            assertFalse(sentence.getFirst().codePoints().anyMatch(Character::isIdeographic), sentence.getFirst());

            String said = sentence.getFirst();
            String expected = sentence.getLast();
            for (int i = 0; i < places.size(); i++) {
                said = said.replace(places.get(i), "X" + i);
                expected = expected.replace(places.get(i), "X" + i);
            }
            assertEquals(expected, Said.inChinese(said));
        }
    }

    @Test void whatASentenceIsAboutStaysAndMayBeASentence() {
        assertEquals("/dev/ttyUSB0 不见了（被拔掉了？）", Said.inChinese("/dev/ttyUSB0 is gone (unplugged?)"));
        assertEquals("时断时续；最近一次：/dev/serial/by-id/usb-1a86 无法打开：没有权限（用户在 dialout 组里吗？）",
                Said.inChinese("it comes and goes; the last time: /dev/serial/by-id/usb-1a86 cannot be opened: no permission (is the user in the group dialout?)"));
        assertEquals("I2C 总线 1 的设备 0x5A 无应答：总线被占住", Said.inChinese("I2C bus 1, device 0x5A does not answer: something holds the bus"));
        assertEquals("第 12 条记录：第 77 字节处应为 ,\"key\":", Said.inChinese("record 12: byte 77 should be ,\"key\":"));
        assertEquals("/dev/ttyUSB0 上地址为 5 的 OSDP 读卡器对 POLL 答复 NAK，不符合协议的次序",
                Said.inChinese("the OSDP reader at address 5 of /dev/ttyUSB0 answers POLL with NAK, out of the protocol's order"));
        assertEquals("清单不是应有的 JSON 对象：被截断", Said.inChinese("the manifest is no JSON object as it should be: cut short"));
        assertEquals("something nobody has said", Said.inChinese("something nobody has said"));
        assertEquals("", Said.inChinese(""));
    }

    @Test void wordsSayItInTheirLanguage() {
        assertEquals("正被占用", Words.CHINESE.said("it is in use"));
        assertEquals("it is in use", Words.ENGLISH.said("it is in use"));
    }

    /// Whatever text stands where such a sentence is made is a part of one in the table: a new one has to be said in Chinese too.
    @Test void everySentenceOfTheProgramIsThere() throws IOException {
        String all = String.join("\n", table().stream().map(List::getFirst).toList());
        List<String> missing = new ArrayList<>();
        int[] seen = {0};
        for (String folder : List.of("device", "daemon", "whitelist/bundle", "trust", "order")) {
            try (Stream<Path> files = Files.walk(MAIN.resolve(folder))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    for (String part : parts(Files.readString(file))) {
                        seen[0]++;
                        if (!all.contains(part)) {
                            missing.add(file.getFileName() + ": " + part);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(seen[0] > 100, "the program still makes such sentences where they were looked for: " + seen[0]);
    }

    private static List<String> parts(String source) {
        List<String> parts = new ArrayList<>();
        for (MatchResult made : MADE.matcher(source).results().toList()) {
            String arguments = source.substring(made.end(), source.indexOf(';', made.end()));
            LITERAL.matcher(arguments).results().map(literal -> literal.group(1).replace("\\\"", "\"")).flatMap(text -> Stream.of(text.split("0x|%[-0-9.]*[a-zA-Z]|'[a-z]+'")))
                    .map(String::strip).filter(text -> text.matches(".*[a-z]+ [a-z]+.*")).forEach(parts::add);
        }
        return parts;
    }
}
