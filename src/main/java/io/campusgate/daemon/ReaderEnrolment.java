package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.device.CardReader;
import io.campusgate.device.osdp.OsdpReader;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Gives new OSDP readers the site's key when a local administrator asks for it: one reader, for a bounded time, journaled
/// when it begins and how it ended. A restart ends it. Thread-safe.
final class ReaderEnrolment {
    private static final long USUAL_MINUTES = 2;
    private static final long MOST_MINUTES = 10;

    private record Enrollable(DeviceBoard.Device device, OsdpReader reader) {}

    private record Attempt(Instant until, CompletableFuture<Void> end) {}

    private final Campus campus;
    private final GateClock clock;
    private final DeviceBoard board;
    private final List<Enrollable> readers = new ArrayList<>();
    private final Map<DeviceBoard.Device, Attempt> attempts = new HashMap<>();   // the last of each

    /// @param devices of each lane, in the same order
    ReaderEnrolment(Campus campus, GateClock clock, DeviceBoard board, List<GateConfig.Lane> lanes, List<LaneDevices> devices) {
        this.campus = campus;
        this.clock = clock;
        this.board = board;
        for (int i = 0; i < lanes.size(); i++) {
            List<CardReader> made = devices.get(i).readers();
            for (int r = 0; r < made.size(); r++) {
                if (made.get(r) instanceof OsdpReader reader) {
                    readers.add(new Enrollable(DeviceBoard.Device.reader(lanes.get(i), r), reader));
                }
            }
        }
    }

    /// @param arguments `lane`, `by`; `reader` where the lane has several; `minutes`
    Map<String, Object> begin(Map<String, Object> arguments) throws ControlClient.Refused {
        Enrollable one = reader(arguments);
        String by = ControlOrders.text(arguments, "by");
        long minutes = arguments.get("minutes") instanceof Long m ? m : USUAL_MINUTES;
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw new ControlClient.Refused("an install mode lasts 1 to " + MOST_MINUTES + " minutes, not " + minutes,
                    "安装模式持续 1 到 " + MOST_MINUTES + " 分钟，而不是 " + minutes);
        }
        if (one.reader().isWell()) {
            throw new ControlClient.Refused("the " + name(one) + " has the site's key already", "通道 " + one.device().lane() + " 的读卡器已有本校密钥");
        }
        synchronized (attempts) {
            if (Optional.ofNullable(attempts.get(one.device())).filter(a -> !a.end().isDone()).isPresent()) {
                throw new ControlClient.Refused("the " + name(one) + " is being enrolled already", "通道 " + one.device().lane() + " 的读卡器正在安装密钥");
            }
            Instant until = clock.now().time().plus(Duration.ofMinutes(minutes));
            ControlOrders.await(campus.record(event(one, Optional.empty(), Drafts.details("what", "osdp_enrol", "device", one.device().kind(),
                    "until", until.toString(), "by", by)), List.of()));
            CompletableFuture<Void> end = one.reader().enrol(Duration.ofMinutes(minutes));
            attempts.put(one.device(), new Attempt(until, end));
            var _ = end.whenComplete((_, failure) -> campus.note(event(one, failure == null ? Optional.empty() : trouble(one),
                    Drafts.details("what", "osdp_enrol_end", "device", one.device().kind(), "enrolled", failure == null, "by", by))));
        }
        return state(one);
    }

    /// How the last attempt goes, or went.
    Map<String, Object> state(Map<String, Object> arguments) throws ControlClient.Refused {
        return state(reader(arguments));
    }

    private Map<String, Object> state(Enrollable one) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("lane", one.device().lane());
        state.put("device", one.device().kind());
        synchronized (attempts) {
            Optional<Attempt> attempt = Optional.ofNullable(attempts.get(one.device()));
            state.put("state", attempt.map(a -> !a.end().isDone() ? "enrolling" : a.end().isCompletedExceptionally() ? "failed" : "enrolled").orElse("none"));
            attempt.ifPresent(a -> state.put("until", a.until().toString()));
        }
        trouble(one).ifPresent(reason -> state.put("reason", reason));
        return state;
    }

    private Draft event(Enrollable one, Optional<String> reason, Map<String, Object> details) {
        return campus.drafts().of(EventType.OPERATOR, Optional.of(one.device().lane()), "changed", reason, details);
    }

    private Optional<String> trouble(Enrollable one) {
        return board.states().stream().filter(s -> s.device().equals(one.device())).map(DeviceBoard.State::reason)
                .filter(reason -> !reason.isEmpty()).findFirst();
    }

    private Enrollable reader(Map<String, Object> arguments) throws ControlClient.Refused {
        String lane = ControlOrders.text(arguments, "lane");
        List<Enrollable> here = readers.stream().filter(r -> r.device().lane().equals(lane)).toList();
        if (here.isEmpty()) {
            String others = String.join(", ", readers.stream().map(r -> r.device().lane()).distinct().toList());
            throw new ControlClient.Refused("there is no OSDP reader at a lane '" + lane + "'; " + (others.isEmpty() ? "there are none at all" : "there are some at " + others),
                    "通道“" + lane + "”没有 OSDP 读卡器；" + (others.isEmpty() ? "本门一台也没有" : "有的通道：" + others));
        }
        if (!(arguments.get("reader") instanceof Long number)) {
            if (here.size() > 1) {
                throw new ControlClient.Refused("lane '" + lane + "' has " + here.size() + " OSDP readers; say which by --reader 1 to " + here.size(),
                        "通道“" + lane + "”有 " + here.size() + " 台 OSDP 读卡器；请用 --reader 1 到 " + here.size() + " 指明");
            }
            return here.getFirst();
        }
        if (number < 1 || number > here.size()) {
            throw new ControlClient.Refused("lane '" + lane + "' has no OSDP reader " + number + "; expected 1 to " + here.size(),
                    "通道“" + lane + "”没有第 " + number + " 台 OSDP 读卡器；应为 1 到 " + here.size());
        }
        return here.get(Math.toIntExact(number - 1));
    }

    private static String name(Enrollable one) {
        return one.device().kind() + " of lane " + one.device().lane();
    }
}
