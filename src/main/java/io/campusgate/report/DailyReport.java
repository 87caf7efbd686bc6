package io.campusgate.report;

import io.campusgate.domain.Direction;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Who;
import io.campusgate.report.DayCounts.Group;
import io.campusgate.report.Occupancy.Inside;
import io.campusgate.store.WhitelistFolder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One day at one gate: what the office reports. Made from the events of the day and the whitelist in force now.
///
/// @param site     site and gate, as the heading names them
/// @param made     when it was put together
/// @param number   1 for the first issue of the day, more for a corrected one
/// @param inside   who is inside at the end of the time that counts
/// @param groups   in the order of kind and name; without visitors
/// @param notSeen  the first [#LISTED] of those who are expected and were not at the gate
/// @param notSeenCount all of them
public record DailyReport(Place site, LocalDate date, Instant made, int number, String whitelist, ScreeningPolicy screening, DayCounts counts,
                          List<Inside> inside, List<GroupRow> groups, List<Who.Person> notSeen, long notSeenCount) {
    /// More names than these are counted and not listed.
    public static final int LISTED = 5_000;

    public record Place(String site, String gate, ZoneId zone) {}

    /// Persons, each counted once.
    ///
    /// @param expected active in the whitelist
    /// @param notSeen  expected and not at the gate on the day
    public record GroupRow(PersonKind kind, String name, long expected, long came, long inside, long notSeen, long fevers, long refused, long unmeasured) {}

    public DailyReport {
        inside = List.copyOf(inside);
        groups = List.copyOf(groups);
        notSeen = List.copyOf(notSeen);
    }

    /// Puts it together; reads all people of the whitelist.
    public static DailyReport of(Place site, LocalDate date, Instant made, int number, WhitelistFolder whitelist, DayCounts counts, List<Inside> inside) {
        Roll roll = new Roll(counts, inside);
        Instant at = counts.until().isBefore(made) ? counts.until() : made;
        whitelist.with(file -> {
            file.eachExpected(at, roll::call);
            return true;
        });
        return new DailyReport(site, date, made, number, whitelist.version().toString(), whitelist.rulebook().screening(), counts, inside,
                roll.rows(), roll.missing, roll.missingCount);
    }

    /// Nothing at all happened.
    public boolean isZero() {
        return counts.seen().isEmpty() && counts.entries() == 0 && counts.exits() == 0 && counts.refusals().isEmpty()
                && counts.openings().isEmpty() && counts.incidents().isEmpty();
    }

    public boolean isCorrection() {
        return number > 1;
    }

    /// How many `kind` entered or left: passages, not persons.
    public long passages(Direction way) {
        return way == Direction.IN ? counts.entries() : counts.exits();
    }

    /// Counts by group, while the roll is called.
    private static final class Roll {
        private static final int EXPECTED = 0;
        private static final int CAME = 1;
        private static final int INSIDE = 2;
        private static final int MISSING = 3;
        private static final int FEVERS = 4;
        private static final int REFUSED = 5;
        private static final int UNMEASURED = 6;

        private final DayCounts counts;
        private final Map<Group, long[]> groups = new HashMap<>();
        private final List<Who.Person> missing = new ArrayList<>();
        private long missingCount;

        Roll(DayCounts counts, List<Inside> inside) {
            this.counts = counts;
            counts.came().values().forEach(p -> count(p, CAME));
            inside.forEach(i -> count(i.person(), INSIDE));
            counts.fevers().forEach(f -> count(f.person(), FEVERS));
            counts.refusedPeople().values().forEach(p -> count(p, REFUSED));
            counts.unmeasured().forEach(u -> count(u.person(), UNMEASURED));
        }

        private void count(Who.Person person, int what) {
            groups.computeIfAbsent(Group.of(person), _ -> new long[UNMEASURED + 1])[what]++;
        }

        void call(Who.Person expected) {
            count(expected, EXPECTED);
            if (!counts.seen().containsKey(expected.id())) {
                count(expected, MISSING);
                missingCount++;
                if (missing.size() < LISTED) {
                    missing.add(expected);
                }
            }
        }

        List<GroupRow> rows() {
            return new TreeMap<>(groups).entrySet().stream().map(e -> {
                long[] n = e.getValue();
                return new GroupRow(e.getKey().kind(), e.getKey().name(), n[EXPECTED], n[CAME], n[INSIDE], n[MISSING], n[FEVERS], n[REFUSED], n[UNMEASURED]);
            }).toList();
        }
    }

    /// The rows of each kind added up.
    public List<GroupRow> kinds() {
        Map<PersonKind, GroupRow> kinds = new TreeMap<>();
        for (GroupRow g : groups) {
            kinds.merge(g.kind(), new GroupRow(g.kind(), "", g.expected, g.came, g.inside, g.notSeen, g.fevers, g.refused, g.unmeasured),
                    (a, b) -> new GroupRow(a.kind, "", a.expected + b.expected, a.came + b.came, a.inside + b.inside, a.notSeen + b.notSeen,
                            a.fevers + b.fevers, a.refused + b.refused, a.unmeasured + b.unmeasured));
        }
        return List.copyOf(kinds.values());
    }
}
