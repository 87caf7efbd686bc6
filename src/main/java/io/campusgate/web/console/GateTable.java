package io.campusgate.web.console;

import io.campusgate.console.ConsoleView;
import io.campusgate.store.CampusStore;
import io.campusgate.web.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/// What the page shows, in its words. Times are in this machine's zone.
///
/// @param view as the console had it
public record GateTable(ConsoleView view) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    public List<ConsoleView.Gate> gates() {
        return view.gates();
    }

    public List<CampusStore.Finding> findings() {
        return view.findings();
    }

    public String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    public String millis(long at) {
        return time(Instant.ofEpochMilli(at));
    }

    /// `3 d`, `5 h`, `12 min`.
    public String age(Words words, long seconds) {
        return seconds >= 172_800 ? words.of("gates.days", seconds / 86_400) : seconds >= 7_200 ? words.of("gates.hours", seconds / 3_600)
                : words.of("gates.minutes", seconds / 60);
    }

    /// `11–20`, with a comma between stretches.
    public String gaps(ConsoleView.Gate gate) {
        return gate.gaps().stream().map(g -> g.from() == g.to() ? String.valueOf(g.from()) : g.from() + "–" + g.to()).collect(Collectors.joining(", "));
    }

    public boolean isWell(ConsoleView.Gate gate) {
        return gate.online() && gate.gaps().isEmpty() && gate.alarms() <= 0 && gate.findings() == 0 && gate.lost().isEmpty();
    }
}
