package io.campusgate.passage;

import static io.campusgate.decision.Scene.pass;
import static io.campusgate.passage.TestLane.inwards;
import static io.campusgate.passage.TestLane.outwards;
import static io.campusgate.passage.TestLane.releasedByPulse;
import static io.campusgate.passage.TestLane.relay;
import static io.campusgate.passage.TestLane.settings;
import static io.campusgate.passage.TestLane.withoutContact;
import static io.campusgate.passage.TestLane.withoutThermometer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.decision.Past.Presence;
import io.campusgate.decision.Reason;
import io.campusgate.decision.Scene;
import io.campusgate.decision.Sight;
import io.campusgate.domain.AccessPolicy.AntiPassback;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.ScreeningPolicy.Degraded;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Validity;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.Who;
import io.campusgate.passage.State.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PassageTest {
    private static final Pass ONE_ENTRY = new Pass("P1", Optional.empty(), "李雷", "王小明", "", "T0001", Validity.ALWAYS, Set.of(),
            Optional.of(1), Optional.empty());

    private static Scene teacher() {
        return new Scene();
    }

    /// A teacher who is to be measured.
    private static Scene measured(Degraded degraded) {
        return new Scene().screening(degraded, PersonKind.STAFF);
    }

    private static Scene other() {
        return new Scene().credential(Scene.card("0A0B0C0D"));
    }

    private static List<String> nothing() {
        return List.of();
    }

    @Nested class Inwards {
        private final TestLane lane = inwards(teacher());

        @Test void opensWhenTheRecordIsDurableAndNotBefore() {
            assertEquals(List.of("entry granted ok"), lane.tap());
            assertEquals(nothing(), lane.pass(1499));
            assertEquals(List.of("pulse 700"), lane.recorded());
            assertEquals(List.of("show go"), lane.shown());
            assertEquals(List.of("passage passed"), lane.door(true));
            assertEquals(List.of("rest"), lane.pass(700));
            assertEquals(List.of("door closed"), lane.door(false));
            assertEquals(List.of("show idle"), lane.shown());
            assertEquals(Phase.IDLE, lane.state.phase());
        }

        @Test void passageAndDoorBelongToTheEntry() {
            lane.tap();
            long entry = lane.lastDraft().id();
            lane.recorded();
            lane.door(true);
            assertEquals(Optional.of(entry), lane.lastDraft().about());
            lane.door(false);
            assertEquals(Optional.of(entry), lane.lastDraft().about());
        }

        @Test void whoDoesNotOpenTheDoorDidNotPass() {
            lane.tap();
            lane.recorded();
            assertEquals(List.of("rest"), lane.pass(4999));
            assertEquals(List.of("passage did_not_pass"), lane.pass(1));
            assertEquals(List.of("door forced_open", "incident opened forced_open", "raise forced_open"), lane.door(true), "too late");
        }

        @Test void aCardHeldForAMinuteIsOneTap() {
            List<String> all = new ArrayList<>(lane.tap());
            for (int frame = 0; frame < 1200; frame++) {
                all.addAll(lane.pass(50));
                all.addAll(lane.tap());
                all.addAll(lane.recorded());
            }
            assertEquals(1, all.stream().filter(w -> w.startsWith("entry")).count(), all.toString());
            lane.pass(2999);
            assertEquals(nothing(), lane.tap());
            lane.pass(3000);
            assertEquals(List.of("entry granted ok"), lane.tap(), "three seconds after its last frame it is a new tap");
        }

        @Test void twoCardsHeldInTurnAreTwoTaps() {
            TestLane open = new TestLane(withoutContact(settings(Direction.IN)), teacher());
            assertEquals(List.of("entry granted ok"), open.tap());
            assertEquals(List.of("entry granted ok"), open.tap(other().lookup()));
            open.pass(500);
            assertEquals(nothing(), open.tap());
            assertEquals(nothing(), open.tap(other().lookup()));
        }

        @Test void theNextPersonIsToldToWaitAndThenNeedNotTakeTheCardAway() {
            lane.tap();
            lane.recorded();
            assertEquals(List.of("entry denied lane_busy"), lane.tap(other().lookup()));
            assertEquals(List.of("show wait"), lane.shown());
            lane.pass(50);
            assertEquals(nothing(), lane.tap(other().lookup()), "still held, told once");
            lane.door(true);
            lane.pass(50);
            assertEquals(nothing(), lane.tap(other().lookup()));
            lane.door(false);
            lane.pass(50);
            assertEquals(List.of("entry granted ok"), lane.tap(other().lookup()));
        }

        @Test void busyFromTheTapUntilTheDoorIsClosed() {
            lane.tap();
            assertEquals(List.of("entry denied lane_busy"), lane.tap(new Scene().credential(Scene.card("00000001")).lookup()));
            lane.recorded();
            assertEquals(List.of("entry denied lane_busy"), lane.tap(new Scene().credential(Scene.card("00000002")).lookup()));
            lane.door(true);
            assertEquals(List.of("entry denied lane_busy"), lane.tap(new Scene().credential(Scene.card("00000003")).lookup()));
            lane.door(false);
            assertEquals(List.of("entry granted ok"), lane.tap(new Scene().credential(Scene.card("00000004")).lookup()));
        }

        @Test void aTapOlderThanASecondNeverOpens() {
            Lookup lookup = teacher().lookup();
            assertEquals(List.of("entry denied stale_tap"),
                    lane.post(new Event.Tapped(lookup.credential(), Uptime.ofMillis(lane.nowMs - 1001), Optional.of(lookup))));
            assertEquals(nothing(), lane.post(new Event.Tapped(lookup.credential(), Uptime.ofMillis(lane.nowMs - 1001), Optional.of(lookup))));
            assertEquals(List.of("entry granted ok"),
                    lane.post(new Event.Tapped(lookup.credential(), Uptime.ofMillis(lane.nowMs - 1000), Optional.of(lookup))),
                    "the card is still held: a fresh frame is answered");
        }

        @Test void aFailedLookupRefuses() {
            assertEquals(List.of("entry denied store_failed", "raise store_failed"),
                    lane.post(new Event.Tapped(Scene.card("001293D8"), lane.now(), Optional.empty())));
            assertEquals(List.of("show stop"), lane.shown());
            assertEquals(Optional.of(new Who(Scene.card("001293D8"), Optional.empty())), lane.lastDraft().who());
        }

        @Test void aFullDiskRefuses() {
            lane.storeWritable = false;
            assertEquals(List.of("entry denied store_failed", "raise store_failed"), lane.tap());
        }

        @Test void aRecordThatTakesTooLongIsARefusalAndNeverOpens() {
            lane.tap();
            long grant = lane.lastDraft().id();
            assertEquals(List.of("entry denied store_failed", "raise store_failed"), lane.pass(1500));
            assertEquals(lane.drafts.getFirst().who(), lane.lastDraft().who());
            assertEquals(List.of("entry denied store_failed", "raise store_failed"), lane.tap(other().lookup()), "the disk still owes a record");
            assertEquals(List.of("passage not_opened store_failed"), lane.post(new Event.Recorded(grant, 1)));
            assertEquals(Optional.of(grant), lane.lastDraft().about());
            assertEquals(nothing(), lane.post(new Event.Recorded(grant, 1)));
        }

        @Test void aRecordThatComesTooLateDoesNotOpenThoughNobodyWokeTheLane() {
            lane.tap();
            lane.nowMs += 1500;
            assertEquals(List.of("entry denied store_failed", "raise store_failed", "passage not_opened store_failed"), lane.recorded());
        }

        @Test void aRecordThatFailsIsARefusal() {
            lane.tap();
            assertEquals(List.of("entry denied store_failed", "raise store_failed"), lane.post(new Event.StoreFailed(lane.lastDraft().id())));
            lane.pass(3000);
            assertEquals(List.of("entry granted ok"), lane.tap());
        }

        @Test void aRecordOfAnotherThingOpensNothing() {
            lane.tap();
            long grant = lane.lastDraft().id();
            assertEquals(nothing(), lane.post(new Event.Recorded(grant + 1, 1)));
            assertEquals(nothing(), lane.post(new Event.StoreFailed(grant + 1)));
            assertEquals(List.of("pulse 700"), lane.post(new Event.Recorded(grant, 2)));
            assertEquals(nothing(), lane.post(new Event.Recorded(grant, 2)));
        }

        @Test void aLockdownBetweenGrantAndOpeningKeepsTheLaneShut() {
            lane.tap();
            lane.mode = Mode.LOCKDOWN;
            assertEquals(List.of("passage not_opened mode"), lane.recorded());
        }

        @Test void theRuleThatRefusesIsTheReason() {
            lane.scene = teacher().suspended();
            assertEquals(List.of("entry denied suspended"), lane.tap());
            assertEquals(List.of("show stop"), lane.shown());
            assertEquals(nothing(), lane.recorded());
            assertEquals(nothing(), lane.pass(2999));
            lane.pass(1);
            assertEquals(List.of("show idle"), lane.shown());
        }

        @Test void saysWhoWhenWhereAndByWhichWhitelist() {
            lane.drill = true;
            lane.clock = ClockState.UNSYNCED;
            lane.tap();
            Draft entry = lane.lastDraft();
            assertEquals(Optional.of(new Who(Scene.card("001293D8"), Optional.of(new Who.Person("T0042", "王小明", PersonKind.STAFF, "数学组")))),
                    entry.who());
            assertEquals(Scene.at("2026-09-01T08:00"), entry.time());
            assertEquals(ClockState.UNSYNCED, entry.clock());
            assertEquals(1_000_000, entry.uptimeMs());
            assertEquals(Optional.of("in-1"), entry.lane());
            assertEquals(Optional.of(Direction.IN), entry.direction());
            assertEquals("17", entry.whitelist());
            assertEquals(Mode.NORMAL, entry.mode());
            assertTrue(entry.drill());
        }

        @Test void draftsOfTwoLanesAreNeverMistaken() {
            TestLane second = new TestLane(new LaneSettings(2, "in-2", Direction.IN, settings(Direction.IN).openFor(), settings(Direction.IN).heldOpen(),
                    LaneSettings.Release.HOLD, settings(Direction.IN).pulse(), settings(Direction.IN).maxOn(), true, true,
                    settings(Direction.IN).offset()), teacher());
            lane.tap();
            second.tap();
            assertNotEquals(lane.lastDraft().id(), second.lastDraft().id());
        }
    }

    @Nested class WithoutADoorContact {
        private final TestLane lane = new TestLane(withoutContact(settings(Direction.IN)), teacher());

        @Test void whoeverItOpensForPassesAtOnce() {
            lane.tap();
            assertEquals(List.of("pulse 700", "passage passed"), lane.recorded());
        }

        @Test void theNextOneNeedNotWaitNotEvenForTheRecord() {
            lane.tap();
            assertEquals(List.of("entry granted ok"), lane.tap(other().lookup()));
            assertEquals(List.of("pulse 700", "passage passed", "pulse 700", "passage passed"), lane.recorded());
        }

        @Test void aPulseIsProlongedForTheNextPerson() {
            lane.tap();
            lane.recorded();
            lane.pass(600);
            lane.tap(other().lookup());
            assertEquals(List.of("pulse 700", "passage passed"), lane.recorded());
            assertEquals(nothing(), lane.pass(699));
            assertEquals(List.of("rest"), lane.pass(1));
        }

        @Test void theRelayIsNeverOnForLongerThanItsBound() {
            TestLane busy = new TestLane(relay(withoutContact(settings(Direction.IN)), 700, 1000), teacher());
            busy.tap();
            busy.recorded();
            busy.pass(301);
            busy.tap(other().lookup());
            assertEquals(List.of("rest", "pulse 700", "passage passed"), busy.recorded(), "the second would have ended at 1001 ms");
        }

        @Test void aPulseIsNoLongerThanTheBound() {
            TestLane slow = new TestLane(relay(withoutContact(settings(Direction.IN)), 5000, 1000), teacher());
            slow.tap();
            assertEquals(List.of("pulse 1000", "passage passed"), slow.recorded());
            assertEquals(List.of("rest"), slow.pass(1000));
        }
    }

    @Nested class Screenings {
        private final TestLane lane = inwards(measured(Degraded.MANUAL));

        @Test void aReadingThatIsAlreadySteadyCountsAtOnce() {
            lane.forehead(34.1);
            lane.pass(1000);
            assertEquals(List.of("entry granted ok"), lane.tap());
            assertEquals(Optional.of(new Health(Verdict.NORMAL, Optional.of(new Temperature(3650)), Optional.of(new Temperature(3410)),
                    Optional.of(new Temperature(2500)), 1, Health.Method.SENSOR)), lane.lastDraft().health());
        }

        @Test void anOldReadingIsSomebodyElses() {
            lane.forehead(34.1);
            lane.pass(1001);
            assertEquals(nothing(), lane.tap());
            assertEquals(List.of("show wait"), lane.shown());
            assertEquals(Phase.SCREENING, lane.state.phase());
        }

        @Test void waitsForSomebodyToStandStill() {
            assertEquals(nothing(), lane.tap());
            assertEquals(nothing(), lane.post(new Event.Seen(new Sight.Moving())));
            lane.pass(7999);
            assertEquals(List.of("entry granted ok"), lane.forehead(34.1));
            assertEquals(List.of("pulse 700"), lane.recorded());
        }

        @Test void whoDoesNotStandStillIsNotScreened() {
            lane.tap();
            assertEquals(List.of("entry denied not_screened"), lane.pass(8000));
            assertEquals(List.of("show stop"), lane.shown());
        }

        @Test void othersWaitWhileOneIsMeasured() {
            lane.tap();
            assertEquals(List.of("entry denied lane_busy"), lane.tap(other().lookup()));
        }

        @Test void oneReadingIsOfOnePerson() {
            TestLane open = new TestLane(withoutContact(settings(Direction.IN)), measured(Degraded.MANUAL));
            open.forehead(34.1);
            assertEquals(List.of("entry granted ok"), open.tap());
            open.scene = new Scene().credential(Scene.card("0A0B0C0D")).visitorWith(pass("P1"));
            assertEquals(nothing(), open.tap(), "the reading before was of the first");
            assertEquals(List.of("entry granted ok"), open.forehead(34.0));
        }

        @Test void aFeverIsRefusedAndReported() {
            lane.tap();
            assertEquals(List.of("entry denied fever", "incident opened fever", "raise fever"), lane.forehead(34.9));
            assertEquals(Optional.of(Verdict.FEVER), lane.drafts.getFirst().health().map(Health::verdict));
            assertEquals(Optional.of(lane.drafts.getFirst().id()), lane.lastDraft().about());
        }

        @Test void closeToTheThresholdASecondReadingAfterAPauseDecides() {
            lane.tap();
            assertEquals(nothing(), lane.forehead(34.7));
            lane.pass(1999);
            assertEquals(nothing(), lane.forehead(34.1), "the pause is not over");
            lane.pass(1);
            assertEquals(List.of("entry granted ok"), lane.forehead(34.1));
            assertEquals(Optional.of(2), lane.lastDraft().health().map(Health::attempts));
        }

        @Test void closeToTheThresholdTwiceIsUnsure() {
            lane.tap();
            lane.forehead(34.7);
            lane.pass(2000);
            assertEquals(List.of("entry waiting screening_unsure"), lane.forehead(34.8));
        }

        @Test void whoWalksAwayBeforeTheSecondReadingIsNotScreened() {
            lane.tap();
            lane.forehead(34.7);
            assertEquals(nothing(), lane.pass(9999));
            assertEquals(List.of("entry denied not_screened"), lane.pass(1));
            assertEquals(Optional.of(Verdict.UNSURE), lane.lastDraft().health().map(Health::verdict));
        }

        @Test void whatIsNoBodysTemperatureIsAskedAgain() {
            lane.tap();
            assertEquals(nothing(), lane.forehead(31.0));
            assertEquals(List.of("entry granted ok"), lane.forehead(34.0));
        }

        @Test void onlyImplausibleReadingsAreNoScreening() {
            lane.tap();
            lane.forehead(31.0);
            assertEquals(List.of("entry denied not_screened"), lane.pass(8000));
            assertEquals(Optional.of(new Temperature(3100)), lane.lastDraft().health().flatMap(Health::surface));
        }

        @Test void aSensorThatFailsAsksTheGuard() {
            lane.tap();
            assertEquals(List.of("entry waiting not_screened"), lane.post(new Event.Seen(new Sight.Unwell(Sight.Cause.FAILED))));
            assertEquals(Optional.of(Verdict.UNRELIABLE), lane.lastDraft().health().map(Health::verdict));
        }

        @Test void aSensorThatIsWarmingUpAsksTheGuardAtOnce() {
            lane.post(new Event.Seen(new Sight.Unwell(Sight.Cause.WARMING_UP)));
            assertEquals(List.of("entry waiting not_screened"), lane.tap());
        }

        @Test void aLaneWithoutAThermometerAsksTheGuardAtOnce() {
            TestLane blind = new TestLane(withoutThermometer(settings(Direction.IN)), measured(Degraded.MANUAL));
            assertEquals(List.of("entry waiting not_screened"), blind.tap());
        }

        @Test void degradedDenyRefusesAndFlagLetsIn() {
            TestLane deny = new TestLane(withoutThermometer(settings(Direction.IN)), measured(Degraded.DENY));
            assertEquals(List.of("entry denied not_screened"), deny.tap());
            TestLane flag = new TestLane(withoutThermometer(settings(Direction.IN)), measured(Degraded.FLAG));
            assertEquals(List.of("entry granted ok"), flag.tap());
            assertEquals(Optional.of(Verdict.UNRELIABLE), flag.lastDraft().health().map(Health::verdict));
        }

        @Test void aNormalReadingHoldsForAWhile() {
            lane.tap();
            lane.forehead(34.1);
            lane.recorded();
            lane.door(true);
            lane.door(false);
            lane.pass(60_000);
            assertEquals(List.of("entry granted ok"), lane.tap());
            assertEquals(Optional.of(Health.Method.EARLIER), lane.lastDraft().health().map(Health::method));
        }

        @Test void theRulesAreAskedAgainAfterTheReading() {
            lane.tap();
            lane.mode = Mode.LOCKDOWN;
            assertEquals(List.of("entry denied mode"), lane.forehead(34.1));
        }

        @Test void aReadingThatLayWaitingDoesNotCount() {
            lane.tap();
            Sight.Steady old = lane.steady(34.1);
            lane.nowMs += 1001;
            assertEquals(nothing(), lane.post(new Event.Seen(old)));
        }
    }

    @Nested class TheGuard {
        private final TestLane lane = inwards(measured(Degraded.MANUAL));
        private long waiting;

        private void somebodyWaits() {
            lane.tap();
            lane.post(new Event.Seen(new Sight.Unwell(Sight.Cause.FAILED)));
            waiting = lane.lastDraft().id();
        }

        @Test void whoWaitsBlocksNobody() {
            somebodyWaits();
            assertEquals(Phase.IDLE, lane.state.phase());
            assertEquals(List.of("entry waiting not_screened"), lane.tap(measured(Degraded.MANUAL).credential(Scene.card("0A0B0C0D")).lookup()));
            assertEquals(2, lane.state.waiting().size());
        }

        @Test void aNormalReadingByHandLetsIn() {
            somebodyWaits();
            assertEquals(List.of("entry granted ok"), lane.post(new Event.ManualReading(Optional.of(waiting), Temperature.ofCelsius(36.6), "guard1")));
            Draft entry = lane.lastDraft();
            assertEquals(Optional.of(waiting), entry.about());
            assertEquals(Map.of("by", "guard1"), entry.details());
            assertEquals(Optional.of(Health.Method.MANUAL), entry.health().map(Health::method));
            assertEquals(List.of("pulse 700"), lane.recorded());
            assertEquals(List.of(), lane.state.waiting());
        }

        @Test void aFeverByHandRefuses() {
            somebodyWaits();
            assertEquals(List.of("entry denied fever", "incident opened fever", "raise fever"),
                    lane.post(new Event.ManualReading(Optional.empty(), Temperature.ofCelsius(37.3), "guard1")));
        }

        @Test void aMistypedReadingIsNone() {
            somebodyWaits();
            assertEquals(nothing(), lane.post(new Event.ManualReading(Optional.empty(), Temperature.ofCelsius(66.6), "guard1")));
            assertEquals(1, lane.state.waiting().size());
        }

        @Test void aReadingOfNobodyIsNone() {
            assertEquals(nothing(), lane.post(new Event.ManualReading(Optional.empty(), Temperature.ofCelsius(36.6), "guard1")));
            somebodyWaits();
            assertEquals(nothing(), lane.post(new Event.ManualReading(Optional.of(waiting + 1), Temperature.ofCelsius(36.6), "guard1")));
        }

        @Test void whoWasMeasuredByHandGoesInWhenTheLaneIsFree() {
            somebodyWaits();
            lane.scene = other();
            lane.tap();
            lane.recorded();
            assertEquals(nothing(), lane.post(new Event.ManualReading(Optional.of(waiting), Temperature.ofCelsius(36.6), "guard1")));
            lane.door(true);
            assertEquals(List.of("door closed", "entry granted ok"), lane.door(false));
        }

        @Test void theGuardSendsSomebodyAway() {
            somebodyWaits();
            assertEquals(List.of("entry denied guard_refused"), lane.post(new Event.GuardRefused(Optional.of(waiting), "guard1", "no mask")));
            assertEquals(Map.of("by", "guard1", "text", "no mask"), lane.lastDraft().details());
            assertEquals(List.of("by", "text"), List.copyOf(lane.lastDraft().details().keySet()));
            assertEquals(Optional.of(waiting), lane.lastDraft().about());
        }

        @Test void withoutAGuardItIsARefusalAfterTwoMinutes() {
            somebodyWaits();
            assertEquals(nothing(), lane.pass(119_999));
            assertEquals(List.of("entry denied not_screened"), lane.pass(1));
            assertEquals(Optional.of(waiting), lane.lastDraft().about());
        }

        @Test void whoTapsAgainWhileWaitingWaitsOn() {
            somebodyWaits();
            lane.pass(5000);
            assertEquals(nothing(), lane.tap());
            assertEquals(1, lane.state.waiting().size());
        }

        @Test void whoTapsAgainWhenTheSensorIsWellIsMeasured() {
            somebodyWaits();
            lane.post(new Event.Seen(new Sight.Nobody()));
            lane.pass(5000);
            assertEquals(nothing(), lane.tap());
            assertEquals(List.of("entry granted ok"), lane.forehead(34.1));
            assertEquals(Optional.of(waiting), lane.lastDraft().about());
            assertEquals(List.of(), lane.state.waiting());
        }

        @Test void theLaneRemembersOnlySoManyWhoWait() {
            lane.post(new Event.Seen(new Sight.Unwell(Sight.Cause.FAILED)));
            for (int i = 1; i <= 17; i++) {
                assertEquals(i <= 16 ? List.of("entry waiting not_screened") : List.of("entry waiting not_screened", "entry denied not_screened"),
                        lane.tap(measured(Degraded.MANUAL).credential(Scene.card(String.format("%08X", i))).lookup()));
            }
            assertEquals(16, lane.state.waiting().size());
            assertEquals(Optional.of(lane.drafts.getFirst().id()), lane.lastDraft().about(), "who has waited longest");
        }
    }

    @Nested class AVisitorNobodyAnnounced {
        private static final Credential.IdCard ID_CARD = new Credential.IdCard(new IdNumber("11010519491231002X"), "李雷");
        private final Scene stranger = new Scene().unknown().credential(ID_CARD).screening(Degraded.MANUAL, PersonKind.VISITOR);
        private final Scene withPass = new Scene().visitorWith(pass("W1")).credential(ID_CARD).screening(Degraded.MANUAL, PersonKind.VISITOR);
        private final TestLane lane = inwards(stranger);
        private long waiting;

        private void comes() {
            assertEquals(List.of("entry waiting no_pass"), lane.tap());
            waiting = lane.lastDraft().id();
        }

        private List<String> admitted() {
            return lane.post(new Event.Presented(Optional.of(waiting), withPass.lookup(), "guard1", "parents' day"));
        }

        @Test void waitsForTheGuardAndIsThenScreened() {
            comes();
            assertEquals(Optional.empty(), lane.lastDraft().health());
            assertEquals(nothing(), admitted());
            assertEquals(Phase.SCREENING, lane.state.phase());
            assertEquals(List.of("entry granted ok"), lane.forehead(34.1));
            assertEquals(Optional.of(waiting), lane.lastDraft().about());
            assertEquals(Map.of("by", "guard1", "text", "parents' day", "pass", "W1"), lane.lastDraft().details());
            assertEquals(List.of("pulse 700"), lane.recorded());
            assertEquals(List.of(), lane.state.waiting());
        }

        @Test void isRefusedAfterTwoMinutesWithoutAGuard() {
            comes();
            assertEquals(List.of("entry denied no_pass"), lane.pass(120_000));
        }

        @Test void isSentAway() {
            comes();
            assertEquals(List.of("entry denied guard_refused"), lane.post(new Event.GuardRefused(Optional.of(waiting), "guard1", "nobody home")));
        }

        @Test void withAFeverDoesNotComeIn() {
            comes();
            admitted();
            assertEquals(List.of("entry denied fever", "incident opened fever", "raise fever"), lane.forehead(36.0));
            assertEquals(List.of(), lane.state.waiting());
        }

        @Test void waitsForAReadingByHandWhenTheSensorFails() {
            comes();
            lane.post(new Event.Seen(new Sight.Unwell(Sight.Cause.FAILED)));
            assertEquals(nothing(), admitted());
            assertEquals(List.of(Reason.NOT_SCREENED), lane.state.waiting().stream().map(State.Waiting::reason).toList());
            assertEquals(List.of("entry granted ok"), lane.post(new Event.ManualReading(Optional.of(waiting), Temperature.ofCelsius(36.6), "guard1")));
            assertEquals(Optional.of("W1"), Optional.ofNullable(lane.lastDraft().details().get("pass")));
        }

        @Test void isMeasuredByHandFirstAndAdmittedThen() {
            comes();
            assertEquals(nothing(), lane.post(new Event.ManualReading(Optional.of(waiting), Temperature.ofCelsius(36.6), "guard1")));
            assertEquals(List.of("entry granted ok"), admitted());
            assertEquals(Optional.of(Health.Method.MANUAL), lane.lastDraft().health().map(Health::method));
        }

        @Test void goesInWhenTheLaneIsFree() {
            comes();
            lane.tap(other().lookup());
            lane.recorded();
            assertEquals(nothing(), admitted());
            lane.pass(1000);
            lane.door(true);
            assertEquals(List.of("door closed"), lane.door(false));
            assertEquals(Phase.SCREENING, lane.state.phase());
        }

        @Test void isNotAskedForWhereNoPassCounts() {
            lane.mode = Mode.LOCKDOWN;
            assertEquals(List.of("entry denied unknown_credential"), lane.tap());
        }

        @Test void leavesLikeAnybody() {
            TestLane out = outwards(stranger);
            assertEquals(List.of("pulse 700", "identify"), out.tapOut());
        }
    }

    @Nested class AForgottenCard {
        private final Scene named = teacher().credential(new Credential.Manual("T0042"));
        private final Event.Presented presented = new Event.Presented(Optional.empty(), named.lookup(), "guard1", "card forgotten");

        @Test void theGuardLetsAKnownPersonInByName() {
            TestLane lane = inwards(named);
            assertEquals(List.of("entry granted ok"), lane.post(presented));
            assertEquals("manual", lane.lastDraft().who().orElseThrow().credential().kind());
            assertEquals(Map.of("by", "guard1", "text", "card forgotten"), lane.lastDraft().details());
            assertEquals(List.of("pulse 700"), lane.recorded());
        }

        @Test void theRulesAreAskedAllTheSame() {
            Scene suspended = teacher().credential(new Credential.Manual("T0042")).suspended();
            assertEquals(List.of("entry denied suspended"),
                    inwards(suspended).post(new Event.Presented(Optional.empty(), suspended.lookup(), "guard1", "card forgotten")));
        }

        @Test void oneAfterTheOther() {
            TestLane lane = inwards(named);
            lane.tap(other().lookup());
            assertEquals(List.of("entry denied lane_busy"), lane.post(presented));
        }

        @Test void inAnEvacuationTheLaneIsOpenAnyway() {
            TestLane lane = inwards(named);
            lane.mode = Mode.EVACUATION;
            lane.post(new Event.ModeChanged());
            assertEquals(List.of("entry granted evacuation", "passage passed"), lane.post(presented).stream().filter(a -> !a.startsWith("pulse")).toList());
        }
    }

    @Nested class TheDoor {
        private final TestLane lane = inwards(teacher());

        @Test void openedWithoutAGrantIsForced() {
            assertEquals(List.of("door forced_open", "incident opened forced_open", "raise forced_open"), lane.door(true));
            assertEquals(Phase.FORCED_OPEN, lane.state.phase());
            assertEquals(nothing(), lane.pass(60_000), "the alarm stands until it closes");
            assertEquals(List.of("door closed"), lane.door(false));
        }

        @Test void standingOpenAtStartIsNotForced() {
            TestLane fresh = new TestLane(settings(Direction.IN), teacher());
            assertEquals(nothing(), fresh.door(true));
            assertEquals(List.of("door held_open", "raise held_open"), fresh.pass(15_000));
        }

        @Test void openForTooLongIsHeldOpen() {
            lane.tap();
            long entry = lane.lastDraft().id();
            lane.recorded();
            lane.door(true);
            assertEquals(List.of("rest"), lane.pass(14_999));
            assertEquals(List.of("door held_open", "raise held_open"), lane.pass(1));
            assertEquals(Optional.of(entry), lane.lastDraft().about());
            assertEquals(Phase.HELD_OPEN, lane.state.phase());
            assertEquals(nothing(), lane.pass(60_000), "said once");
            assertEquals(List.of("door closed"), lane.door(false));
        }

        @Test void aDoorThatIsHeldOpenKeepsNobodyFromTheRecord() {
            lane.tap();
            lane.recorded();
            lane.door(true);
            lane.pass(15_000);
            assertEquals(List.of("entry granted ok"), lane.tap());
            assertEquals(List.of("pulse 700", "passage passed"), lane.recorded());
        }

        @Test void mayStandOpenForeverWhereTheSiteSaysSo() {
            LaneSettings s = settings(Direction.IN);
            TestLane patient = new TestLane(new LaneSettings(1, s.id(), s.direction(), s.openFor(), Duration.ZERO, s.release(), s.pulse(),
                    s.maxOn(), true, true, s.offset()), teacher());
            patient.door(false);
            patient.tap();
            patient.recorded();
            patient.door(true);
            assertEquals(List.of("rest"), patient.pass(3_600_000));
            assertEquals(List.of("entry granted ok"), patient.tap(), "and does not keep the lane busy");
        }

        @Test void saidTwiceIsSaidOnce() {
            assertEquals(nothing(), lane.door(false));
            lane.door(true);
            assertEquals(nothing(), lane.door(true));
        }

        @Test void theExitButtonOpensInEveryModeAndEveryFailure() {
            for (Mode mode : List.of(Mode.NORMAL, Mode.CLOSED, Mode.LOCKDOWN)) {
                TestLane any = inwards(teacher());
                any.mode = mode;
                any.storeWritable = false;
                assertEquals(List.of("pulse 700", "door exit_button"), any.post(new Event.ExitButton(true)));
                assertEquals(nothing(), any.post(new Event.ExitButton(false)));
                assertEquals(nothing(), any.door(true), "not forced");
                assertEquals(List.of("rest"), any.pass(1000));
                assertEquals(List.of("door closed"), any.door(false));
                assertEquals(List.of("door forced_open", "incident opened forced_open", "raise forced_open"), any.door(true));
            }
        }

        @Test void theExitButtonExplainsAnOpeningForSoLong() {
            lane.post(new Event.ExitButton(true));
            lane.pass(5000);
            assertEquals(List.of("door forced_open", "incident opened forced_open", "raise forced_open"), lane.door(true));
        }

        @Test void whoeverLeftByTheButtonCanComeBackIn() {
            lane.scene = teacher().antiPassback(AntiPassback.HARD);
            lane.tap();
            lane.recorded();
            lane.door(true);
            lane.door(false);
            lane.pass(4000);
            assertEquals(List.of("entry denied anti_passback"), lane.tap());
            lane.post(new Event.ExitButton(true));
            lane.door(true);
            lane.door(false);
            lane.pass(4000);
            assertEquals(List.of("entry granted ok"), lane.tap());
        }

        @Test void tamperAndPanicCallSecurity() {
            assertEquals(List.of("incident opened tamper", "raise tamper"), lane.post(new Event.Tamper(true)));
            assertEquals(nothing(), lane.post(new Event.Tamper(false)));
            assertEquals(List.of("incident opened panic", "raise panic"), lane.post(new Event.Panic(true)));
            assertEquals(nothing(), lane.post(new Event.Panic(false)));
        }
    }

    @Nested class Released {
        private final TestLane lane = inwards(teacher());

        @Test void byFireUntilTheFireIsOver() {
            assertEquals(List.of("hold", "door released fire"), lane.post(new Event.Fire(true)));
            assertEquals(List.of("show go"), lane.shown());
            assertEquals(Phase.RELEASED, lane.state.phase());
            assertEquals(nothing(), lane.pass(3_600_000), "exempt from the longest time on");
            assertEquals(List.of("rest", "door secured"), lane.post(new Event.Fire(false)));
        }

        @Test void nothingEndsItWhileTheFireLasts() {
            lane.post(new Event.Fire(true));
            for (Event event : EVENTS.values()) {
                if (!event.equals(new Event.Fire(false))) {
                    List<String> said = lane.post(event);
                    assertTrue(said.stream().noneMatch("rest"::equals), event + ": " + said);
                    assertEquals(Phase.RELEASED, lane.state.phase());
                }
            }
        }

        @Test void byEvacuationAlsoAfterARestart() {
            lane.mode = Mode.EVACUATION;
            assertEquals(List.of("hold", "door released evacuation"), lane.post(new Event.ModeChanged()));
            lane.mode = Mode.NORMAL;
            assertEquals(List.of("rest", "door secured"), lane.post(new Event.ModeChanged()));
            TestLane restarted = new TestLane(settings(Direction.IN), teacher());
            restarted.mode = Mode.EVACUATION;
            assertEquals(List.of("hold", "door released evacuation"), restarted.door(false), "the first event will do");
        }

        @Test void endsWithTheLastOfItsCauses() {
            lane.post(new Event.Fire(true));
            lane.mode = Mode.EVACUATION;
            assertEquals(List.of("door released evacuation"), lane.post(new Event.ModeChanged()));
            assertEquals(nothing(), lane.post(new Event.Fire(false)));
            lane.mode = Mode.NORMAL;
            assertEquals(List.of("rest", "door secured"), lane.post(new Event.ModeChanged()));
        }

        @Test void aGateMachineGetsAPulse() {
            TestLane machine = new TestLane(releasedByPulse(settings(Direction.IN)), teacher());
            assertEquals(List.of("pulse 700", "door released fire"), machine.post(new Event.Fire(true)));
            assertEquals(List.of("rest"), machine.pass(700));
            assertEquals(List.of("pulse 700", "entry granted evacuation", "passage passed"), machine.tap(), "and another for each tap");
            machine.pass(700);
            assertEquals(List.of("door secured"), machine.post(new Event.Fire(false)));
        }

        @Test void whatCanBeRecordedIs() {
            lane.mode = Mode.EVACUATION;
            lane.storeWritable = false;
            assertEquals(List.of("hold", "door released evacuation", "entry granted evacuation", "passage passed"), lane.tap());
            assertEquals(List.of("entry granted evacuation", "passage passed"), lane.tap(new Scene().unknown().credential(Scene.card("00000009")).lookup()));
            assertEquals(nothing(), lane.door(true), "not forced");
            assertEquals(nothing(), lane.pass(60_000), "not held open");
            assertEquals(nothing(), lane.door(false));
        }

        @Test void whoIsBeingMeasuredMayGo() {
            lane.scene = measured(Degraded.MANUAL);
            lane.tap();
            assertEquals(List.of("hold", "door released fire", "entry granted evacuation", "passage passed"), lane.post(new Event.Fire(true)));
        }

        @Test void whoseRecordIsOnItsWayMayGo() {
            lane.tap();
            lane.post(new Event.Fire(true));
            assertEquals(List.of("passage passed"), lane.recorded());
        }

        @Test void afterwardsNobodyIsKnownToBeInside() {
            lane.scene = teacher().antiPassback(AntiPassback.HARD);
            lane.tap();
            lane.recorded();
            lane.door(true);
            lane.door(false);
            lane.post(new Event.Fire(true));
            lane.post(new Event.Fire(false));
            lane.pass(4000);
            assertEquals(List.of("entry granted ok"), lane.tap());
        }

        @Test void aDoorStillOpenAfterwardsIsHeldOpenInTime() {
            lane.post(new Event.Fire(true));
            lane.door(true);
            lane.post(new Event.Fire(false));
            assertEquals(nothing(), lane.pass(14_999));
            assertEquals(List.of("door held_open", "raise held_open"), lane.pass(1));
        }
    }

    @Nested class Outwards {
        private final TestLane lane = outwards(teacher());

        @Test void opensFirstAndRecordsAfter() {
            assertEquals(List.of("pulse 700", "identify"), lane.tapOut());
            long entry = lane.state.leaving().getFirst().entry();
            assertEquals(List.of("entry granted ok"), lane.post(new Event.Identified(entry, Optional.of(teacher().lookup()))));
            assertEquals(entry, lane.lastDraft().id());
            assertEquals(List.of("passage passed"), lane.door(true));
            assertEquals(Optional.of(entry), lane.lastDraft().about());
            assertEquals(Presence.OUTSIDE, lane.history.about(teacher().lookup(), lane.surroundings().at().time(), lane.now()).presence());
        }

        @Test void whateverStandsAgainstThePerson() {
            lane.scene = teacher().suspended().blocked().watched(WatchEntry.Action.DENY, Validity.ALWAYS);
            lane.mode = Mode.LOCKDOWN;
            lane.storeWritable = false;
            assertEquals(List.of("pulse 700", "entry granted ok", "incident opened watch_list", "raise watch_list"), lane.tap());
        }

        @Test void thePassageIsRecordedAfterTheEntryHoweverFastTheDoor() {
            lane.tapOut();
            long entry = lane.state.leaving().getFirst().entry();
            assertEquals(nothing(), lane.door(true));
            assertEquals(List.of("entry granted ok", "passage passed"), lane.post(new Event.Identified(entry, Optional.of(teacher().lookup()))));
            assertEquals(Presence.OUTSIDE, lane.history.about(teacher().lookup(), lane.surroundings().at().time(), lane.now()).presence());
        }

        @Test void theEntryIsOfTheMomentTheLaneOpened() {
            lane.tapOut();
            long entry = lane.state.leaving().getFirst().entry();
            lane.nowMs += 400;
            lane.post(new Event.Identified(entry, Optional.of(teacher().lookup())));
            assertEquals(Scene.at("2026-09-01T08:00"), lane.lastDraft().time());
            assertEquals(1_000_000, lane.lastDraft().uptimeMs());
        }

        @Test void aFailedLookupIsRecordedWithTheCredentialOnly() {
            lane.tapOut();
            assertEquals(List.of("entry granted ok"), lane.post(new Event.Identified(lane.state.leaving().getFirst().entry(), Optional.empty())));
            assertEquals(Optional.of(new Who(Scene.card("001293D8"), Optional.empty())), lane.lastDraft().who());
        }

        @Test void alsoWhenTheLookupIsNeverAnswered() {
            lane.tapOut();
            long entry = lane.state.leaving().getFirst().entry();
            assertEquals(List.of("rest", "entry granted ok", "passage did_not_pass"), lane.pass(5000));
            assertEquals(nothing(), lane.post(new Event.Identified(entry, Optional.of(teacher().lookup()))));
        }

        @Test void nobodyWaitsForTheOneBefore() {
            lane.tap();
            assertEquals(List.of("pulse 700", "entry granted ok"), lane.tap(other().lookup()));
            assertEquals(List.of("passage passed", "passage passed"), lane.door(true));
            assertEquals(List.of("pulse 700", "entry granted ok", "passage passed"), lane.tap(new Scene().credential(Scene.card("00000007")).lookup()),
                    "through the open door");
        }

        @Test void whoDoesNotGoDidNotPass() {
            lane.tap();
            assertEquals(List.of("rest", "passage did_not_pass"), lane.pass(5000));
        }

        @Test void aStaleTapOpensNothingHereEither() {
            assertEquals(List.of("entry denied stale_tap"),
                    lane.post(new Event.Tapped(Scene.card("001293D8"), Uptime.ofMillis(lane.nowMs - 1001), Optional.empty())));
        }

        @Test void whoLeavesAfterThePassHasEndedOverstayed() {
            lane.scene = new Scene().visitorWith(new Pass("P1", Optional.empty(), "李雷", "", "", "T0001",
                    Scene.between("2026-08-31T07:00", "2026-08-31T12:00"), Set.of(), Optional.empty(), Optional.empty()));
            assertEquals(List.of("pulse 700", "entry granted ok", "incident opened overstay", "raise overstay"), lane.tap());
        }

        @Test void leaveSlipsAreAskedForWhereTheSiteSaysSo() {
            lane.scene = teacher().exitLevels().noLevel();
            assertEquals(List.of("entry denied mode"), lane.tap());
            lane.scene = new Scene().exitLevels().credential(Scene.card("0A0B0C0D"));
            assertEquals(List.of("pulse 700", "entry granted ok"), lane.tap());
        }

        @Test void aFailedLookupLetsOutEvenThere() {
            lane.scene = teacher().exitLevels();
            assertEquals(List.of("pulse 700", "identify"), lane.tapOut());
        }

        @Test void withoutADoorContactWhoLeavesPassesAtOnce() {
            TestLane open = new TestLane(withoutContact(settings(Direction.OUT)), teacher());
            assertEquals(List.of("pulse 700", "identify"), open.tapOut());
            assertEquals(List.of("entry granted ok", "passage passed"),
                    open.post(new Event.Identified(open.state.leaving().getFirst().entry(), Optional.of(teacher().lookup()))));
        }
    }

    @Nested class OpenedByAPerson {
        private final Event order = new Event.OpenedBy("guard1", "ambulance");

        @Test void inwardsAfterTheRecordNamingWho() {
            TestLane lane = inwards(teacher());
            lane.mode = Mode.LOCKDOWN;
            assertEquals(List.of("entry granted operator"), lane.post(order));
            assertEquals(List.of("by", "text"), List.copyOf(lane.lastDraft().details().keySet()));
            assertEquals(Map.of("by", "guard1", "text", "ambulance"), lane.lastDraft().details());
            assertEquals(List.of("pulse 700"), lane.recorded());
            assertEquals(List.of("passage passed"), lane.door(true));
        }

        @Test void notWithoutARecord() {
            TestLane lane = inwards(teacher());
            lane.storeWritable = false;
            assertEquals(List.of("entry denied store_failed", "raise store_failed"), lane.post(order));
            lane.storeWritable = true;
            lane.post(order);
            assertEquals(List.of("entry denied store_failed", "raise store_failed"), lane.post(new Event.StoreFailed(lane.lastDraft().id())));
        }

        @Test void outwardsAtOnce() {
            assertEquals(List.of("pulse 700", "entry granted operator"), outwards(teacher()).post(order));
        }
    }

    @Nested class Security {
        @Test void theWatchListRefusesAndReports() {
            TestLane lane = inwards(teacher().watched(WatchEntry.Action.DENY, Validity.ALWAYS));
            assertEquals(List.of("entry denied watch_list", "incident opened watch_list", "raise watch_list"), lane.tap());
            assertEquals(List.of("show stop"), lane.shown());
        }

        @Test void anAlertLetsInAndReports() {
            TestLane lane = inwards(teacher().watched(WatchEntry.Action.ALERT, Validity.ALWAYS));
            assertEquals(List.of("entry granted ok", "incident opened watch_list", "raise watch_list"), lane.tap());
            assertEquals(Optional.of(lane.drafts.getFirst().id()), lane.lastDraft().about());
            assertEquals(List.of("pulse 700"), lane.recorded());
        }

        @Test void fiveRefusalsWithinAMinuteAreAnIncident() {
            TestLane lane = inwards(teacher().unknown());
            for (int i = 1; i <= 4; i++) {
                assertEquals(List.of("entry denied unknown_credential"), lane.tap());
                lane.pass(14_999);
            }
            assertEquals(List.of("entry denied unknown_credential", "incident opened repeated_refusals", "raise repeated_refusals"), lane.tap());
            lane.pass(4000);
            assertEquals(List.of("entry denied unknown_credential"), lane.tap(), "counted anew");
        }

        @Test void fiveRefusalsInMoreThanAMinuteAreNone() {
            TestLane lane = inwards(teacher().unknown());
            for (int i = 1; i <= 20; i++) {
                assertEquals(List.of("entry denied unknown_credential"), lane.tap());
                lane.pass(15_000);
            }
        }

        @Test void beingToldToWaitIsNoRefusalOfThatKind() {
            TestLane lane = inwards(teacher());
            lane.tap();
            for (int i = 1; i <= 9; i++) {
                assertEquals(List.of("entry denied lane_busy"), lane.tap(new Scene().credential(Scene.card("0000000" + i)).lookup()));
            }
        }

        @Test void aPassIsUsedUpByEnteringAndGivenBackByNotPassing() {
            TestLane lane = inwards(new Scene().screening(Degraded.MANUAL).visitorWith(ONE_ENTRY));
            assertEquals(List.of("entry granted ok"), lane.tap());
            assertEquals(Map.of("pass", "P1"), lane.lastDraft().details());
            lane.recorded();
            lane.pass(5000);
            assertEquals(List.of("entry granted ok"), lane.tap(), "did not pass");
            lane.recorded();
            lane.door(true);
            lane.door(false);
            lane.pass(5000);
            assertEquals(List.of("entry denied pass_used_up"), lane.tap());
        }

        @Test void twoLanesCannotUseTheSameEntryAtOnce() {
            TestLane lane = new TestLane(withoutContact(settings(Direction.IN)), new Scene().screening(Degraded.MANUAL).visitorWith(ONE_ENTRY));
            lane.tap();
            Lookup copy = new Scene().screening(Degraded.MANUAL).visitorWith(ONE_ENTRY).credential(new Credential.Qr("P1", "secretsecret")).lookup();
            assertEquals(List.of("entry denied pass_used_up"), lane.tap(copy), "before the first is recorded");
        }

        @Test void aPassWhoseGrantIsNeverRecordedKeepsItsEntry() {
            TestLane lane = inwards(new Scene().screening(Degraded.MANUAL).visitorWith(ONE_ENTRY));
            lane.tap();
            lane.post(new Event.StoreFailed(lane.lastDraft().id()));
            lane.pass(5000);
            assertEquals(List.of("entry granted ok"), lane.tap());
        }

        @Test void noSecondEntryWithoutAnExit() {
            TestLane lane = inwards(teacher().antiPassback(AntiPassback.HARD));
            lane.tap();
            lane.recorded();
            lane.pass(9000);
            assertEquals(List.of("entry granted ok"), lane.tap(), "did not pass the first time");
            lane.recorded();
            lane.door(true);
            lane.door(false);
            lane.pass(4000);
            assertEquals(List.of("entry denied anti_passback"), lane.tap());
        }

        @Test void aSoftSecondEntryIsNoted() {
            TestLane lane = new TestLane(withoutContact(settings(Direction.IN)), teacher().antiPassback(AntiPassback.SOFT));
            lane.tap();
            lane.recorded();
            lane.pass(4000);
            assertEquals(List.of("entry granted ok"), lane.tap());
            assertEquals(Map.of("anti_passback", "soft"), lane.lastDraft().details());
        }
    }

    // The pairs in which nothing follows

    private static final Map<String, Event> EVENTS = new TreeMap<>(Map.ofEntries(
            Map.entry("tick", new Event.Tick()),
            Map.entry("tap", new Event.Tapped(Scene.card("0A0B0C0D"), Uptime.ofMillis(1_000_000), Optional.of(other().lookup()))),
            Map.entry("identified", new Event.Identified(-1, Optional.empty())),
            Map.entry("recorded", new Event.Recorded(-1, 1)),
            Map.entry("store failed", new Event.StoreFailed(-1)),
            Map.entry("steady", new Event.Seen(new Sight.Steady(new Temperature(3410), new Temperature(2500), Uptime.ofMillis(1_000_000)))),
            Map.entry("nobody", new Event.Seen(new Sight.Nobody())),
            Map.entry("door opens", new Event.Door(true)),
            Map.entry("door closes", new Event.Door(false)),
            Map.entry("button", new Event.ExitButton(true)),
            Map.entry("button let go", new Event.ExitButton(false)),
            Map.entry("fire", new Event.Fire(true)),
            Map.entry("fire over", new Event.Fire(false)),
            Map.entry("tamper", new Event.Tamper(true)),
            Map.entry("tamper over", new Event.Tamper(false)),
            Map.entry("panic", new Event.Panic(true)),
            Map.entry("panic let go", new Event.Panic(false)),
            Map.entry("mode", new Event.ModeChanged()),
            Map.entry("opened by", new Event.OpenedBy("guard1", "ambulance")),
            Map.entry("by hand", new Event.ManualReading(Optional.empty(), new Temperature(3660), "guard1")),
            Map.entry("presented", new Event.Presented(Optional.empty(), other().lookup(), "guard1", "card forgotten")),
            Map.entry("guard refuses", new Event.GuardRefused(Optional.empty(), "guard1", ""))));

    private static Map<String, TestLane> lanesInEachPhase() {
        Map<String, TestLane> lanes = new TreeMap<>();
        lanes.put("idle", inwards(teacher()));
        TestLane screening = inwards(measured(Degraded.MANUAL));
        screening.tap();
        lanes.put("screening", screening);
        TestLane recording = inwards(teacher());
        recording.tap();
        lanes.put("recording", recording);
        TestLane open = inwards(teacher());
        open.tap();
        open.recorded();
        lanes.put("open", open);
        TestLane passing = inwards(teacher());
        passing.tap();
        passing.recorded();
        passing.door(true);
        lanes.put("passing", passing);
        TestLane forced = inwards(teacher());
        forced.door(true);
        lanes.put("forced open", forced);
        TestLane released = inwards(teacher());
        released.post(new Event.Fire(true));
        lanes.put("released", released);
        return lanes;
    }

    @Test void inThesePairsNothingFollowsAndInNoOthers() {
        Set<String> always = Set.of("tick", "mode", "identified", "recorded", "store failed", "button let go", "tamper over", "panic let go",
                "by hand", "guard refuses");
        Set<String> expected = new TreeSet<>();
        for (String phase : lanesInEachPhase().keySet()) {
            always.forEach(event -> expected.add(phase + " × " + event));
            if (!phase.equals("released")) {
                expected.add(phase + " × fire over");
            }
            boolean doorOpen = phase.equals("passing") || phase.equals("forced open");
            expected.add(phase + (doorOpen ? " × door opens" : " × door closes"));
            expected.add(phase + " × nobody");    // is what the thermometer saw before
        }
        expected.add("released × fire");

        Set<String> found = new TreeSet<>();
        lanesInEachPhase().forEach((phase, lane) -> EVENTS.forEach((name, event) -> {
            Step step = lane.passage.next(lane.state, event, lane.surroundings());
            if (step.actions().isEmpty() && step.state().equals(lane.state)) {
                found.add(phase + " × " + name);
            }
        }));
        assertEquals(expected, found);
    }

    @Test void theSameStateEventAndSurroundingsGiveTheSameStep() {
        lanesInEachPhase().forEach((phase, lane) -> EVENTS.forEach((name, event) -> assertEquals(
                lane.passage.next(lane.state, event, lane.surroundings()), lane.passage.next(lane.state, event, lane.surroundings()))));
    }
}
