package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.decision.History;
import io.campusgate.decision.Reason;
import io.campusgate.decision.Screening;
import io.campusgate.decision.Subject;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Who;
import io.campusgate.domain.Word;
import io.campusgate.passage.Event;
import io.campusgate.store.Change;
import io.campusgate.store.IdVault;
import io.campusgate.store.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a guard has the gate do about people: visitors, forgotten cards, readings by hand, what was kept on paper. Whether
/// somebody comes in is decided by the rules all the same.
final class DeskOrders {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyMMddHHmmss", Locale.ROOT);
    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ISO_OFFSET_DATE_TIME;
    /// What was kept on paper is older than this only by mistake.
    private static final Duration OLDEST_PAPER = Duration.ofDays(7);
    private static final Duration LONGEST_PASS = Duration.ofDays(1);

    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final List<Lane> lanes;

    DeskOrders(GateConfig config, Campus campus, GateClock clock, List<Lane> lanes) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.lanes = List.copyOf(lanes);
    }

    /// @return empty if `what` is nothing of the desk's
    Optional<Map<String, Object>> handle(String what, Map<String, Object> arguments) throws ControlClient.Refused {
        return switch (what) {
            case "visitor_register" -> Optional.of(register(arguments));
            case "visitor_refuse" -> Optional.of(refuse(arguments));
            case "visitor_sign_out" -> Optional.of(signOut(arguments));
            case "admit" -> Optional.of(admit(arguments));
            case "measure" -> Optional.of(measure(arguments));
            case "late_entry" -> Optional.of(late(arguments));
            default -> Optional.empty();
        };
    }

    // visitors

    /// Makes a pass on the spot and lets the rules decide: `lane`, `name`, `id_number`, `host`, `reason`, `by`, and if known
    /// `phone`, `entry` (who waits), `until` (the end of the pass; else the end of the day).
    private synchronized Map<String, Object> register(Map<String, Object> arguments) throws ControlClient.Refused {
        Lane lane = lane(arguments);
        IdNumber number = idNumber(arguments);
        IdVault vault = campus.walkIns().vault().orElseThrow(() -> new ControlClient.Refused(
                "identity numbers cannot be kept: the configuration names no id-key-file (campus-gate keygen --id-key)",
                "无法保存证件号：配置中没有 id-key-file（campus-gate keygen --id-key）"));
        Instant now = clock.now().time();
        Visitor visitor = new Visitor(passId(now), ControlOrders.text(arguments, "name"), maybe(arguments, "phone").orElse(""),
                ControlOrders.text(arguments, "host"), ControlOrders.text(arguments, "reason"), ControlOrders.text(arguments, "by"),
                vault.hmac(number), now, end(arguments, now));
        Credential.IdCard card = new Credential.IdCard(number, visitor.name());
        Who who = new Who(card, Optional.of(new Who.Person(visitor.passId(), visitor.name(), PersonKind.VISITOR, visitor.host())));
        ControlOrders.await(campus.record(visitorEvent(lane, "registered", visitor.reason(), Drafts.details("pass", visitor.passId(), "until",
                local(visitor.until()), "by", visitor.approvedBy()), who),
                List.of(new Change.Welcome(visitor), new Change.KeepIdNumber(number, vault, now))));
        campus.walkIns().add(visitor, now);
        present(lane, entry(arguments), card, visitor.approvedBy(), visitor.reason());
        return Drafts.details("pass", visitor.passId(), "until", local(visitor.until()));
    }

    private String passId(Instant now) {
        String second = SECOND.format(now.atZone(config.site().timezone()));
        String id = WalkIns.PREFIX + config.site().gate() + "-" + second;
        return campus.walkIns().find(id).isEmpty() ? id : passId(now.plusSeconds(1));
    }

    private Instant end(Map<String, Object> arguments, Instant now) throws ControlClient.Refused {
        ZoneId zone = config.site().timezone();
        Instant endOfDay = LocalDate.ofInstant(now, zone).plusDays(1).atStartOfDay(zone).toInstant();
        Optional<String> until = maybe(arguments, "until");
        Instant end = until.isPresent() ? ControlOrders.instant(until.get(), zone) : endOfDay;
        if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST_PASS))) {
            throw new ControlClient.Refused("a pass made on the spot ends later than now and within a day, not at " + local(end),
                    "现场登记的通行证须在此刻之后、一天之内结束，而不是 " + local(end));
        }
        return end;
    }

    /// Sends a waiting person away (`entry`), or writes down that a visitor was not let in (`name`, `id_number`): `lane`, `text`, `by`.
    private Map<String, Object> refuse(Map<String, Object> arguments) throws ControlClient.Refused {
        Lane lane = lane(arguments);
        String by = ControlOrders.text(arguments, "by");
        String text = ControlOrders.text(arguments, "text");
        Optional<Long> entry = entry(arguments);
        if (entry.isPresent()) {
            Lookup waits = waiting(lane, entry.get());
            campus.post(lane, new Event.GuardRefused(entry, by, text));
            if (Subject.of(waits).filter(p -> p.kind() != PersonKind.VISITOR).isEmpty()) {
                noteRefused(lane, text, by, new Who(waits.credential(), Subject.of(waits)));
            }
        } else {
            String name = ControlOrders.text(arguments, "name");
            noteRefused(lane, text, by, new Who(new Credential.IdCard(idNumber(arguments), name), Optional.empty()));
        }
        return Map.of();
    }

    private void noteRefused(Lane lane, String text, String by, Who who) throws ControlClient.Refused {
        ControlOrders.await(campus.record(visitorEvent(lane, "refused", text, Drafts.details("by", by), who), List.of()));
    }

    private Draft visitorEvent(Lane lane, String outcome, String reason, Map<String, Object> details, Who who) {
        return campus.drafts().of(EventType.VISITOR, Optional.of(lane.id()), outcome, Optional.of(reason), details).with(who);
    }

    /// A visitor has left without a reader seeing it: `person` (a pass made here, or a person of the whitelist) or `person` and
    /// `name`, `by`.
    private Map<String, Object> signOut(Map<String, Object> arguments) throws ControlClient.Refused {
        Who who = person(arguments);
        Map<String, Object> details = Drafts.details("by", ControlOrders.text(arguments, "by"), "text", maybe(arguments, "text").orElse("signed out at the desk"));
        Draft entry = campus.drafts().of(EventType.ENTRY, Optional.empty(), "granted", Optional.of(Reason.OPERATOR.word()), details)
                .with(who).going(Direction.OUT);
        Draft passage = campus.drafts().of(EventType.PASSAGE, "passed", Optional.empty(), Map.of()).partOf(entry).going(Direction.OUT);
        var recorded = campus.record(entry, List.of());
        campus.note(passage);
        ControlOrders.await(recorded);
        who.person().ifPresent(p -> campus.rememberLater(new History.Change.Went(p.id(), Direction.OUT, entry.time())));
        return Map.of();
    }

    // people who are known

    /// Somebody whose card is forgotten: `lane`, `person`, `reason`, `by`.
    private Map<String, Object> admit(Map<String, Object> arguments) throws ControlClient.Refused {
        Lane lane = lane(arguments);
        String person = ControlOrders.text(arguments, "person");
        Credential.Manual named = new Credential.Manual(person);
        if (campus.lookup(named).filter(Lookup::known).isEmpty()) {
            throw new ControlClient.Refused("there is no person '" + person + "' in the whitelist", "白名单中没有“" + person + "”");
        }
        present(lane, Optional.empty(), named, ControlOrders.text(arguments, "by"), ControlOrders.text(arguments, "reason"));
        return Map.of();
    }

    private void present(Lane lane, Optional<Long> entry, Credential credential, String by, String text) throws ControlClient.Refused {
        Lookup lookup = campus.lookup(credential).orElseThrow(() -> new ControlClient.Refused("the whitelist cannot be read", "无法读取白名单"));
        Optional<Long> stillWaits = entry.filter(e -> lane.view().state().waiting().stream().anyMatch(w -> w.entry() == e));
        campus.post(lane, new Event.Presented(stillWaits, lookup, by, text));
    }

    /// A hand-held reading: `lane`, `celsius`, `by`, and `entry` where several wait.
    private Map<String, Object> measure(Map<String, Object> arguments) throws ControlClient.Refused {
        Lane lane = lane(arguments);
        if (!(arguments.get("celsius") instanceof Number celsius)) {
            throw new ControlClient.Refused("'celsius' is missing, a number like 36.6", "缺少体温，应为 36.6 这样的数字");
        }
        Temperature body = Temperature.ofCelsius(celsius.doubleValue());
        if (!Screening.isPlausible(body)) {
            throw new ControlClient.Refused("a body has 34.0 to 42.0 °C, not " + celsius, "体温在 34.0 到 42.0 °C 之间，而不是 " + celsius);
        }
        Optional<Long> entry = entry(arguments);
        if (lane.view().state().waiting().isEmpty()) {
            throw new ControlClient.Refused("nobody waits at " + lane.id(), "通道 " + lane.id() + " 没有人在等待");
        }
        if (entry.isPresent()) {
            var _ = waiting(lane, entry.get());
        }
        campus.post(lane, new Event.ManualReading(entry, body, ControlOrders.text(arguments, "by")));
        return Map.of();
    }

    private static Lookup waiting(Lane lane, long entry) throws ControlClient.Refused {
        return lane.view().state().waiting().stream().filter(w -> w.entry() == entry).findFirst()
                .orElseThrow(() -> new ControlClient.Refused("this person does not wait at " + lane.id() + " any more",
                        "此人已不在通道 " + lane.id() + " 等待")).lookup();
    }

    // paper

    /// What was kept on paper while the gate was down: `person`, or `name` and `id_number` of a visitor; `lane`, `direction`,
    /// `happened`, `text`, `by`.
    private Map<String, Object> late(Map<String, Object> arguments) throws ControlClient.Refused {
        Instant now = clock.now().time();
        Instant happened = ControlOrders.instant(ControlOrders.text(arguments, "happened"), config.site().timezone());
        if (happened.isAfter(now) || happened.isBefore(now.minus(OLDEST_PAPER))) {
            throw new ControlClient.Refused("it happened within the last " + OLDEST_PAPER.toDays() + " days, not at " + local(happened),
                    "补录只限最近 " + OLDEST_PAPER.toDays() + " 天之内，而不是 " + local(happened));
        }
        Direction direction = Word.of(Direction.class, ControlOrders.text(arguments, "direction"))
                .orElseThrow(() -> new ControlClient.Refused("a direction is in or out", "方向只能是进（in）或出（out）"));
        Optional<String> lane = arguments.containsKey("lane") ? Optional.of(lane(arguments).id()) : Optional.empty();
        Who who = arguments.containsKey("person") ? person(arguments) : stranger(arguments);
        Draft entry = campus.drafts().of(EventType.ENTRY, lane, "granted", Optional.of(Reason.OPERATOR.word()),
                Drafts.details("late", true, "happened", local(happened), "by", ControlOrders.text(arguments, "by"), "text",
                        maybe(arguments, "text").orElse("kept on paper"))).with(who).going(direction);
        return Drafts.details("seq", ControlOrders.await(campus.record(entry, List.of())));
    }

    private static Who stranger(Map<String, Object> arguments) throws ControlClient.Refused {
        Credential.IdCard card = new Credential.IdCard(idNumber(arguments), ControlOrders.text(arguments, "name"));
        return new Who(card, Optional.of(new Who.Person(card.recorded(), card.name(), PersonKind.VISITOR, "")));
    }

    // what was said

    /// @param arguments `person`, and of somebody only known from the journal `name` too
    private Who person(Map<String, Object> arguments) throws ControlClient.Refused {
        String id = ControlOrders.text(arguments, "person");
        Credential.Manual named = new Credential.Manual(id);
        Optional<Who.Person> person = campus.walkIns().find(id)
                .map(v -> new Who.Person(v.passId(), v.name(), PersonKind.VISITOR, v.host()))
                .or(() -> campus.lookup(named).flatMap(Subject::of))
                .or(() -> maybe(arguments, "name").map(name -> new Who.Person(id, name, PersonKind.VISITOR, "")));
        return new Who(named, Optional.of(person.orElseThrow(() -> new ControlClient.Refused("there is no person '" + id + "' here", "这里没有“" + id + "”"))));
    }

    private Lane lane(Map<String, Object> arguments) throws ControlClient.Refused {
        return ControlOrders.lane(lanes, ControlOrders.text(arguments, "lane"));
    }

    private static IdNumber idNumber(Map<String, Object> arguments) throws ControlClient.Refused {
        try {
            return IdNumber.parse(ControlOrders.text(arguments, "id_number"));
        } catch (IdNumber.BadIdNumber e) {
            throw new ControlClient.Refused(String.valueOf(e.getMessage()), switch (e.fault()) {
                case LENGTH -> "证件号应为 18 位";
                case CHARSET -> "证件号是 17 位数字加一位数字或 X";
                case REGION -> "地区码不会以 0 开头";
                case DATE -> "第 7 到 14 位不是有效的出生日期";
                case CHECKSUM -> "校验位不符：是否有一位输错？";
            });
        }
    }

    private static Optional<Long> entry(Map<String, Object> arguments) throws ControlClient.Refused {
        Optional<String> text = maybe(arguments, "entry");
        try {
            return text.map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw new ControlClient.Refused("'entry' is the number of somebody who waits, not '" + text.orElse("") + "'",
                    "“entry”是等待者的编号，而不是“" + text.orElse("") + "”");
        }
    }

    private static Optional<String> maybe(Map<String, Object> arguments, String name) {
        return Optional.ofNullable(arguments.get(name)).map(Object::toString).map(String::strip).filter(t -> !t.isEmpty());
    }

    private String local(Instant time) {
        return WITH_OFFSET.format(time.atZone(config.site().timezone()).truncatedTo(ChronoUnit.SECONDS));
    }
}
