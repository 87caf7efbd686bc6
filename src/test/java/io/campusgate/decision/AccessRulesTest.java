package io.campusgate.decision;

import static io.campusgate.decision.Scene.between;
import static io.campusgate.decision.Scene.level;
import static io.campusgate.decision.Scene.pass;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.AccessPolicy.AntiPassback;
import io.campusgate.domain.AccessPolicy.Stale;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Health;
import io.campusgate.domain.Holidays.Day;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.ScreeningPolicy.Degraded;
import io.campusgate.domain.Credential;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Validity;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.WatchEntry.Action;
import io.campusgate.domain.WhitelistVersion;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AccessRulesTest {
    /// One thing changed in a [Scene], and what becomes of it: `granted`, `measure`, or the reason of the refusal.
    private record Row(String says, Scene scene, String expected) {}

    private static final Credential ID_CARD = new Credential.IdCard(new IdNumber("11010519491231002X"), "李雷");

    private static Row row(String says, Scene scene, String expected) {
        return new Row(says, scene, expected);
    }

    private static Scene scene() {
        return new Scene();
    }

    private static Stream<DynamicTest> check(Row... rows) {
        return Stream.of(rows).map(r -> DynamicTest.dynamicTest(r.says() + ": " + r.expected(),
                () -> assertEquals(r.expected(), outcome(AccessRules.decide(r.scene().question())))));
    }

    private static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Grant(var reason, _, _, _) -> reason == Reason.OK ? "granted" : "granted " + reason.word();
            case Decision.Deny(var reason, _) -> reason.word();
            case Decision.Measure() -> "measure";
            case Decision.AskGuard(var reason, _) -> "ask the guard: " + reason.word();
        };
    }

    @TestFactory Stream<DynamicTest> rule0Readiness() {
        Instant old = Scene.at("2026-08-18T07:59");
        Instant justInTime = Scene.at("2026-08-18T08:00");
        WhitelistVersion v17 = new WhitelistVersion(17, 0);
        return check(
                row("as it stands", scene(), "granted"),
                row("tap older than a second", scene().readiness(false, true, true), "stale_tap"),
                row("somebody else passes", scene().readiness(true, false, true), "lane_busy"),
                row("no room on the disk", scene().readiness(true, true, false), "store_failed"),
                row("all three", scene().readiness(false, false, false), "stale_tap"),
                row("busy before store", scene().readiness(true, false, false), "lane_busy"),
                row("old whitelist, stale = deny", scene().stale(Stale.DENY).whitelist(v17, old), "whitelist_stale"),
                row("old whitelist, stale = warn", scene().stale(Stale.WARN).whitelist(v17, old), "granted"),
                row("whitelist of exactly max-age", scene().stale(Stale.DENY).whitelist(v17, justInTime), "granted"),
                row("old by an untrusted clock", scene().stale(Stale.DENY).whitelist(v17, old).clockUntrusted(), "granted"),
                row("no whitelist at all", scene().stale(Stale.DENY).whitelist(WhitelistVersion.NONE, Instant.EPOCH).unknown(),
                        "unknown_credential"),
                row("store before watch list", scene().readiness(true, true, false).watched(Action.DENY, Validity.ALWAYS), "store_failed"));
    }

    @TestFactory Stream<DynamicTest> rule1WatchList() {
        return check(
                row("denied", scene().watched(Action.DENY, Validity.ALWAYS), "watch_list"),
                row("denied, though nobody is known", scene().unknown().watched(Action.DENY, Validity.ALWAYS), "watch_list"),
                row("to be reported only", scene().watched(Action.ALERT, Validity.ALWAYS), "granted"),
                row("reported by one, denied by another",
                        scene().watched(Action.ALERT, Validity.ALWAYS).watched(Action.DENY, Validity.ALWAYS), "watch_list"),
                row("no longer denied", scene().watched(Action.DENY, between("2026-01-01T00:00", "2026-09-01T08:00")), "granted"),
                row("not yet denied", scene().watched(Action.DENY, between("2026-09-01T08:01", "2026-10-01T00:00")), "granted"));
    }

    @TestFactory Stream<DynamicTest> rule2Credential() {
        return check(
                row("nobody's", scene().unknown(), "unknown_credential"),
                row("a stranger's identity card: the guard decides", scene().unknown().credential(ID_CARD), "ask the guard: no_pass"),
                row("the same where no pass counts", scene().unknown().credential(ID_CARD).mode(Mode.LOCKDOWN), "unknown_credential"),
                row("the same, blocked", scene().unknown().credential(ID_CARD).blocked(), "unknown_credential"),
                row("the same, on the watch list", scene().unknown().credential(ID_CARD).watched(Action.DENY, Validity.ALWAYS), "watch_list"),
                row("zeros of a broken reader", scene().credential(Scene.card("00000000")), "unknown_credential"),
                row("ones of a broken reader", scene().credential(Scene.card("FFFFFFFF")), "unknown_credential"),
                row("blocked", scene().blocked(), "blocked"),
                row("unknown and blocked", scene().unknown().blocked(), "unknown_credential"),
                row("blocked and suspended", scene().blocked().suspended(), "blocked"));
    }

    @TestFactory Stream<DynamicTest> rule3Status() {
        return check(
                row("suspended", scene().suspended(), "suspended"),
                row("suspended and expired", scene().suspended().holderValid("2020-01-01T00:00", "2021-01-01T00:00"), "suspended"));
    }

    @TestFactory Stream<DynamicTest> rule4Validity() {
        return check(
                row("inside", scene().holderValid("2026-09-01T08:00", "2026-09-01T08:01"), "granted"),
                row("ends at this moment", scene().holderValid("2026-01-01T00:00", "2026-09-01T08:00"), "expired"),
                row("begins later", scene().holderValid("2026-09-01T08:01", "2027-01-01T00:00"), "not_yet_valid"),
                row("credential ended", scene().credentialValid("2026-01-01T00:00", "2026-09-01T08:00"), "expired"),
                row("credential begins later", scene().credentialValid("2026-09-01T08:01", "2026-09-01T12:00"), "not_yet_valid"),
                row("code of a pass of yesterday", scene().visitorWith(pass("P1"))
                        .credentialValid("2026-08-31T07:00", "2026-08-31T12:00"), "expired"),
                row("expired, and outside hours", scene().holderValid("2026-01-01T00:00", "2026-09-01T06:00").time("2026-09-01T23:00"),
                        "expired"));
    }

    @TestFactory Stream<DynamicTest> rule5AccessLevel() {
        AccessLevel night = hours(level("night"), 22 * 60, 6 * 60);
        AccessLevel allDay = hours(level("all-day"), 0, 24 * 60);
        AccessLevel duty = in(level("duty"), Mode.CLOSED, Mode.LOCKDOWN);
        AccessLevel west = new AccessLevel("west", Set.of(Mode.NORMAL), Set.of("west"), Set.of(), Set.of(Direction.IN),
                EnumSet.allOf(DayOfWeek.class), 0, 1440, true, false);
        AccessLevel lane2 = new AccessLevel("lane2", Set.of(Mode.NORMAL), Set.of("east"), Set.of("in-2"), Set.of(Direction.IN),
                EnumSet.allOf(DayOfWeek.class), 0, 1440, true, false);
        AccessLevel outOnly = new AccessLevel("out", Set.of(Mode.NORMAL), Set.of(), Set.of(), Set.of(Direction.OUT),
                EnumSet.allOf(DayOfWeek.class), 0, 1440, true, false);
        return Stream.of(check(
                row("no level", scene().noLevel(), "mode"),
                row("level of another mode", scene().level(duty), "mode"),
                row("its mode", scene().level(duty).mode(Mode.CLOSED), "measure"),
                row("lockdown, whatever the level says", scene().level(duty).mode(Mode.LOCKDOWN), "mode"),
                row("another gate", scene().level(west), "wrong_gate"),
                row("its gate", scene().level(west).at("west", "in-1"), "granted"),
                row("another lane", scene().level(lane2), "wrong_gate"),
                row("its lane", scene().level(lane2).at("east", "in-2"), "granted"),
                row("another direction", scene().level(outOnly), "wrong_gate"),
                row("rows are alternatives", scene().level(west, level("west")), "granted"),
                row("before hours", scene().time("2026-09-01T06:59:59"), "outside_hours"),
                row("first minute", scene().time("2026-09-01T07:00"), "granted"),
                row("last second", scene().time("2026-09-01T17:59:59"), "granted"),
                row("until is exclusive", scene().time("2026-09-01T18:00"), "outside_hours"),
                row("Saturday", scene().time("2026-09-05T08:00"), "outside_hours"),
                row("24:00 admits the last minute", scene().level(allDay).time("2026-09-01T23:59:59"), "granted")),
            check(
                row("night begins", scene().level(night).time("2026-09-01T22:00"), "granted"),
                row("before the night", scene().level(night).time("2026-09-01T21:59"), "outside_hours"),
                row("after midnight", scene().level(night).time("2026-09-02T05:59"), "granted"),
                row("night over", scene().level(night).time("2026-09-02T06:00"), "outside_hours"),
                row("Friday's night reaches into Saturday", scene().level(night).time("2026-09-05T05:00"), "granted"),
                row("Saturday has no night", scene().level(night).time("2026-09-05T22:30"), "outside_hours"),
                row("Sunday's night is none of Monday's", scene().level(night).time("2026-09-07T05:00"), "outside_hours")),
            check(
                row("holiday", scene().day("2026-09-01", Day.HOLIDAY), "outside_hours"),
                row("holiday, level in force on holidays", scene().level(onHolidays(level("guards"))).day("2026-09-01", Day.HOLIDAY), "granted"),
                row("holiday on a day the level does not name",
                        scene().level(onHolidays(level("guards"))).day("2026-09-05", Day.HOLIDAY).time("2026-09-05T08:00"), "outside_hours"),
                row("make-up Saturday", scene().day("2026-09-05", Day.WORKDAY).time("2026-09-05T08:00"), "granted"),
                row("make-up Saturday counts as any of Monday to Friday",
                        scene().level(days(level("mon"), DayOfWeek.MONDAY)).day("2026-09-05", Day.WORKDAY).time("2026-09-05T08:00"), "granted"),
                row("make-up Saturday is no Saturday",
                        scene().level(days(level("sat"), DayOfWeek.SATURDAY)).day("2026-09-05", Day.WORKDAY).time("2026-09-05T08:00"),
                        "outside_hours"),
                row("night of a make-up Saturday reaches into Sunday",
                        scene().level(night).day("2026-09-05", Day.WORKDAY).time("2026-09-06T05:00"), "granted"),
                row("night of the eve reaches into a holiday",
                        scene().level(night).day("2026-09-02", Day.HOLIDAY).time("2026-09-02T05:00"), "granted"),
                row("mode before gate", scene().level(in(west, Mode.CLOSED)).at("east", "in-1"), "mode"),
                row("gate before hours", scene().level(west).time("2026-09-01T23:00"), "wrong_gate"))).flatMap(s -> s);
    }

    @TestFactory Stream<DynamicTest> rule5PassInsteadOfLevel() {
        Pass west = at(pass("P1"), "west");
        return check(
                row("pass for now, here", measured(scene().visitorWith(pass("P1"))), "granted"),
                row("in staggered return", measured(scene().visitorWith(pass("P1")).mode(Mode.STAGGERED)), "granted"),
                row("mode not in pass-modes", scene().visitorWith(pass("P1")).passModes(Mode.CLOSED), "mode"),
                row("lockdown, even in pass-modes", scene().visitorWith(pass("P1")).passModes(Mode.LOCKDOWN).mode(Mode.LOCKDOWN), "mode"),
                row("another gate", scene().visitorWith(west), "wrong_gate"),
                row("its gate", measured(scene().visitorWith(west).at("west", "in-1")), "granted"),
                row("later hours", scene().visitorWith(pass("P1")).time("2026-09-01T12:00"), "outside_hours"),
                row("earlier hours", scene().visitorWith(pass("P1")).time("2026-09-01T06:59"), "outside_hours"),
                row("one of several passes", measured(scene().visitorWith(west, pass("P2"))), "granted"),
                row("staff without a level by a pass", scene().noLevel().withPass(pass("P1")), "granted"),
                row("staff outside hours by a pass", scene().level(hours(level("late"), 600, 700)).withPass(pass("P1")), "granted"));
    }

    @TestFactory Stream<DynamicTest> rule6Pass() {
        AccessLevel leave = needingPass(level("leave"));
        Pass once = entries(pass("P1"), 1);
        return check(
                row("visitor without anything", scene().kind(PersonKind.VISITOR).noLevel(), "no_pass"),
                row("visitor with a level only", scene().kind(PersonKind.VISITOR), "no_pass"),
                row("visitor with level, pass elsewhere", scene().kind(PersonKind.VISITOR).withPass(at(pass("P1"), "west")), "no_pass"),
                row("level needs a pass, there is none", scene().level(leave), "no_pass"),
                row("level needs a pass, there is one", scene().level(leave).withPass(pass("P1")), "granted"),
                row("level needs a pass, it is for later", scene().level(leave).withPass(during(pass("P1"), "2026-09-01T09:00",
                        "2026-09-01T10:00")), "no_pass"),
                row("another row needs none", scene().level(leave, level("leave")), "granted"),
                row("not approved", scene().visitorWith(notApproved(pass("P1"))), "pass_not_approved"),
                row("one of two approved", measured(scene().visitorWith(notApproved(pass("P1")), pass("P2"))), "granted"),
                row("entries left", measured(scene().visitorWith(entries(pass("P1"), 2)).used("P1", 1)), "granted"),
                row("used up", scene().visitorWith(once).used("P1", 1), "pass_used_up"),
                row("used up, another left", measured(scene().visitorWith(once, pass("P2")).used("P1", 1)), "granted"),
                row("used up and not approved", scene().visitorWith(notApproved(once)).used("P1", 1), "pass_not_approved"),
                row("clock not trusted", scene().visitorWith(pass("P1")).clockUntrusted(), "clock_untrusted"),
                row("clock not trusted, hours cannot be told", scene().visitorWith(pass("P1")).time("2026-08-01T03:00").clockUntrusted(),
                        "clock_untrusted"),
                row("clock not trusted, level needs a pass", scene().level(leave).withPass(pass("P1")).clockUntrusted(), "clock_untrusted"),
                row("clock not trusted, no pass needed", scene().clockUntrusted(), "granted"));
    }

    @TestFactory Stream<DynamicTest> rule7AntiPassback() {
        return check(
                row("hard, inside", scene().antiPassback(AntiPassback.HARD).past(Past.Presence.INSIDE), "anti_passback"),
                row("hard, outside", scene().antiPassback(AntiPassback.HARD).past(Past.Presence.OUTSIDE), "granted"),
                row("hard, nobody knows", scene().antiPassback(AntiPassback.HARD).past(Past.Presence.UNKNOWN), "granted"),
                row("soft, inside", scene().antiPassback(AntiPassback.SOFT).past(Past.Presence.INSIDE), "granted"),
                row("off, inside", scene().past(Past.Presence.INSIDE), "granted"));
    }

    @Test void softAntiPassbackIsNoted() {
        assertTrue(granted(scene().antiPassback(AntiPassback.SOFT).past(Past.Presence.INSIDE)).passedBack());
        assertFalse(granted(scene().antiPassback(AntiPassback.SOFT).past(Past.Presence.OUTSIDE)).passedBack());
        assertFalse(granted(scene().past(Past.Presence.INSIDE)).passedBack());
    }

    @TestFactory Stream<DynamicTest> rule8Screening() {
        Duration four = Duration.ofHours(4);
        return Stream.of(check(
                row("not asked of staff", scene(), "granted"),
                row("asked of staff in closed mode", scene().mode(Mode.CLOSED), "measure"),
                row("asked of a visitor", scene().visitorWith(pass("P1")), "measure"),
                row("normal", scene().visitorWith(pass("P1")).judged(Verdict.NORMAL), "granted"),
                row("fever", scene().visitorWith(pass("P1")).judged(Verdict.FEVER), "fever"),
                row("fever of somebody not asked", scene().judged(Verdict.FEVER), "fever"),
                row("nobody stood there", scene().visitorWith(pass("P1")).screened(new Screened.Nobody(Optional.empty())), "not_screened"),
                row("normal a while ago", scene().visitorWith(pass("P1")).measuredNormal(four.minusMillis(1)), "granted"),
                row("normal too long ago", scene().visitorWith(pass("P1")).measuredNormal(four), "measure"),
                row("refused before measuring", scene().visitorWith(notApproved(pass("P1"))), "pass_not_approved")),
            degraded(Verdict.UNSURE, "screening_unsure"),
            degraded(Verdict.UNRELIABLE, "not_screened")).flatMap(s -> s);
    }

    private static Stream<DynamicTest> degraded(Verdict verdict, String reason) {
        return check(
                row(verdict.word() + ", degraded = manual", scene().screening(Degraded.MANUAL, PersonKind.STAFF).judged(verdict),
                        "ask the guard: " + reason),
                row(verdict.word() + ", degraded = deny", scene().screening(Degraded.DENY, PersonKind.STAFF).judged(verdict), reason),
                row(verdict.word() + ", degraded = flag", scene().screening(Degraded.FLAG, PersonKind.STAFF).judged(verdict), "granted"));
    }

    @Test void whoIsLetInAndMarkedKeepsTheVerdict() {
        Decision.Grant grant = granted(scene().screening(Degraded.FLAG, PersonKind.STAFF).judged(Verdict.UNSURE));
        assertEquals(Optional.of(Verdict.UNSURE), grant.health().map(Health::verdict));
    }

    @Test void anEarlierResultIsRecordedAsSuch() {
        Health health = granted(scene().visitorWith(pass("P1")).measuredNormal(Duration.ofMinutes(5))).health().orElseThrow();
        assertEquals(Health.Method.EARLIER, health.method());
        assertEquals(0, health.attempts());
    }

    @Test void nothingMeasuredNothingRecorded() {
        assertEquals(Optional.empty(), granted(scene().measuredNormal(Duration.ofMinutes(5))).health());
    }

    @Test void theGrantNamesThePassThatLetsIn() {
        assertEquals(Optional.of("P2"), granted(measured(scene().visitorWith(notApproved(pass("P1")), pass("P2")))).pass().map(Pass::id));
        assertEquals(Optional.empty(), granted(scene().withPass(pass("P1"))).pass(), "a level lets in");
    }

    @TestFactory Stream<DynamicTest> outIsNotIn() {
        return check(
                row("nobody's card", scene().out().unknown(), "granted"),
                row("suspended, blocked, expired, watched, in lockdown", scene().out().suspended().blocked().mode(Mode.LOCKDOWN)
                        .holderValid("2020-01-01T00:00", "2021-01-01T00:00").watched(Action.DENY, Validity.ALWAYS), "granted"),
                row("inside already, no store, lane busy", scene().out().antiPassback(AntiPassback.HARD).past(Past.Presence.INSIDE)
                        .readiness(true, false, false), "granted"),
                row("screening asked of all", scene().out().screening(Degraded.DENY, PersonKind.values()), "granted"),
                row("never by a stale tap", scene().out().readiness(false, true, true), "stale_tap"));
    }

    @TestFactory Stream<DynamicTest> exitRules() {
        AccessLevel in = new AccessLevel("in", Set.of(Mode.NORMAL), Set.of(), Set.of(), Set.of(Direction.IN),
                EnumSet.allOf(DayOfWeek.class), 0, 1440, true, false);
        return check(
                row("in hours", scene().out().exitLevels(), "granted"),
                row("outside hours", scene().out().exitLevels().time("2026-09-01T20:00"), "outside_hours"),
                row("level inwards only", scene().out().exitLevels().level(in), "wrong_gate"),
                row("leave slip missing", scene().out().exitLevels().level(needingPass(level("leave"))), "no_pass"),
                row("leave slip", scene().out().exitLevels().level(needingPass(level("leave"))).withPass(pass("P1")), "granted"),
                row("leaving uses no entry up", scene().out().exitLevels().visitorWith(entries(pass("P1"), 1)).used("P1", 1), "granted"),
                row("nobody's card has no level", scene().out().exitLevels().unknown(), "mode"),
                row("other rules are not asked", scene().out().exitLevels().suspended().blocked().watched(Action.DENY, Validity.ALWAYS)
                        .antiPassback(AntiPassback.HARD).past(Past.Presence.INSIDE).readiness(true, false, false), "granted"));
    }

    @Test void evacuationLetsEverybodyThrough() {
        Explanation all = AccessRules.explain(scene().unknown().mode(Mode.EVACUATION).question());
        assertEquals("granted", all.outcome());
        assertEquals(Reason.EVACUATION, all.reason());
        assertTrue(all.rules().stream().allMatch(f -> f.verdict() == Explanation.Verdict.SKIPPED));
    }

    @Test void explainsEachRuleOfAGrant() {
        Explanation all = AccessRules.explain(scene().question());
        assertEquals("granted", all.outcome());
        assertEquals(Reason.OK, all.reason());
        assertEquals(List.of("readiness pass", "watch_list pass", "credential pass", "status pass", "validity pass", "access_level pass",
                "pass skipped", "anti_passback skipped", "screening skipped"), verdicts(all));
    }

    @Test void explainsTheRulesAfterTheFirstRefusalToo() {
        Explanation all = AccessRules.explain(scene().suspended().time("2026-09-01T20:00").question());
        assertEquals("denied", all.outcome());
        assertEquals(Reason.SUSPENDED, all.reason());
        assertEquals(Set.of("status refuse", "access_level refuse"),
                verdicts(all).stream().filter(v -> v.endsWith("refuse")).collect(Collectors.toSet()));
        Bilingual hours = all.rules().get(5).detail();
        assertTrue(hours.english().contains("Tuesday 2026-09-01 20:00"), hours.english());
        assertEquals("没有权限或通行证适用于 星期二 2026-09-01 20:00", hours.chinese());
    }

    @Test void explainsThatNobodyIsKnown() {
        Explanation all = AccessRules.explain(scene().unknown().question());
        assertEquals(Reason.UNKNOWN_CREDENTIAL, all.reason());
        assertEquals(List.of("readiness pass", "watch_list pass", "credential refuse", "status skipped", "validity skipped",
                "access_level skipped", "pass skipped", "anti_passback skipped", "screening skipped"), verdicts(all));
    }

    @Test void whatIfAsksAboutAnotherTimeAndPlace() {
        Scene evening = scene().time("2026-09-01T19:00");
        Question q = Question.whatIf(evening.lookup(), new Place("east", "in-1", Direction.IN), evening.moment(), Mode.NORMAL);
        assertEquals(Reason.OUTSIDE_HOURS, AccessRules.explain(q).reason());
    }

    @Test void somebodyWhoOnlyHasToBeMeasuredCountsAsGranted() {
        Explanation all = AccessRules.explain(scene().visitorWith(pass("P1")).question());
        assertEquals("granted", all.outcome());
        assertEquals("screening skipped", verdicts(all).getLast());
    }

    @Test void overstaysWhoLeavesAfterEveryPassHasEnded() {
        Scene late = scene().visitorWith(pass("P1")).out().time("2026-09-01T12:00");
        assertTrue(AccessRules.isOverstay(late.lookup(), late.moment(), Past.UNKNOWN));
        Past outside = new Past(Past.Presence.OUTSIDE, Map.of(), Optional.empty());
        assertFalse(AccessRules.isOverstay(late.lookup(), late.moment(), outside), "is outside already");
        Scene inTime = scene().visitorWith(pass("P1")).out().time("2026-09-01T11:59");
        assertFalse(AccessRules.isOverstay(inTime.lookup(), inTime.moment(), Past.UNKNOWN));
        Scene second = scene().visitorWith(pass("P1"), during(pass("P2"), "2026-09-01T12:00", "2026-09-01T18:00")).time("2026-09-01T12:00");
        assertFalse(AccessRules.isOverstay(second.lookup(), second.moment(), Past.UNKNOWN), "another pass has begun");
        Scene staff = scene().withPass(pass("P1")).time("2026-09-01T12:00");
        assertFalse(AccessRules.isOverstay(staff.lookup(), staff.moment(), Past.UNKNOWN), "only visitors overstay");
        Scene unsure = scene().visitorWith(pass("P1")).time("2026-09-01T12:00").clockUntrusted();
        assertFalse(AccessRules.isOverstay(unsure.lookup(), unsure.moment(), Past.UNKNOWN), "who knows what time it is");
    }

    @Test void everyReasonOfARuleHasARow() {
        Set<Reason> notOfARule = EnumSet.of(Reason.OK, Reason.OPERATOR, Reason.GUARD_REFUSED, Reason.EVACUATION);
        Set<String> expected = EnumSet.complementOf(EnumSet.copyOf(notOfARule)).stream().map(Reason::word).collect(Collectors.toSet());
        Set<String> seen = Stream.of(rule0Readiness(), rule1WatchList(), rule2Credential(), rule3Status(), rule4Validity(),
                        rule5AccessLevel(), rule6Pass(), rule7AntiPassback(), rule8Screening()).flatMap(s -> s)
                .map(test -> test.getDisplayName().replaceAll(".*: ", "")).collect(Collectors.toSet());
        expected.removeAll(seen);
        assertEquals(Set.of(), expected);
    }

    private static List<String> verdicts(Explanation all) {
        return all.rules().stream().map(f -> f.rule().word() + " " + f.verdict().word()).toList();
    }

    private static Decision.Grant granted(Scene scene) {
        return assertInstanceOf(Decision.Grant.class, AccessRules.decide(scene.question()));
    }

    private static Scene measured(Scene scene) {
        return scene.judged(Verdict.NORMAL);
    }

    private static AccessLevel hours(AccessLevel l, int from, int until) {
        return new AccessLevel(l.name(), l.modes(), l.gates(), l.lanes(), l.directions(), l.days(), from, until, l.holidays(), l.needsPass());
    }

    private static AccessLevel in(AccessLevel l, Mode... modes) {
        return new AccessLevel(l.name(), Set.of(modes), l.gates(), l.lanes(), l.directions(), l.days(), l.fromMinute(), l.untilMinute(),
                l.holidays(), l.needsPass());
    }

    private static AccessLevel days(AccessLevel l, DayOfWeek... days) {
        return new AccessLevel(l.name(), l.modes(), l.gates(), l.lanes(), l.directions(), Set.of(days), l.fromMinute(), l.untilMinute(),
                l.holidays(), l.needsPass());
    }

    private static AccessLevel onHolidays(AccessLevel l) {
        return new AccessLevel(l.name(), l.modes(), l.gates(), l.lanes(), l.directions(), l.days(), l.fromMinute(), l.untilMinute(),
                true, l.needsPass());
    }

    private static AccessLevel needingPass(AccessLevel l) {
        return new AccessLevel(l.name(), l.modes(), l.gates(), l.lanes(), l.directions(), l.days(), l.fromMinute(), l.untilMinute(),
                l.holidays(), true);
    }

    private static Pass at(Pass p, String gate) {
        return new Pass(p.id(), p.personId(), p.name(), p.host(), p.reason(), p.approvedBy(), p.validity(), Set.of(gate), p.entries(),
                p.codeSha256());
    }

    private static Pass during(Pass p, String from, String until) {
        return new Pass(p.id(), p.personId(), p.name(), p.host(), p.reason(), p.approvedBy(), between(from, until), p.gates(), p.entries(),
                p.codeSha256());
    }

    private static Pass notApproved(Pass p) {
        return new Pass(p.id(), p.personId(), p.name(), p.host(), p.reason(), " ", p.validity(), p.gates(), p.entries(), p.codeSha256());
    }

    private static Pass entries(Pass p, int entries) {
        return new Pass(p.id(), p.personId(), p.name(), p.host(), p.reason(), p.approvedBy(), p.validity(), p.gates(), Optional.of(entries),
                p.codeSha256());
    }
}
