package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.decision.Sight;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Word;
import io.campusgate.passage.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What local commands may have the running gate do. Each answers when what it did is durable.
final class ControlOrders implements ControlServer.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ControlOrders.class);
    private static final long PATIENCE_S = 30;
    private static final long LONG_PATIENCE_S = 110;   // less than the command waits

    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final List<Lane> lanes;
    private final WhitelistChange whitelist;
    private final WhitelistSync sync;
    private final UserOrders users;
    private final IncidentDesk incidents;
    private final ReportDesk reports;
    private final ReaderEnrolment readers;
    private final Retention retention;
    private final Status status;
    private final Captures captures;
    private final DeskOrders desk;
    private final Map<String, ThermometerWatch> thermometers;

    /// @param thermometers by lane, as they come
    ControlOrders(GateConfig config, Campus campus, GateClock clock, List<Lane> lanes, WhitelistChange whitelist, WhitelistSync sync,
                  UserOrders users, IncidentDesk incidents, ReportDesk reports,
                  ReaderEnrolment readers, Retention retention, Status status, Map<String, ThermometerWatch> thermometers) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.lanes = List.copyOf(lanes);
        this.whitelist = whitelist;
        this.sync = sync;
        this.users = users;
        this.incidents = incidents;
        this.reports = reports;
        this.readers = readers;
        this.retention = retention;
        this.status = status;
        this.captures = new Captures(config, campus);
        this.desk = new DeskOrders(config, campus, clock, lanes);
        this.thermometers = thermometers;
    }

    @Override public Map<String, ?> handle(String what, Map<String, Object> arguments) throws ControlClient.Refused {
        return switch (what) {
            case "status" -> status.full();
            case "capture_begin" -> captures.begin(text(arguments, "lane"), arguments.get("reader") instanceof Long n ? n.intValue() : 1,
                    Boolean.TRUE.equals(arguments.get("personal")), text(arguments, "by"));
            case "capture_read" -> captures.read(text(arguments, "id"), Boolean.TRUE.equals(arguments.get("last")));
            case "thermometer" -> thermometer(arguments);
            case "mode_show" -> mode(campus.mode());
            case "mode_set" -> setMode(arguments);
            case "drill" -> drill(arguments);
            case "open" -> open(arguments);
            case "block" -> block(arguments);
            case "unblock" -> unblock(arguments);
            case "clock_set" -> setClock(arguments);
            case "whitelist_adopt" -> whitelist.adopt(arguments);
            case "incident_acknowledge" -> incidents.acknowledge(arguments);
            case "incident_close" -> incidents.close(arguments);
            case "report_issue" -> reports.issue(arguments);
            case "whitelist_offer" -> patiently(sync.offer(text(arguments, "manifest")),   // the chunks are in the [ChunkStore] already
                    "the gate is still at it; see: campus-gate whitelist status", "本门仍在处理，请查看：campus-gate whitelist status");
            case "log_purge" -> patiently(retention.purgeNow(),
                    "the gate goes on purging; see: campus-gate log list --type store", "本门仍在清除，请查看：campus-gate log list --type store");
            case "trust_reset_floor" -> whitelist.resetFloor(arguments);
            case "osdp_enrol" -> readers.begin(arguments);
            case "osdp_enrolment" -> readers.state(arguments);
            case "user_put" -> users.put(arguments);
            case "user_remove" -> users.remove(arguments);
            default -> desk.handle(what, arguments).orElseThrow(() -> new ControlClient.Refused("this gate daemon cannot do '" + what + "'; is the command of another version?",
                    "本门程序不会执行“" + what + "”；命令是否属于另一个版本？"));
        };
    }

    /// What takes the gate longer than a disk needs.
    private static Map<String, Object> patiently(Future<Map<String, Object>> outcome, String notYet, String notYetInChinese) throws ControlClient.Refused {
        try {
            return outcome.get(LONG_PATIENCE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ControlClient.Refused(notYet, notYetInChinese);
        } catch (ExecutionException e) {
            LOG.error("a local command failed", e);
            throw new ControlClient.Refused("the gate daemon failed at this; its log says why", "本门程序执行时出错，原因见其日志");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlClient.Refused("the gate daemon is stopping", "本门程序正在停止");
        }
    }

    /// What a lane's thermometer sees at this moment; whoever is measured there meanwhile loses nothing by it.
    private Map<String, Object> thermometer(Map<String, Object> arguments) throws ControlClient.Refused {
        String id = text(arguments, "lane");
        ThermometerWatch watch = thermometers.get(id);
        if (watch == null) {
            String others = String.join(", ", new TreeSet<>(thermometers.keySet()));
            throw new ControlClient.Refused("there is no thermometer at a lane '" + id + "'" + (others.isEmpty() ? "" : "; there are at " + others),
                    "通道“" + id + "”没有测温仪" + (others.isEmpty() ? "" : "；有测温仪的通道：" + others));
        }
        return switch (watch.sight()) {
            case Sight.Steady(var surface, var ambient, var at) -> Drafts.details("sight", "steady", "surface", surface.celsius(),
                    "ambient", ambient.celsius(), "age_ms", (System.nanoTime() - at.nanos()) / 1_000_000);
            case Sight.Moving() -> Drafts.details("sight", "moving");
            case Sight.Nobody() -> Drafts.details("sight", "nobody");
            case Sight.Unwell(var cause) -> Drafts.details("sight", "unwell", "cause", cause.word());
        };
    }

    private static Map<String, Object> mode(CampusMode mode) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("mode", mode.mode().word());
        mode.until().ifPresent(u -> m.put("until", u.toString()));
        if (!mode.by().isEmpty()) {
            m.put("by", mode.by());
            m.put("reason", mode.reason());
        }
        m.put("drill", mode.drill());
        return m;
    }

    private Map<String, Object> setMode(Map<String, Object> arguments) throws ControlClient.Refused {
        String word = text(arguments, "mode");
        Mode to = Word.of(Mode.class, word)
                .orElseThrow(() -> new ControlClient.Refused("there is no mode '" + word + "'; there are " + Word.list(Mode.class),
                        "没有模式“" + word + "”；可选：" + Word.list(Mode.class)));
        String by = text(arguments, "by");
        String reason = text(arguments, "reason");
        Optional<Instant> until = arguments.containsKey("until") ? Optional.of(instant(text(arguments, "until"), config.site().timezone())) : Optional.empty();
        if (until.isPresent() && !until.get().isAfter(clock.now().time())) {
            throw new ControlClient.Refused("the end " + text(arguments, "until") + " lies in the past", "结束时间 " + text(arguments, "until") + " 已经过去");
        }
        CampusMode next = campus.mode().change(to, until, by, reason);
        Map<String, Object> details = Drafts.details("by", by);
        until.ifPresent(u -> details.put("until", u.toString()));
        await(campus.change(next, details));
        return mode(next);
    }

    private Map<String, Object> drill(Map<String, Object> arguments) throws ControlClient.Refused {
        if (!(arguments.get("on") instanceof Boolean on)) {
            throw new ControlClient.Refused("a drill is on or off", "演练只能开或关");
        }
        String by = text(arguments, "by");
        CampusMode next = campus.mode().withDrill(on);
        await(campus.change(next, Drafts.details("by", by, "drill_now", on)));
        return mode(next);
    }

    private Map<String, Object> open(Map<String, Object> arguments) throws ControlClient.Refused {
        Lane lane = lane(lanes, text(arguments, "lane"));
        campus.post(lane, new Event.OpenedBy(text(arguments, "by"), text(arguments, "reason")));
        return Map.of("lane", lane.id());
    }

    static Lane lane(List<Lane> lanes, String id) throws ControlClient.Refused {
        String all = String.join(", ", lanes.stream().map(Lane::id).toList());
        return lanes.stream().filter(l -> l.id().equals(id)).findFirst().orElseThrow(() -> new ControlClient.Refused(
                "there is no lane '" + id + "'; there are " + all, "没有通道“" + id + "”；现有：" + all));
    }

    private Map<String, Object> block(Map<String, Object> arguments) throws ControlClient.Refused {
        CardNumber card = card(arguments);
        await(campus.block(card, text(arguments, "reason"), text(arguments, "by"), clock.now().time()));
        return Map.of("card", card.hex());
    }

    private Map<String, Object> unblock(Map<String, Object> arguments) throws ControlClient.Refused {
        CardNumber card = card(arguments);
        Optional<CompletableFuture<Long>> done = campus.unblock(card, text(arguments, "by"));
        if (done.isEmpty()) {
            throw new ControlClient.Refused("the card " + card + " is not blocked at this gate", "卡 " + card + " 在本门没有被停用");
        }
        await(done.get());
        return Map.of("card", card.hex());
    }

    private Map<String, Object> setClock(Map<String, Object> arguments) throws ControlClient.Refused {
        String by = text(arguments, "by");
        Instant time = instant(text(arguments, "time"), config.site().timezone());
        try {
            double seconds = clock.setByHand(time).map(change -> change.by().toMillis() / 1000.0).orElse(0.0);
            await(campus.record(campus.drafts().of(EventType.CLOCK, "stepped", Optional.of("set by hand"),
                    Drafts.details("seconds", seconds, "by", by)), List.of()));
            return Map.of("time", clock.now().time().toString(), "seconds", seconds);
        } catch (IllegalArgumentException e) {
            throw new ControlClient.Refused(String.valueOf(e.getMessage()), "这个时间早于本门已知发生过的事");
        }
    }

    private static CardNumber card(Map<String, Object> arguments) throws ControlClient.Refused {
        try {
            return CardNumber.parse(text(arguments, "card"));
        } catch (IllegalArgumentException e) {
            throw new ControlClient.Refused(String.valueOf(e.getMessage()),
                    "卡号是 3 到 10 个字节的十六进制数，如 001293D8 或 04:A1:B2:C3，也可写作 dec:0001217496、fc:18,37848、w26:212,7041");
        }
    }

    static String text(Map<String, Object> arguments, String name) throws ControlClient.Refused {
        if (arguments.get(name) instanceof String text && !text.isBlank()) {
            return text.strip();
        }
        throw new ControlClient.Refused("'" + name + "' is missing", "缺少“" + name + "”");
    }

    /// A time with an offset, or one of the site's zone, to the minute or the day.
    static Instant instant(String text, ZoneId zone) throws ControlClient.Refused {
        try {
            if (text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d:?\\d\\d")) {
                return OffsetDateTime.parse(text).toInstant();
            }
            LocalDateTime local = text.contains("T") ? LocalDateTime.parse(text) : LocalDate.parse(text).atStartOfDay();
            return local.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new ControlClient.Refused("a time reads 2026-09-01T07:30, not '" + text + "'", "时间应写作 2026-09-01T07:30，而不是“" + text + "”");
        }
    }

    static long await(CompletableFuture<Long> done) throws ControlClient.Refused {
        try {
            return done.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            String why = Optional.ofNullable(e.getCause()).orElse(e).getMessage();
            throw new ControlClient.Refused("the store cannot be written: " + why, "无法写入存储：" + why);
        } catch (TimeoutException e) {
            throw new ControlClient.Refused("it is done, but the disk has not confirmed the record within " + PATIENCE_S + " s",
                    "已执行，但磁盘在 " + PATIENCE_S + " 秒内没有确认记录");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlClient.Refused("the gate daemon is stopping", "本门程序正在停止");
        }
    }
}
