package io.campusgate.store;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EventTextTest {
    private final EventText texts = new EventText("east", "a3f9c1d2", 12, ZONE);

    @Test void writesTheExampleOfTheContract() {
        String text = texts.write(Drafts.example(), 1042, "0".repeat(64), OptionalLong.empty()).text();
        String expected = """
                {"gate":"east","journal":"a3f9c1d2","seq":1042,"time":"2026-09-01T07:31:05.123+08:00","clock":"synced","boot":12,\
                "uptime_ms":81234567,"type":"entry","lane":"in-1","direction":"in","outcome":"granted","reason":"ok","mode":"normal",\
                "whitelist":"17","drill":false,"who":{"salt":"<32>","credential":{"kind":"card","number":"001293D8"},"person":{"id":"T0042",\
                "name":"王小明","kind":"staff","group":"数学组"}},"who_sha256":"<64>","health":{"salt":"<32>","verdict":"normal","celsius":36.52,\
                "surface":34.10,"ambient":18.20,"attempts":1,"method":"sensor"},"health_sha256":"<64>","prev":"<64>","hash":"<64>"}""";
        assertEquals(expected, text.replaceAll("\"[0-9a-f]{64}\"", "\"<64>\"").replaceAll("\"[0-9a-f]{32}\"", "\"<32>\""));
    }

    /// The rule of design.md section 6, done again here in the plainest way.
    @Test void theHashIsThatOfTheTextWithoutItsPersonalAndHealthPart() throws Exception {
        String prev = "ab".repeat(32);
        EventText.Written written = texts.write(Drafts.example(), 7, prev, OptionalLong.of(6));
        Matcher m = Pattern.compile("(.*?)(\"who\":(\\{.*}),)(\"who_sha256\":\"(.{64})\",)(\"health\":(\\{.*}),)(\"health_sha256\":\"(.{64})\",\"prev\":\""
                + prev + "\"),\"hash\":\"(.{64})\"}").matcher(written.text());
        assertTrue(m.matches());
        assertEquals(sha256(m.group(3)), m.group(5));
        assertEquals(sha256(m.group(7)), m.group(9));
        assertEquals(sha256(m.group(1) + m.group(4) + m.group(8)), m.group(10));
        assertEquals(m.group(10), written.hash());
    }

    /// Computed with python3: `hashlib.sha256(text.encode()).hexdigest()` of the text printed here.
    @Test void theHashOfAnEventWithoutPartsIsAsComputedElsewhere() {
        EventText.Written written = texts.write(Drafts.mode(MORNING, Map.of("by", "王老师")), 1, "0".repeat(64), OptionalLong.empty());
        String hashed = """
                {"gate":"east","journal":"a3f9c1d2","seq":1,"time":"2026-09-01T07:31:05.123+08:00","clock":"synced","boot":12,"uptime_ms":5,\
                "type":"mode","outcome":"closed","reason":"演练","mode":"closed","whitelist":"17","drill":false,"by":"王老师",\
                "prev":"0000000000000000000000000000000000000000000000000000000000000000\"""";
        String hash = "3cc7f14ce6c0f6ba21c3db7f5ebcee68beea5e7d98fb6e691de721c08d2737a7";
        assertEquals(hashed + ",\"hash\":\"" + hash + "\"}", written.text());
    }

    @Test void eachPartHasASaltOfItsOwn() {
        Pattern salt = Pattern.compile("\"salt\":\"([0-9a-f]{32})\"");
        Matcher m = salt.matcher(texts.write(Drafts.example(), 1, "0".repeat(64), OptionalLong.empty()).text()
                + texts.write(Drafts.example(), 1, "0".repeat(64), OptionalLong.empty()).text());
        assertEquals(4, m.results().map(r -> r.group(1)).distinct().count());
    }

    @Test void detailsAndTheEntryStandBetweenDrillAndWho() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("by", "张\"三\"\n\u0001");
        details.put("ms", 1_500L);
        details.put("share", 0.25);
        details.put("late", true);
        details.put("nothing", Double.NaN);
        String text = texts.write(Drafts.mode(MORNING, details), 1, "0".repeat(64), OptionalLong.of(41)).text();
        assertTrue(text.contains("\"drill\":false,\"by\":\"张\\\"三\\\"\\n\\u0001\",\"ms\":1500,\"share\":0.25,\"late\":true,\"nothing\":null,\"entry\":41,\"prev\""), text);
    }

    @Test void halfACharacterIsEscapedAndAWholeOneIsNot() {
        String text = texts.write(Drafts.mode(MORNING, Map.of("by", "𠮷\uD83D x")), 1, "0".repeat(64), OptionalLong.empty()).text();
        assertTrue(text.contains("\"by\":\"𠮷\\ud83d x\""), text);
        assertEquals(text, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Test void theTimeHasMillisecondsAndTheOffsetOfTheSiteInEverySeason() {
        assertEquals("2026-09-01T07:31:05.123+08:00", time(MORNING, "Asia/Shanghai"));
        assertEquals("2026-01-01T00:00:00.000+00:00", time(Instant.parse("2026-01-01T00:00:00Z"), "UTC"));
        assertEquals("2026-07-01T08:00:00.999-04:00", time(Instant.parse("2026-07-01T12:00:00.9999Z"), "America/New_York"));
        assertEquals("2026-01-01T05:30:00.000+05:30", time(Instant.parse("2026-01-01T00:00:00Z"), "Asia/Kolkata"));
        assertEquals("2025-12-31T20:30:00.000-03:30", time(Instant.parse("2026-01-01T00:00:00Z"), "America/St_Johns"));
    }

    @Test void aTextIsTakenApartByItsPartsAndCutWithoutHarm() {
        String text = texts.write(Drafts.example(), 9, "0".repeat(64), OptionalLong.empty()).text();
        EventParts parts = EventParts.of(text);
        String purged = EventParts.of(parts.without("who")).without("health");
        EventParts rest = EventParts.of(purged);

        assertEquals(text.replaceFirst("\"who\":\\{.*?}},", "").replaceFirst("\"health\":\\{.*?},", ""), purged);
        assertTrue(rest.isPurged("who") && rest.isPurged("health") && !parts.isPurged("who"));
        assertEquals(HexFormat.of().formatHex(parts.computeHash(Sha256.digest()).orElseThrow()),
                HexFormat.of().formatHex(rest.computeHash(Sha256.digest()).orElseThrow()));
        assertNotEquals(text, purged);
    }

    private static String time(Instant at, String zone) {
        JsonText out = new JsonText();
        EventTime.append(out, at, ZoneId.of(zone));
        return out.toString();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
