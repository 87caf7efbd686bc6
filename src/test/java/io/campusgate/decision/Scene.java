package io.campusgate.decision;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Health;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Validity;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistVersion;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A question that is granted as it stands: the teacher Wang Xiaoming, level `teachers` (Monday to Friday, 07:00 to 18:00),
/// comes in at gate `east`, lane `in-1`, on Tuesday 2026-09-01 at 08:00, in mode normal. A test changes one thing and asks.
public final class Scene {
    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    public static final LocalDateTime TUESDAY_EIGHT = LocalDateTime.parse("2026-09-01T08:00");
    private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    private Credential credential = card("001293D8");
    private boolean known = true;
    private boolean named = true;
    private boolean blocked;
    private boolean active = true;
    private PersonKind kind = PersonKind.STAFF;
    private final List<String> levels = new ArrayList<>(List.of("teachers"));
    private Validity holderValidity = Validity.ALWAYS;
    private Validity credentialValidity = Validity.ALWAYS;
    private final List<Pass> passes = new ArrayList<>();
    private final List<WatchEntry> watch = new ArrayList<>();
    private final Map<String, List<AccessLevel>> table = new HashMap<>(Map.of("teachers", List.of(level("teachers"))));
    private final Map<LocalDate, Holidays.Day> dates = new HashMap<>();
    private AccessPolicy access = AccessPolicy.DEFAULT;
    private ScreeningPolicy screening = ScreeningPolicy.DEFAULT;
    private WhitelistVersion version = new WhitelistVersion(17, 0);
    private Instant issued = at("2026-08-31T20:00");
    private Direction direction = Direction.IN;
    private String gate = "east";
    private String lane = "in-1";
    private LocalDateTime time = TUESDAY_EIGHT;
    private ClockState clock = ClockState.SYNCED;
    private Mode mode = Mode.NORMAL;
    private Readiness readiness = Readiness.READY;
    private Past past = Past.UNKNOWN;
    private Screened screened = new Screened.NotYet();

    public static Credential card(String hex) {
        return new Credential.Card(new CardNumber(hex));
    }

    public static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toInstant();
    }

    /// Everywhere, both ways, Monday to Friday, 07:00 to 18:00, in every mode but lockdown and evacuation.
    public static AccessLevel level(String name) {
        return new AccessLevel(name, Set.of(Mode.NORMAL, Mode.STAGGERED, Mode.CLOSED), Set.of(), Set.of(),
                Set.of(Direction.values()), WEEKDAYS, 7 * 60, 18 * 60, false, false);
    }

    /// An approved pass for 2026-09-01 from 07:00 to 12:00, at every gate, for any number of entries.
    public static Pass pass(String id) {
        return new Pass(id, Optional.empty(), "李雷", "王小明", "parents' day", "T0001",
                between("2026-09-01T07:00", "2026-09-01T12:00"), Set.of(), Optional.empty(), Optional.empty());
    }

    public static Validity between(String from, String until) {
        return new Validity(Optional.of(at(from)), Optional.of(at(until)));
    }

    // Who

    public Scene unknown() {
        known = false;
        named = false;
        levels.clear();
        return this;
    }

    public Scene credential(Credential c) {
        credential = c;
        return this;
    }

    public Scene blocked() {
        blocked = true;
        return this;
    }

    public Scene suspended() {
        active = false;
        return this;
    }

    public Scene kind(PersonKind k) {
        kind = k;
        return this;
    }

    /// A visitor whom only passes name.
    public Scene visitorWith(Pass... theirs) {
        named = false;
        levels.clear();
        passes.addAll(List.of(theirs));
        return this;
    }

    public Scene withPass(Pass pass) {
        passes.add(pass);
        return this;
    }

    public Scene noLevel() {
        levels.clear();
        return this;
    }

    public Scene level(AccessLevel... rows) {
        levels.clear();
        levels.add(rows[0].name());
        table.put(rows[0].name(), List.of(rows));
        return this;
    }

    public Scene holderValid(String from, String until) {
        holderValidity = between(from, until);
        return this;
    }

    public Scene credentialValid(String from, String until) {
        credentialValidity = between(from, until);
        return this;
    }

    public Scene watched(WatchEntry.Action action, Validity validity) {
        watch.add(new WatchEntry(action, "took a child", "police", validity));
        return this;
    }

    public Scene past(Past.Presence presence) {
        past = new Past(presence, past.entriesUsed(), past.normal());
        return this;
    }

    public Scene used(String pass, int entries) {
        past = new Past(past.presence(), Map.of(pass, entries), past.normal());
        return this;
    }

    public Scene measuredNormal(Duration ago) {
        past = new Past(past.presence(), past.entriesUsed(), Optional.of(new Past.Earlier(health(Verdict.NORMAL), ago)));
        return this;
    }

    public Scene judged(Verdict verdict) {
        screened = new Screened.Judged(health(verdict));
        return this;
    }

    public Scene screened(Screened s) {
        screened = s;
        return this;
    }

    public static Health health(Verdict verdict) {
        return new Health(verdict, Optional.of(new Temperature(3652)), Optional.of(new Temperature(3410)),
                Optional.of(new Temperature(1820)), 1, Health.Method.SENSOR);
    }

    // Where and when

    public Scene at(String newGate, String newLane) {
        gate = newGate;
        lane = newLane;
        return this;
    }

    public Scene out() {
        direction = Direction.OUT;
        return this;
    }

    public Scene time(String local) {
        time = LocalDateTime.parse(local);
        return this;
    }

    public Scene clockUntrusted() {
        clock = ClockState.UNSYNCED;
        return this;
    }

    public Scene mode(Mode m) {
        mode = m;
        return this;
    }

    public Scene day(String date, Holidays.Day day) {
        dates.put(LocalDate.parse(date), day);
        return this;
    }

    public Scene readiness(boolean fresh, boolean laneFree, boolean storeWritable) {
        readiness = new Readiness(fresh, laneFree, storeWritable);
        return this;
    }

    // Policies

    public Scene access(AccessPolicy.AntiPassback antiPassback, AccessPolicy.Stale stale, AccessPolicy.ExitRules exitRules,
                        Set<Mode> passModes) {
        access = new AccessPolicy(antiPassback, access.maxAge(), stale, exitRules, access.repeatGap(), passModes);
        return this;
    }

    public Scene antiPassback(AccessPolicy.AntiPassback a) {
        return access(a, access.stale(), access.exitRules(), access.passModes());
    }

    public Scene stale(AccessPolicy.Stale s) {
        return access(access.antiPassback(), s, access.exitRules(), access.passModes());
    }

    public Scene exitLevels() {
        return access(access.antiPassback(), access.stale(), AccessPolicy.ExitRules.LEVELS, access.passModes());
    }

    public Scene passModes(Mode... modes) {
        return access(access.antiPassback(), access.stale(), access.exitRules(), Set.of(modes));
    }

    public Scene whitelist(WhitelistVersion v, Instant i) {
        version = v;
        issued = i;
        return this;
    }

    public Scene screening(ScreeningPolicy.Degraded degraded, PersonKind... kinds) {
        Map<Mode, Set<PersonKind>> required = new EnumMap<>(Mode.class);
        required.put(Mode.NORMAL, Set.of(kinds));
        screening = new ScreeningPolicy(screening.threshold(), screening.guardBandCenti(), required, degraded,
                screening.uncalibrated(), screening.ambientLow(), screening.ambientHigh(), screening.warmUp(), screening.validFor());
        return this;
    }

    // Result

    public Rulebook rulebook() {
        return new Rulebook(version, "", issued, table, new Holidays(dates), screening, access);
    }

    public Lookup lookup() {
        Optional<Cardholder> holder = named
                ? Optional.of(new Cardholder("T0042", "王小明", kind, "数学组", levels, holderValidity, active)) : Optional.empty();
        return new Lookup(credential, known, holder, blocked, credentialValidity, passes, watch, rulebook());
    }

    public Moment moment() {
        return new Moment(time.atZone(ZONE).toInstant(), clock, ZONE);
    }

    public Question question() {
        return new Question(lookup(), new Place(gate, lane, direction), moment(), mode, readiness, past, screened);
    }
}
