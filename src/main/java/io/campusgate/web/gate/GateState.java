package io.campusgate.web.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The gate's status laid out for a page.
///
/// @param program  name and version
/// @param since    ISO 8601, the daemon's start
/// @param faults   counts since the start, by device and fault
/// @param link     `connected` or `lost`; empty: works alone
public record GateState(String program, String since, String mode, boolean drill, String clock, String store, long diskFreeMb, String whitelist,
                        long whitelistAgeS, List<Lane> lanes, Map<String, String> faults, Map<String, String> alarms, long droppedTaps,
                        long blockedCards, Optional<Link> link) {

    public record Lane(String id, String state, List<Device> devices) {
        /// Nobody can tap, or nothing can open.
        boolean isLost() {
            List<Device> readers = devices.stream().filter(d -> d.kind().startsWith("reader")).toList();
            boolean noReader = !readers.isEmpty() && readers.stream().allMatch(Device::isLost);
            return noReader || devices.stream().anyMatch(d -> d.kind().equals("relay") && d.isLost());
        }
    }

    /// @param health `ok`, `lost`, `unreliable`, `unknown`
    public record Device(String kind, String driver, String health, String reason) {
        boolean isLost() {
            return health.equals("lost");
        }
    }

    /// How often a device had a fault.
    public record Fault(String lane, String kind, String driver, String code, String count) {}

    public record Link(String state, String reason, long backlog) {}

    /// [#faults] taken apart: `in-1 reader rdm6300 BAD_CHECKSUM` is of the lane `in-1`.
    public List<Fault> faultsByDevice() {
        return faults.entrySet().stream().map(fault -> Map.entry(fault.getKey().split(" ", 4), fault.getValue())).filter(fault -> fault.getKey().length == 4)
                .map(fault -> new Fault(fault.getKey()[0], fault.getKey()[1], fault.getKey()[2], fault.getKey()[3], fault.getValue())).toList();
    }

    /// @param status of [io.campusgate.daemon.Controls#status]
    static GateState of(Map<String, Object> status) {
        Map<?, ?> whitelist = map(status.get("whitelist"));
        return new GateState(text(status, "program"), text(status, "since"), text(status, "mode"), Boolean.TRUE.equals(status.get("drill")),
                text(status, "clock"), text(status, "store"), number(status, "disk_free_mb"), text(whitelist, "version"), number(whitelist, "age_s"),
                list(status.get("lanes")).stream().map(GateState::lane).toList(), counts(status.get("faults")), counts(status.get("alarms")),
                number(status, "dropped_taps"), number(status, "blocked_cards"), Optional.ofNullable(status.get("link")).map(GateState::map)
                        .map(l -> new Link(text(l, "state"), text(l, "reason"), number(l, "backlog"))));
    }

    private static Lane lane(Map<?, ?> m) {
        return new Lane(text(m, "id"), text(m, "state"), list(m.get("devices")).stream()
                .map(d -> new Device(text(d, "kind"), text(d, "driver"), text(d, "health"), text(d, "reason"))).toList());
    }

    private static Map<String, String> counts(@Nullable Object value) {
        Map<String, String> counts = new LinkedHashMap<>();
        map(value).forEach((what, count) -> counts.put(String.valueOf(what), String.valueOf(count)));
        return counts;
    }

    private static String text(Map<?, ?> m, String name) {
        return Optional.ofNullable((Object) m.get(name)).map(Object::toString).orElse("");
    }

    private static long number(Map<?, ?> m, String name) {
        return m.get(name) instanceof Number n ? n.longValue() : 0;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> m ? m : Map.of();
    }

    private static List<Map<?, ?>> list(@Nullable Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> values) {
            values.forEach(v -> maps.add(map(v)));
        }
        return maps;
    }
}
