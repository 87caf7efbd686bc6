package io.campusgate.passage;

import io.campusgate.decision.AccessRules;
import io.campusgate.decision.History;
import io.campusgate.decision.Past;
import io.campusgate.decision.Reason;
import io.campusgate.decision.Subject;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Who;
import io.campusgate.passage.Action.Alarm;
import io.campusgate.passage.Action.Signal;
import io.campusgate.passage.State.Opened;
import io.campusgate.passage.State.Passer;
import io.campusgate.passage.State.Recording;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// From the grant to the other side: inwards record, relay, door; outwards relay, record, door.
final class Ways {
    /// How long an entry outwards waits for the name that goes with it.
    private static final Duration IDENTIFY_WITHIN = Duration.ofSeconds(5);

    private final Turn turn;

    Ways(Turn turn) {
        this.turn = turn;
    }

    /// Somebody may come in: the lane opens when the record is durable.
    void admit(Draft grant, Passer passer) {
        passer.passId().ifPresent(pass -> turn.remember(new History.Change.PassEntries(pass, 1)));
        turn.recording.add(new Recording(grant, passer, turn.now().plus(turn.around.syncTimeout())));
    }

    /// The only place from which the lane opens inwards while it is not released.
    void recorded(long draft) {
        Optional<Recording> awaited = take(turn.recording, r -> r.grant().id() == draft);
        if (awaited.isPresent()) {
            boolean byOperator = awaited.get().grant().reason().equals(Optional.of(Reason.OPERATOR.word()));
            if (turn.isLockdown() && !byOperator) {
                notOpened(awaited.get().passer(), Reason.MODE);
            } else {
                turn.pulse();
                goThrough(awaited.get().passer(), awaited.get().grant().health());
            }
        }
        take(turn.overdue, r -> r.grant().id() == draft)
                .ifPresent(r -> turn.passage(draft, Outcome.NOT_OPENED, Optional.of(Reason.STORE_FAILED.word())));
    }

    void storeFailed(long draft) {
        take(turn.recording, r -> r.grant().id() == draft).ifPresent(this::refuseUnrecorded);
        take(turn.overdue, r -> r.grant().id() == draft);
    }

    private void notOpened(Passer passer, Reason reason) {
        giveEntryBack(passer);
        turn.passage(passer.entry(), Outcome.NOT_OPENED, Optional.of(reason.word()));
        turn.show(Signal.STOP, Taps.REFUSAL_SHOWN);
    }

    private void refuseUnrecorded(Recording r) {
        giveEntryBack(r.passer());
        Draft grant = r.grant();
        turn.entry(turn.nextId(), turn.stamp(), Outcome.DENIED, Reason.STORE_FAILED,
                new Turn.EntryParts(grant.about(), grant.whitelist(), Map.of(), grant.who(), grant.health()));
        turn.actions.add(new Action.Raise(Alarm.STORE_FAILED));
        turn.show(Signal.STOP, Taps.REFUSAL_SHOWN);
    }

    /// Opens first and records after: outwards, and while the lane is released.
    void letThrough(Credential credential, Optional<Lookup> lookup, Reason reason) {
        turn.pulse();
        long entry = turn.nextId();
        turn.leaving.add(new State.Leaving(entry, credential, reason, turn.stamp(), turn.now().plus(IDENTIFY_WITHIN), Optional.empty()));
        if (lookup.isPresent()) {
            identified(entry, lookup);
        } else {
            turn.actions.add(new Action.Identify(entry, credential));
        }
        goThrough(new Passer(entry, lookup.flatMap(Ways::personId), Optional.empty()), Optional.empty());
    }

    /// Records who left: with a name, or after a failed lookup with the credential only.
    void identified(long entry, Optional<Lookup> lookup) {
        Optional<State.Leaving> found = take(turn.leaving, l -> l.entry() == entry);
        if (found.isEmpty()) {
            return;
        }
        State.Leaving left = found.get();
        Optional<Who> who = Optional.of(new Who(left.credential(), lookup.flatMap(Subject::of)));
        String whitelist = lookup.map(l -> l.rulebook()).orElse(turn.around.rulebook()).version().toString();
        turn.entry(entry, left.stamp(), Outcome.GRANTED, left.reason(),
                new Turn.EntryParts(Optional.empty(), whitelist, Map.of(), who, Optional.empty()));
        lookup.ifPresent(l -> report(l, entry, who));
        Passer passer = new Passer(entry, lookup.flatMap(Ways::personId), Optional.empty());
        turn.opened.replaceAll(o -> o.passer().entry() == entry ? new Opened(passer, o.until()) : o);
        left.passed().ifPresent(passed -> conclude(passer, passed));
    }

    private void report(Lookup lookup, long entry, Optional<Who> who) {
        if (!AccessRules.watch(lookup, turn.around.at().time()).isEmpty()) {
            turn.incident(Alarm.WATCH_LIST, Optional.of(entry), who);
        }
        Past past = turn.around.history().about(lookup, turn.around.at().time(), turn.now());
        boolean told = personId(lookup).filter(turn.around.history()::knowsOverstayOf).isPresent();
        if (turn.lane.direction() == Direction.OUT && !told && AccessRules.isOverstay(lookup, turn.around.at(), past)) {
            turn.incident(Alarm.OVERSTAY, Optional.of(entry), who);
        }
    }

    /// A person opens the lane for somebody.
    void openBy(Event.OpenedBy order) {
        Map<String, Object> details = Turn.details("by", order.by(), "text", order.text());
        Turn.EntryParts parts = new Turn.EntryParts(Optional.empty(), turn.around.rulebook().version().toString(), details,
                Optional.empty(), Optional.empty());
        long entry = turn.nextId();
        Passer passer = new Passer(entry, Optional.empty(), Optional.empty());
        if (turn.lane.direction() == Direction.OUT || turn.isReleased()) {
            turn.pulse();
            turn.entry(entry, turn.stamp(), Outcome.GRANTED, Reason.OPERATOR, parts);
            goThrough(passer, Optional.empty());
        } else if (turn.canRecord()) {
            admit(turn.entry(entry, turn.stamp(), Outcome.GRANTED, Reason.OPERATOR, parts), passer);
        } else {
            turn.entry(entry, turn.stamp(), Outcome.DENIED, Reason.STORE_FAILED, parts);
            turn.actions.add(new Action.Raise(Alarm.STORE_FAILED));
        }
    }

    /// The lane is open for `passer`. Where nothing will be seen of it they count as passed: without a door contact, while
    /// the door stands open, while the lane is released.
    private void goThrough(Passer passer, Optional<Health> health) {
        turn.show(Signal.GO, turn.lane.openFor(), health);
        boolean nothingToSee = !turn.lane.hasDoorContact() || turn.door instanceof State.Door.Open || turn.isReleased();
        if (nothingToSee) {
            conclude(passer, true);
        } else {
            Duration time = turn.lane.openFor().compareTo(turn.lane.pulse()) > 0 ? turn.lane.openFor() : turn.lane.pulse();
            turn.opened.add(new Opened(passer, turn.now().plus(time)));
        }
    }

    /// The door opened: everybody for whom the lane is open goes through.
    ///
    /// @return the entry of the last of them; empty if there was nobody
    Optional<Long> allPass() {
        Optional<Long> last = turn.opened.isEmpty() ? Optional.empty() : Optional.of(turn.opened.getLast().passer().entry());
        List<Opened> all = List.copyOf(turn.opened);
        turn.opened.clear();
        all.forEach(o -> conclude(o.passer(), true));
        return last;
    }

    private void conclude(Passer passer, boolean passed) {
        boolean notYetRecorded = turn.leaving.stream().anyMatch(l -> l.entry() == passer.entry());
        if (notYetRecorded) {
            turn.leaving.replaceAll(l -> l.entry() != passer.entry() ? l
                    : new State.Leaving(l.entry(), l.credential(), l.reason(), l.stamp(), l.until(), Optional.of(passed)));
            return;
        }
        turn.passage(passer.entry(), passed ? Outcome.PASSED : Outcome.DID_NOT_PASS, Optional.empty());
        if (!passed) {
            giveEntryBack(passer);
        } else if (!turn.isReleased()) {
            passer.personId().ifPresent(id ->
                    turn.remember(new History.Change.Went(id, turn.lane.direction(), turn.around.at().time())));
        }
    }

    void expire() {
        for (Recording late : takeAll(turn.recording, r -> turn.now().hasReached(r.until()))) {
            refuseUnrecorded(late);
            turn.overdue.add(late);
        }
        takeAll(turn.opened, o -> turn.now().hasReached(o.until())).forEach(o -> conclude(o.passer(), false));
        for (State.Leaving l : List.copyOf(turn.leaving)) {
            if (turn.now().hasReached(l.until())) {
                identified(l.entry(), Optional.empty());
            }
        }
    }

    private void giveEntryBack(Passer passer) {
        passer.passId().ifPresent(pass -> turn.remember(new History.Change.PassEntries(pass, -1)));
    }

    static Optional<String> personId(Lookup lookup) {
        return Subject.of(lookup).map(Who.Person::id);
    }

    static <T> Optional<T> take(List<T> list, Predicate<T> which) {
        for (int i = 0; i < list.size(); i++) {
            if (which.test(list.get(i))) {
                return Optional.of(list.remove(i));
            }
        }
        return Optional.empty();
    }

    private static <T> List<T> takeAll(List<T> list, Predicate<T> which) {
        if (list.isEmpty()) {
            return List.of();
        }
        List<T> found = list.stream().filter(which).toList();
        list.removeAll(found);
        return found;
    }
}
