package io.campusgate.daemon;

import io.campusgate.decision.Drift;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Health;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Verdict;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Watches each calibrated thermometer by the people whom it finds normal, and tells once when it has drifted. Belongs to
/// the gate loop's thread.
final class DriftWatch {
    private record Watched(DeviceBoard.Device device, Drift drift) {}

    private final ZoneId zone;
    private final DeviceBoard board;
    private final Drafts drafts;
    private final Consumer<Draft> journal;
    private final Map<String, Watched> byLane = new HashMap<>();

    /// @param zone where the days begin
    DriftWatch(ZoneId zone, DeviceBoard board, Drafts drafts, Consumer<Draft> journal) {
        this.zone = zone;
        this.board = board;
        this.drafts = drafts;
        this.journal = journal;
    }

    void add(DeviceBoard.Device thermometer) {
        byLane.put(thermometer.lane(), new Watched(thermometer, new Drift()));
    }

    /// Takes in what a lane records.
    void recorded(String lane, Draft entry) {
        Optional<Watched> watched = Optional.ofNullable(byLane.get(lane));
        Optional<Temperature> body = entry.health().filter(h -> h.verdict() == Verdict.NORMAL && h.method() == Health.Method.SENSOR)
                .flatMap(Health::body);
        if (watched.isPresent() && body.isPresent()) {
            take(watched.get(), body.get(), entry.time().atZone(zone).toLocalDate());
        }
    }

    private void take(Watched watched, Temperature body, LocalDate today) {
        Optional<Temperature> left = watched.drift().add(body, today);
        DeviceBoard.Device device = watched.device();
        if (left.isPresent()) {
            String text = "the median of today's normal people is " + left.get() + " °C, expected " + Drift.BAND_LOW + " to " + Drift.BAND_HIGH;
            board.drift(device, text);
            journal.accept(drafts.of(EventType.DEVICE, Optional.of(device.lane()), "drift", Optional.of(text),
                    Drafts.details("kind", device.kind(), "driver", device.driver(), "median", left.get().celsius())));
        } else if (!watched.drift().isOutside()) {
            board.drift(device, "");
        }
    }
}
