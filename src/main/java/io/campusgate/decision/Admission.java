package io.campusgate.decision;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Pass;
import io.campusgate.domain.Rulebook;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What admits the person of a question: rows of access levels, and passes that stand in for a level (rule 5).
///
/// @param levels   rows in force in this mode, for this place, at this time
/// @param standIns passes, the same; with an untrusted clock their hours are not asked, since no pass counts then and
///                 rule 6 says so
/// @param refusal  why there are neither
record Admission(List<AccessLevel> levels, List<Pass> standIns, Optional<Reason> refusal) {

    static Admission of(Question q) {
        Rulebook rules = q.lookup().rulebook();
        List<AccessLevel> rows = rows(q);
        List<Pass> passes = q.lookup().passes();

        rows = keep(rows, row -> row.modes().contains(q.mode()));
        passes = rules.access().passModes().contains(q.mode()) ? passes : List.of();
        if (rows.isEmpty() && passes.isEmpty()) {
            return refused(Reason.MODE);
        }
        rows = keep(rows, row -> isHere(row, q.place()));
        passes = keep(passes, pass -> isHere(pass, q.place()));
        if (rows.isEmpty() && passes.isEmpty()) {
            return refused(Reason.WRONG_GATE);
        }
        LocalDateTime local = q.at().local().toLocalDateTime();
        rows = keep(rows, row -> Hours.admit(row, local, rules.holidays()));
        passes = keep(passes, pass -> pass.validity().isValidAt(q.at().time()) || !q.at().isTrusted());
        if (rows.isEmpty() && passes.isEmpty()) {
            return refused(Reason.OUTSIDE_HOURS);
        }
        return new Admission(rows, passes, Optional.empty());
    }

    /// All rows of the holder's levels.
    static List<AccessLevel> rows(Question q) {
        List<String> names = q.lookup().holder().map(Cardholder::levels).orElse(List.of());
        List<AccessLevel> rows = new ArrayList<>();
        for (String name : names) {
            rows.addAll(q.lookup().rulebook().levels().getOrDefault(name, List.of()));
        }
        return rows;
    }

    static boolean isHere(Pass pass, Place place) {
        return pass.gates().isEmpty() || pass.gates().contains(place.gate());
    }

    private static boolean isHere(AccessLevel row, Place place) {
        return (row.gates().isEmpty() || row.gates().contains(place.gate()))
                && (row.lanes().isEmpty() || row.lanes().contains(place.lane()))
                && row.directions().contains(place.direction());
    }

    boolean hasLevelWithoutPass() {
        return levels.stream().anyMatch(row -> !row.needsPass());
    }

    private static Admission refused(Reason reason) {
        return new Admission(List.of(), List.of(), Optional.of(reason));
    }

    private static <T> List<T> keep(List<T> all, Predicate<T> condition) {
        List<T> kept = new ArrayList<>(all.size());
        for (T one : all) {
            if (condition.test(one)) {
                kept.add(one);
            }
        }
        return kept;
    }
}
