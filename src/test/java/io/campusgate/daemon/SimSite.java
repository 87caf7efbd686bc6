package io.campusgate.daemon;

import io.campusgate.Await;
import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.device.I2cBus;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.device.sim.SimLane;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.store.WhitelistFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/// A whole gate in this process, on twins, with an I2C bus of the test's choice: a teacher who is not screened, and
/// contractors who are.
final class SimSite implements AutoCloseable {
    static final String TEACHER = "00000001";
    private static final int CONTRACTORS = 60;

    final SimGate hardware = new SimGate();
    final GateConfig config;
    private final Gate gate;
    private final List<Draft> recorded = new CopyOnWriteArrayList<>();

    /// @param more  lines of the configuration after `[clock]`
    /// @param lanes `[[lane]]` tables
    SimSite(Path folder, String more, String lanes, IntFunction<I2cBus> bus) throws Exception {
        config = config(folder, more, lanes);
        gate = Gate.start(config, new Drivers(hardware, bus), (_, drafts) -> recorded.addAll(drafts));
        importPeople(folder);
    }

    private static GateConfig config(Path folder, String more, String lanes) throws IOException, BadConfig {
        return GateConfig.read(Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                language = "en"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                %s
                %s
                """.formatted(more, lanes)));
    }

    static String contractor(int number) {
        return CardNumber.ofInt(0x1000 + number).hex();
    }

    private void importPeople(Path folder) throws Exception {
        Path people = Files.createDirectories(folder.resolve("people"));
        StringBuilder rows = new StringBuilder("person_id,name,kind,levels,cards\nT1,Wang,staff,all," + TEACHER + "\n");
        for (int i = 0; i < CONTRACTORS; i++) {
            rows.append("C").append(i).append(",Li,contractor,all,").append(contractor(i)).append('\n');
        }
        Files.writeString(people.resolve("people.csv"), rows);
        Files.writeString(people.resolve("levels.csv"), "level,modes,gates,direction,days,from,until,holidays,needs_pass\n"
                + "all,normal;closed,*,both,*,00:00,24:00,yes,no\n");
        try (WhitelistFolder view = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             WhitelistImport.Outcome outcome = new WhitelistImport(WhitelistImport.source(people, config), (_, _, _) -> { })
                     .prepare(view, Instant.now(), false)) {
            control().call("whitelist_adopt", Map.of("version", ((WhitelistImport.Prepared) outcome).version().toString(), "by", "test"));
        }
    }

    ControlClient control() throws ControlClient.NotRunning {
        return ControlClient.connect(config.store().path());
    }

    SimLane lane() {
        return hardware.lane(config.lanes().getFirst().id());
    }

    void tap(String card) {
        tap(lane(), card);
    }

    void tap(SimLane lane, String card) {
        if (!lane.tap(new Credential.Card(new CardNumber(card)))) {
            throw new AssertionError("the reader is swamped");
        }
    }

    /// All events so far, oldest first.
    List<Draft> recorded() {
        return List.copyOf(recorded);
    }

    List<Draft> events(EventType type) {
        return recorded.stream().filter(d -> d.type() == type).toList();
    }

    /// `outcome reason` of the entries, oldest first.
    List<String> entries() {
        return events(EventType.ENTRY).stream().map(d -> d.outcome() + " " + d.reason().orElse("")).toList();
    }

    /// `kind outcome` of the device events.
    List<String> deviceEvents() {
        return events(EventType.DEVICE).stream().map(d -> d.details().get("kind") + " " + d.outcome()).toList();
    }

    private Map<String, Object> status() {
        try {
            return control().call("status", Map.of());
        } catch (ControlClient.NotDone e) {
            throw new AssertionError(e);
        }
    }

    /// What the status says of one device.
    Map<?, ?> device(String kind) {
        return maps(status(), "lanes").stream().flatMap(lane -> maps(lane, "devices").stream()).filter(d -> kind.equals(d.get("kind")))
                .findFirst().orElseThrow(() -> new AssertionError("no " + kind));
    }

    private static List<Map<?, ?>> maps(Map<?, ?> of, String key) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (of.get(key) instanceof List<?> list) {
            list.forEach(e -> maps.add((Map<?, ?>) e));
        }
        return maps;
    }

    /// How often: of the status' `faults` or `alarms`, 0 if there is no such.
    long count(String counts, String what) {
        return status().get(counts) instanceof Map<?, ?> map && map.get(what) instanceof Long n ? n : 0;
    }

    void awaitHealth(String kind, String health) {
        Await.until(kind + " is " + health, () -> health.equals(device(kind).get("health")));
    }

    @Override public void close() {
        gate.close();
    }
}
