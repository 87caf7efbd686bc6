package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.link.GateStatus;
import io.campusgate.link.LinkState;
import io.campusgate.link.Progress;
import io.campusgate.link.StatusSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The gate as others see it: the retained message, and the fuller answer to a local command. No personal data.
final class Status implements StatusSource {
    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final List<Lane> lanes;
    private final DeviceBoard board;
    private final JournalWriter journal;
    private final Supplier<Long> freeMb;
    private final Supplier<Long> droppedTaps;
    private final String program;
    private final Instant since;
    private final String nonce;
    private volatile Supplier<Optional<Link>> link = Optional::empty;
    private volatile Supplier<Optional<GateStatus.Incoming>> incoming = Optional::empty;

    /// The broker's side of the status; empty where no broker is configured.
    record Link(LinkState state, Progress progress) {}

    Status(GateConfig config, Campus campus, GateClock clock, List<Lane> lanes, DeviceBoard board, JournalWriter journal,
           Supplier<Long> freeMb, Supplier<Long> droppedTaps, String program) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.lanes = List.copyOf(lanes);
        this.board = board;
        this.journal = journal;
        this.freeMb = freeMb;
        this.droppedTaps = droppedTaps;
        this.program = program;
        this.since = clock.now().time();
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.nonce = HexFormat.of().formatHex(random);
    }

    void link(Supplier<Optional<Link>> source) {
        link = source;
    }

    /// @param source tells of the whitelist that is being fetched
    void incoming(Supplier<Optional<GateStatus.Incoming>> source) {
        incoming = source;
    }

    /// New at each start; an order may name it while the clock is not trusted.
    String nonce() {
        return nonce;
    }

    @Override public OffsetDateTime now() {
        return clock.now().time().atZone(config.site().timezone()).toOffsetDateTime();
    }

    @Override public GateStatus status() {
        return new GateStatus(program, whitelist(), campus.mode().mode(), lanes.stream().map(this::lane).toList(), clock.now().clock(),
                nonce, freeMb.get());
    }

    private GateStatus.Whitelist whitelist() {
        Rulebook rules = campus.whitelist().rulebook();
        if (rules.version().equals(WhitelistVersion.NONE)) {
            return new GateStatus.Whitelist(rules.version().toString(), Optional.empty(), Optional.empty(), 0, incoming.get());
        }
        return new GateStatus.Whitelist(rules.version().toString(), Optional.of(rules.content()),
                Optional.of(rules.issued().atZone(config.site().timezone()).toOffsetDateTime()),
                Math.max(0, Duration.between(rules.issued(), clock.now().time()).toSeconds()), incoming.get());
    }

    private GateStatus.Lane lane(Lane lane) {
        List<GateStatus.Device> devices = board.states().stream().filter(s -> s.device().lane().equals(lane.id()))
                .map(s -> new GateStatus.Device(s.device().kind(), s.device().driver(), s.health().word())).toList();
        return new GateStatus.Lane(lane.id(), lane.phase().word(), devices);
    }

    /// All of it, with the reasons and counts that only this machine's operator needs.
    Map<String, Object> full() {
        GateStatus s = status();
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("gate", config.site().gate());
        m.put("program", program);
        m.put("since", since.atZone(config.site().timezone()).toOffsetDateTime().toString());
        m.put("mode", s.mode().word());
        m.put("drill", campus.mode().drill());
        m.put("clock", s.clock().word());
        m.put("store", journal.failure().map(f -> "failed: " + f).orElse("ok"));
        m.put("disk_free_mb", s.diskFreeMb());
        m.put("whitelist", Drafts.details("version", s.whitelist().version(), "content", s.whitelist().content().orElse(""),
                "age_s", s.whitelist().ageS()));
        List<Map<String, Object>> laneList = new ArrayList<>();
        for (Lane lane : lanes) {
            laneList.add(lane(lane.id(), lane.phase().word()));
        }
        m.put("lanes", laneList);
        m.put("faults", board.faults());
        m.put("alarms", campus.alarms());
        m.put("dropped_taps", droppedTaps.get());
        m.put("blocked_cards", campus.blocked().size());
        link.get().ifPresent(l -> m.put("link", link(l)));
        return m;
    }

    private Map<String, Object> lane(String id, String state) {
        List<Map<String, Object>> devices = new ArrayList<>();
        for (DeviceBoard.State d : board.states()) {
            if (d.device().lane().equals(id)) {
                devices.add(Drafts.details("kind", d.device().kind(), "driver", d.device().driver(), "health", d.health().word(),
                        "reason", d.reason(), "about", d.about()));
            }
        }
        return Drafts.details("id", id, "state", state, "devices", devices);
    }

    private Map<String, Object> link(Link l) {
        Map<String, Object> m = new LinkedHashMap<>();
        switch (l.state()) {
            case LinkState.Connected(var connectedSince) -> {
                m.put("state", "connected");
                m.put("since", connectedSince.toString());
            }
            case LinkState.Lost(var reason, var lostSince) -> {
                m.put("state", "lost");
                m.put("reason", reason);
                m.put("since", lostSince.toString());
            }
        }
        m.put("journal", l.progress().journal());
        m.put("seq", l.progress().seq());
        m.put("published", l.progress().published());
        m.put("confirmed", l.progress().confirmed());
        m.put("backlog", l.progress().backlog(config.mqtt().map(GateConfig.Mqtt::console).orElse(false)));
        m.put("odd_acks", l.progress().oddAcks());
        return m;
    }
}
