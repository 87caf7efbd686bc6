package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.decision.AccessRules;
import io.campusgate.decision.History;
import io.campusgate.decision.Moment;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.IncidentKind;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import io.campusgate.report.JournalViews;
import io.campusgate.report.Occupancy.Inside;
import io.campusgate.store.JournalReader;
import io.campusgate.store.EventFields;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Opens an incident for each visitor who is still inside when the pass is over; once a stay. Belongs to the housekeeping
/// thread.
final class OverstayWatch {
    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final JournalViews views;
    private final Set<Long> reported = new HashSet<>();

    OverstayWatch(GateConfig config, Campus campus, GateClock clock, JournalViews views) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.views = views;
    }

    void look() {
        GateClock.Stamp now = clock.now();
        Moment moment = new Moment(now.time(), now.clock(), config.site().timezone());
        List<Inside> visitors = views.today().inside(now.time()).stream().filter(i -> i.person().kind() == PersonKind.VISITOR).toList();
        reported.retainAll(visitors.stream().map(Inside::entry).toList());
        for (Inside visitor : visitors) {
            if (!reported.contains(visitor.entry()) && AccessRules.haveEnded(passes(visitor), moment)) {
                reported.add(visitor.entry());
                if (!views.incidents().hasAbout(IncidentKind.OVERSTAY.word(), visitor.entry())) {
                    report(visitor);
                }
            }
        }
    }

    /// Of a person of the whitelist all passes, of a visitor whom only a pass names that one, which may have been made here.
    private List<Pass> passes(Inside visitor) {
        Optional<Pass> madeHere = campus.walkIns().ended(visitor.person().id(), config.store().path());
        if (madeHere.isPresent()) {
            return List.of(madeHere.get());
        }
        Optional<Lookup> person = campus.lookup(new Credential.Manual(visitor.person().id())).filter(Lookup::known);
        return person.isPresent() ? person.get().passes()
                : campus.whitelist().with(file -> file.pass(visitor.person().id())).flatMap(pass -> pass).stream().toList();
    }

    private void report(Inside visitor) {
        Draft plain = campus.drafts().of(EventType.INCIDENT, Optional.of(visitor.lane()), "opened", Optional.empty(),
                Drafts.details("kind", IncidentKind.OVERSTAY.word(), "entry", visitor.entry()));
        campus.note(new Draft(plain.id(), plain.about(), plain.time(), plain.clock(), plain.uptimeMs(), plain.type(), plain.lane(), plain.direction(),
                plain.outcome(), plain.reason(), plain.mode(), plain.whitelist(), plain.drill(), plain.details(),
                Optional.of(new Who(credential(visitor), Optional.of(visitor.person()))), plain.health()));
        campus.overstayed(visitor.person().id());
    }

    /// What was presented when the visitor came in.
    private Credential credential(Inside visitor) {
        try (JournalReader journal = JournalReader.open(config.store().path())) {
            Optional<EventFields> entry = journal.find(visitor.entry()).map(EventFields::of);
            return entry.flatMap(e -> e.text("who.credential.kind").flatMap(kind -> e.text("who.credential.number").<Credential>map(number ->
                    new Credential.Foreign(kind, number)))).orElse(new Credential.Manual(visitor.person().id()));
        }
    }
}
