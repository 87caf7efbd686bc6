package io.campusgate.whitelist.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.domain.WhitelistVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How signed versions and local imports live together (design.md section 5).
class UpdateResultTest {
    private static final Instant NOW = Instant.parse("2026-09-01T07:30:00Z");
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private static Manifest manifest(long version, String content, Optional<Manifest.Delta> delta) {
        Manifest.Full full = new Manifest.Full(delta.map(Manifest.Delta::from).orElse(version), content, 1, List.of());
        return new Manifest("no1", version, content, NOW, full, delta);
    }

    private static String of(Manifest m, String version, long floor, Optional<Instant> now, boolean isNews) {
        return switch (UpdateResult.of(m, new UpdateResult.Gate("no1", WhitelistVersion.parse(version), A, floor, now), isNews)) {
            case UpdateResult.Wanted wanted -> wanted.isByDelta() ? "delta" : wanted.parts().size() == 2 ? "full+delta" : "full";
            case UpdateResult.Current _ -> "current";
            case UpdateResult.OldNews _ -> "old news";
            case UpdateResult.Refused(var error, _) -> error.word();
        };
    }

    @ParameterizedTest
    @CsvSource({
        // in force, floor, offered version and content, just said → what comes of it
        "0,0,1,B,true,full", "0+1,0,1,B,false,full", "0+1,0,1,A,false,full",
        "17,17,18,B,false,full", "17,17,18,A,false,full", "17,17,17,A,true,current", "17,17,17,B,true,expired", "17,17,16,B,true,expired",
        "17+1,17,17,B,true,full", "17+1,17,17,B,false,old news", "17+1,17,17,A,true,current", "17+1,17,18,B,false,full", "17+1,17,16,B,true,expired",
        "16,17,17,B,false,full", "16,17,16,B,true,expired",
        "17,0,16,B,true,full", "17,0,1,B,false,full"})
    void signedVersionsGrowAndReplaceLocalOnes(String version, long floor, long offered, String content, boolean isNews, String expected) {
        assertEquals(expected, of(manifest(offered, content.equals("A") ? A : B, Optional.empty()), version, floor, Optional.of(NOW), isNews));
    }

    @ParameterizedTest
    @CsvSource({"5,delta", "6,delta", "7,delta", "4,full+delta", "5+1,full+delta", "0,full+delta", "7+2,full+delta"})
    void theChangesAloneDoWhereTheVersionInForceIsOneOfThoseTheyLeadFrom(String version, String expected) {
        Manifest m = manifest(8, B, Optional.of(new Manifest.Delta(5, 8, 1, List.of())));
        assertEquals(expected, of(m, version, 0, Optional.of(NOW), true));
    }

    @Test void anotherSitesIsRefusedAndOneFromTheFuture() {
        assertEquals("wrong_target", of(new Manifest("no2", 1, B, NOW, new Manifest.Full(1, B, 1, List.of()), Optional.empty()), "0", 0, Optional.of(NOW), true));
        Manifest m = manifest(1, B, Optional.empty());
        assertEquals("full", of(m, "0", 0, Optional.of(NOW.minus(UpdateResult.AHEAD)), true));
        assertEquals("not_yet", of(m, "0", 0, Optional.of(NOW.minus(UpdateResult.AHEAD).minusSeconds(1)), true));
        assertEquals("full", of(m, "0", 0, Optional.empty(), true), "a gate that does not know the time cannot say so");
    }
}
