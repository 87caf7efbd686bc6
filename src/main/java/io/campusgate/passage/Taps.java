package io.campusgate.passage;

import io.campusgate.decision.AccessRules;
import io.campusgate.decision.Decision;
import io.campusgate.decision.History;
import io.campusgate.decision.Past;
import io.campusgate.decision.Place;
import io.campusgate.decision.Question;
import io.campusgate.decision.Readiness;
import io.campusgate.decision.Reason;
import io.campusgate.decision.Screened;
import io.campusgate.decision.Screening;
import io.campusgate.decision.Sight;
import io.campusgate.decision.Subject;
import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Who;
import io.campusgate.passage.Action.Alarm;
import io.campusgate.passage.Action.Signal;
import io.campusgate.passage.State.Heard;
import io.campusgate.passage.State.Measuring;
import io.campusgate.passage.State.Waiting;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// From the tap to the decision: held cards, the thermometer, the guard.
final class Taps {
    static final Duration REFUSAL_SHOWN = Duration.ofSeconds(3);
    /// An older tap never opens: it comes from before the start, out of a stalled line or a suspended process.
    private static final Duration FRESH = Duration.ofSeconds(1);
    /// A reading of somebody who may have gone since does not count.
    private static final Duration READING_COUNTS = Duration.ofSeconds(1);
    private static final Duration MEASURE_WITHIN = Duration.ofSeconds(8);
    /// Before the forced second reading.
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration GUARD_WITHIN = Duration.ofMinutes(2);
    private static final int WAITING_AT_MOST = 16;
    /// Rule 0 says nothing about the person.
    private static final Set<Reason> NOT_ABOUT_THE_PERSON =
            EnumSet.of(Reason.STALE_TAP, Reason.LANE_BUSY, Reason.STORE_FAILED, Reason.WHITELIST_STALE);

    private final Turn turn;
    private final Ways ways;

    Taps(Turn turn, Ways ways) {
        this.turn = turn;
        this.ways = ways;
    }

    /// What is being decided.
    ///
    /// @param details what the record says besides
    /// @param waited  the waiting person whose waiting the decision ends
    private record Case(Lookup lookup, Map<String, Object> details, Optional<Waiting> waited) {}

    void tapped(Event.Tapped tap) {
        Duration gap = turn.around.rulebook().access().repeatGap();
        Uptime forgotten = tap.at().plus(gap.negated());
        HeardLately lately = turn.heard.after(forgotten);
        Optional<Heard> before = lately.find(tap.credential());
        boolean canAnswer = isFresh(tap) && isLaneFree();
        boolean same = before.isPresent() && (before.get().answered() || !canAnswer);
        if (!same) {
            answer(tap);
        }
        turn.heard = lately.with(new Heard(tap.credential(), tap.at(), same ? before.get().answered() : canAnswer));
    }

    private void answer(Event.Tapped tap) {
        boolean asksLevels = turn.around.rulebook().access().exitRules() == AccessPolicy.ExitRules.LEVELS;
        boolean freeExit = turn.lane.direction() == Direction.OUT && (!asksLevels || tap.lookup().isEmpty());
        if (turn.isReleased()) {
            ways.letThrough(tap.credential(), tap.lookup(), Reason.EVACUATION);
        } else if (freeExit && isFresh(tap)) {
            ways.letThrough(tap.credential(), tap.lookup(), Reason.OK);
        } else if (tap.lookup().isEmpty()) {
            refuseUnseen(tap, !isFresh(tap) ? Reason.STALE_TAP : !isLaneFree() ? Reason.LANE_BUSY : Reason.STORE_FAILED);
        } else {
            Readiness readiness = new Readiness(isFresh(tap), isLaneFree(), turn.canRecord());
            Optional<Waiting> waited = readiness.fresh() && readiness.laneFree() ? waitingFor(tap.credential()) : Optional.empty();
            settle(new Case(tap.lookup().get(), Map.of(), waited), readiness, new Screened.NotYet());
        }
    }

    /// Somebody whom the guard lets in. Whoever waits goes on waiting until the lane is free.
    void presented(Event.Presented presented) {
        Map<String, Object> details = Turn.details("by", presented.by(), "text", presented.text());
        Optional<Waiting> waited = presented.entry().isPresent() ? find(presented.entry()) : waitingFor(presented.lookup().credential());
        if (waited.isPresent()) {
            turn.waiting.set(turn.waiting.indexOf(waited.get()), waited.get().admitted(presented.lookup(), details));
        } else if (presented.entry().isEmpty() && turn.isReleased()) {
            ways.letThrough(presented.lookup().credential(), Optional.of(presented.lookup()), Reason.EVACUATION);
        } else if (presented.entry().isEmpty()) {
            settle(new Case(presented.lookup(), details, Optional.empty()), new Readiness(true, isLaneFree(), turn.canRecord()), new Screened.NotYet());
        }
    }

    private boolean isFresh(Event.Tapped tap) {
        return tap.at().plus(FRESH).hasReached(turn.now());
    }

    /// Inwards one person after the other. Without a door contact the lane is free as soon as nobody is being measured.
    private boolean isLaneFree() {
        boolean someoneOnTheWay = turn.lane.hasDoorContact()
                && (!turn.recording.isEmpty() || !turn.opened.isEmpty() || Doors.isPassing(turn));
        return turn.lane.direction() == Direction.OUT || turn.isReleased() || turn.measuring.isEmpty() && !someoneOnTheWay;
    }

    private void settle(Case c, Readiness readiness, Screened screened) {
        Place place = new Place(turn.around.gate(), turn.lane.id(), turn.lane.direction());
        Past past = turn.around.history().about(c.lookup(), turn.around.at().time(), turn.now());
        switch (AccessRules.decide(new Question(c.lookup(), place, turn.around.at(), turn.around.mode(), readiness, past, screened))) {
            case Decision.Grant grant -> grant(c, grant);
            case Decision.Deny deny -> refuse(c, deny.reason(), deny.health());
            case Decision.Measure _ -> measure(c);
            case Decision.AskGuard ask -> askGuard(c, ask);
        }
    }

    /// Decides about somebody who was heard already.
    private void settleLater(Case c, Screened screened) {
        settle(c, new Readiness(true, true, turn.canRecord()), screened);
    }

    private void grant(Case c, Decision.Grant grant) {
        if (turn.lane.direction() == Direction.OUT) {
            ways.letThrough(c.lookup().credential(), Optional.of(c.lookup()), grant.reason());
            return;
        }
        endWaiting(c);
        Map<String, Object> details = new LinkedHashMap<>(c.details());
        grant.pass().ifPresent(pass -> details.put("pass", pass.id()));
        if (grant.passedBack()) {
            details.put("anti_passback", AccessPolicy.AntiPassback.SOFT.word());
        }
        Draft entry = record(c, Outcome.GRANTED, grant.reason(), details, grant.health());
        ways.admit(entry, new State.Passer(entry.id(), Ways.personId(c.lookup()), grant.pass().map(Pass::id)));
        reportWatched(c, entry);
    }

    private void refuse(Case c, Reason reason, Optional<Health> health) {
        endWaiting(c);
        Draft entry = record(c, Outcome.DENIED, reason, c.details(), health);
        boolean standsHere = c.waited().isEmpty() || isLaneFree();
        if (standsHere) {
            showRefusal(reason, health);
        }
        if (NOT_ABOUT_THE_PERSON.contains(reason)) {
            return;
        }
        reportWatched(c, entry);
        if (reason == Reason.FEVER) {
            turn.incident(Alarm.FEVER, Optional.of(entry.id()), entry.who());
        }
        turn.countRefusal();
    }

    /// Refuses a tap without knowing whose it is.
    private void refuseUnseen(Event.Tapped tap, Reason reason) {
        turn.entry(turn.nextId(), turn.stamp(), Outcome.DENIED, reason, new Turn.EntryParts(Optional.empty(),
                turn.around.rulebook().version().toString(), Map.of(), Optional.of(new Who(tap.credential(), Optional.empty())),
                Optional.empty()));
        showRefusal(reason, Optional.empty());
    }

    private void showRefusal(Reason reason, Optional<Health> health) {
        switch (reason) {
            case STALE_TAP -> { }    // whoever made it may be gone
            case LANE_BUSY -> turn.show(Signal.WAIT, REFUSAL_SHOWN);
            case STORE_FAILED -> {
                turn.actions.add(new Action.Raise(Alarm.STORE_FAILED));
                turn.show(Signal.STOP, REFUSAL_SHOWN);
            }
            default -> turn.show(Signal.STOP, REFUSAL_SHOWN, health);
        }
    }

    private Draft record(Case c, Outcome outcome, Reason reason, Map<String, Object> details, Optional<Health> health) {
        Who who = new Who(c.lookup().credential(), Subject.of(c.lookup()));
        return turn.entry(turn.nextId(), turn.stamp(), outcome, reason, new Turn.EntryParts(c.waited().map(Waiting::entry),
                c.lookup().rulebook().version().toString(), details, Optional.of(who), health));
    }

    private void reportWatched(Case c, Draft entry) {
        boolean reportedBefore = c.waited().isPresent();
        if (!reportedBefore && !AccessRules.watch(c.lookup(), turn.around.at().time()).isEmpty()) {
            turn.incident(Alarm.WATCH_LIST, Optional.of(entry.id()), entry.who());
        }
    }

    // The thermometer

    private void measure(Case c) {
        turn.show(Signal.WAIT, Optional.empty());
        turn.measuring = Optional.of(new Measuring(c.lookup(), turn.now().plus(MEASURE_WITHIN), 1,
                turn.now().plus(READING_COUNTS.negated()), Optional.empty(), c.details()));
        consider(turn.lane.hasThermometer() ? turn.sight : new Sight.Unwell(Sight.Cause.ABSENT));
    }

    void seen(Sight sight) {
        turn.sight = sight;
        if (turn.measuring.isPresent()) {
            consider(sight);
        }
    }

    private void consider(Sight sight) {
        Measuring m = turn.measuring.orElseThrow();
        switch (sight) {
            case Sight.Unwell _ -> measured(m, Screening.withoutReading());
            case Sight.Steady reading when counts(reading, m) -> {
                turn.sight = new Sight.Moving();    // a reading is of one person and counts once
                judge(m, reading);
            }
            case Sight.Steady _, Sight.Moving _, Sight.Nobody _ -> { }
        }
    }

    private boolean counts(Sight.Steady reading, Measuring m) {
        return reading.at().hasReached(m.notBefore()) && reading.at().plus(READING_COUNTS).hasReached(turn.now());
    }

    private void judge(Measuring m, Sight.Steady reading) {
        switch (Screening.judge(reading, turn.lane.offset(), m.lookup().rulebook().screening(), m.attempt())) {
            case Screening.Outcome.Judged(var health) -> measured(m, health);
            case Screening.Outcome.Retry(var soFar) -> turn.measuring = Optional.of(
                    new Measuring(m.lookup(), m.until(), m.attempt(), m.notBefore(), Optional.of(soFar), m.details()));
            case Screening.Outcome.Again(var soFar) -> {
                Uptime again = turn.now().plus(PAUSE);
                turn.measuring = Optional.of(
                        new Measuring(m.lookup(), again.plus(MEASURE_WITHIN), 2, again, Optional.of(soFar), m.details()));
            }
        }
    }

    private void measured(Measuring m, Health health) {
        if (health.verdict() == Verdict.NORMAL) {
            rememberNormal(m.lookup(), health);
        }
        endMeasuring(m, new Screened.Judged(health));
    }

    private void rememberNormal(Lookup lookup, Health health) {
        Ways.personId(lookup).ifPresent(id -> turn.remember(new History.Change.MeasuredNormal(id, health, turn.now())));
    }

    private void endMeasuring(Measuring m, Screened screened) {
        turn.measuring = Optional.empty();
        settleLater(new Case(m.lookup(), m.details(), waitingFor(m.lookup().credential())), screened);
    }

    /// The lane was released: whoever stands before the thermometer may go.
    void letMeasuredThrough() {
        turn.measuring.ifPresent(m -> {
            turn.measuring = Optional.empty();
            ways.letThrough(m.lookup().credential(), Optional.of(m.lookup()), Reason.EVACUATION);
        });
    }

    // The guard

    private void askGuard(Case c, Decision.AskGuard ask) {
        turn.show(Signal.WAIT, REFUSAL_SHOWN, ask.health());
        if (c.waited().isPresent()) {
            askAgain(c, c.waited().get(), ask);
            return;
        }
        Draft entry = record(c, Outcome.WAITING, ask.reason(), c.details(), ask.health());
        turn.waiting.add(new Waiting(entry.id(), c.lookup(), ask.reason(), ask.health(), Optional.empty(), Optional.empty(),
                turn.now().plus(GUARD_WITHIN)));
        reportWatched(c, entry);
        if (turn.waiting.size() > WAITING_AT_MOST) {
            sendAway(turn.waiting.getFirst(), turn.waiting.getFirst().reason(), Map.of());
        }
    }

    /// Somebody who waits already: tapped again, which changes nothing, or was admitted and still needs the guard for another
    /// reason, as when the thermometer fails.
    private void askAgain(Case c, Waiting waited, Decision.AskGuard ask) {
        if (waited.isAnswered() || ask.reason() != waited.reason()) {
            turn.waiting.set(turn.waiting.indexOf(waited),
                    waited.again(c.lookup(), ask.reason(), ask.health().or(waited::health), turn.now().plus(GUARD_WITHIN)));
        }
    }

    void measuredByHand(Event.ManualReading reading) {
        Optional<Waiting> found = find(reading.entry());
        if (found.isPresent() && Screening.isPlausible(reading.body())) {
            Waiting w = found.get();
            Health health = Screening.byHand(reading.body(), w.lookup().rulebook().screening());
            turn.waiting.set(turn.waiting.indexOf(w), w.measured(new State.ByHand(health, reading.by())));
        }
    }

    /// Decides about those for whom the guard has answered, as soon as the lane is free.
    void settleAnswered() {
        for (Waiting w : List.copyOf(turn.waiting)) {
            if (w.isAnswered() && isLaneFree()) {
                Map<String, Object> details = w.details().or(() -> w.byHand().map(h -> Map.<String, Object>of("by", h.by()))).orElse(Map.of());
                w.byHand().filter(h -> h.health().verdict() == Verdict.NORMAL).ifPresent(h -> rememberNormal(w.lookup(), h.health()));
                settleLater(new Case(w.lookup(), details, Optional.of(w)),
                        w.byHand().<Screened>map(h -> new Screened.Judged(h.health())).orElseGet(Screened.NotYet::new));
            }
        }
    }

    void refusedByGuard(Event.GuardRefused refusal) {
        find(refusal.entry()).ifPresent(w -> sendAway(w, Reason.GUARD_REFUSED, Turn.details("by", refusal.by(), "text", refusal.text())));
    }

    private void sendAway(Waiting w, Reason reason, Map<String, Object> details) {
        refuse(new Case(w.lookup(), details, Optional.of(w)), reason, w.health());
    }

    private Optional<Waiting> find(Optional<Long> entry) {
        return find(w -> entry.isEmpty() || w.entry() == entry.get());
    }

    private Optional<Waiting> waitingFor(Credential credential) {
        return find(w -> w.lookup().credential().isSameAs(credential));
    }

    /// Almost always nobody waits: no stream for that, with every tap.
    private Optional<Waiting> find(Predicate<Waiting> which) {
        for (Waiting w : turn.waiting) {
            if (which.test(w)) {
                return Optional.of(w);
            }
        }
        return Optional.empty();
    }

    private void endWaiting(Case c) {
        c.waited().ifPresent(turn.waiting::remove);
    }

    void expire() {
        turn.measuring.filter(m -> turn.now().hasReached(m.until()))
                .ifPresent(m -> endMeasuring(m, new Screened.Nobody(m.last())));
        for (Waiting w : List.copyOf(turn.waiting)) {
            if (turn.now().hasReached(w.until()) && !w.isAnswered()) {
                sendAway(w, w.reason(), Map.of());
            }
        }
    }
}
