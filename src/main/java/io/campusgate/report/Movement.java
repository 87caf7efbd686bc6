package io.campusgate.report;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import io.campusgate.store.EventFields;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/// An `entry` event as the reports read it.
///
/// @param at   when it happened: of an entry kept on paper and typed in later, what the paper says
/// @param late it was typed in later
/// @param by   who opened, let in, refused or typed it in; empty if nobody did
/// @param text what that person wrote
record Movement(long seq, Instant at, boolean late, String lane, Optional<Direction> direction, String outcome, String reason,
                Mode mode, Optional<Who.Person> person, Optional<String> pass, Optional<Reading> reading, String by, String text) {

    /// @param verdict the journal's word
    /// @param method  the journal's word
    record Reading(String verdict, Optional<BigDecimal> celsius, String method) {
        boolean isJudged() {
            return verdict.equals("normal") || verdict.equals("fever");
        }
    }

    /// @return empty if the text was damaged
    static Optional<Movement> of(EventFields e) {
        boolean late = e.says("late", "true");
        Optional<Instant> at = late ? e.instant("happened").or(e::time) : e.time();
        return at.map(time -> new Movement(e.seq(), time, late, e.text("lane").orElse(""), e.word("direction", Direction.class),
                e.text("outcome").orElse(""), e.text("reason").orElse(""), e.word("mode", Mode.class).orElse(Mode.NORMAL), person(e),
                e.text("pass"), reading(e), e.text("by").orElse(""), e.text("text").orElse("")));
    }

    static Optional<Who.Person> person(EventFields e) {
        return e.text("who.person.id").map(id -> new Who.Person(id, e.text("who.person.name").orElse(""),
                e.word("who.person.kind", PersonKind.class).orElse(PersonKind.VISITOR), e.text("who.person.group").orElse("")));
    }

    private static Optional<Reading> reading(EventFields e) {
        return e.text("health.verdict").map(verdict -> new Reading(verdict, e.number("health.celsius"), e.text("health.method").orElse("")));
    }

    boolean isGranted() {
        return outcome.equals("granted");
    }

    boolean isByOperator() {
        return reason.equals("operator");
    }

    boolean goes(Direction way) {
        return direction.filter(way::equals).isPresent();
    }
}
