package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.device.Indicator.Signal;
import io.campusgate.device.i2c.EmulatedMlx90614;
import io.campusgate.device.i2c.EmulatedMlx90614.Fault;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Temperature;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A whole gate whose devices fail: what the person, the operator and the journal see of it.
@Timeout(120)
class DeviceFaultsTest {
    private static final String SCREENING = """
            [screening]
            offset = [[16, 2.4], [35, 2.4]]
            warm-up-s = 0
            degraded = "deny"
            required.normal = ["contractor"]
            """;
    private static final String LANE = """
            [[lane]]
            id = "in-1"
            direction = "in"
            reader = { driver = "sim" }
            relay = { driver = "sim", pulse-ms = 100 }
            thermometer = { driver = "mlx90614" }
            display = { driver = "sim" }
            """;
    private static final String DOOR_LANE = """
            [[lane]]
            id = "in-1"
            direction = "in"
            reader = { driver = "sim" }
            relay = { driver = "sim", pulse-ms = 500 }
            exit-button = { driver = "sim" }
            fire-input = { driver = "sim" }
            feedback = { driver = "sim" }
            """;

    @TempDir Path folder;
    private final EmulatedMlx90614 sensor = new EmulatedMlx90614();

    private SimSite site(String screening) throws Exception {
        return new SimSite(folder, screening, LANE, _ -> sensor);
    }

    private static void awaitEntries(SimSite site, int count) {
        Await.until(count + " entries", () -> site.entries().size() >= count);
    }

    @Test void whoStandsThereAlreadyIsMeasuredWithoutWaitingAndSeesTheReading() throws Exception {
        sensor.set(34.11, 24);
        try (SimSite site = site(SCREENING)) {
            site.awaitHealth("thermometer", "ok");
            assertEquals("emissivity 1.00", site.device("thermometer").get("about"));
            Await.until("five samples agree", () -> "steady".equals(sight(site)));
            site.tap(SimSite.contractor(0));
            awaitEntries(site, 1);
            assertEquals(List.of("granted ok"), site.entries());
            Draft entry = site.events(EventType.ENTRY).getFirst();
            assertEquals(Optional.of(new Temperature(3651)), entry.health().flatMap(h -> h.body()));
            Await.until("the relay opened", () -> site.lane().relay().edges().size() == 2);
            Await.until("the display says go", () -> site.lane().display().shown() == Signal.GO);
            assertEquals(Optional.of(new Temperature(3651)), site.lane().display().reading());
        }
    }

    private static String sight(SimSite site) {
        try {
            return String.valueOf(site.control().call("thermometer", Map.of("lane", "in-1")).get("sight"));
        } catch (ControlClient.NotDone e) {
            throw new AssertionError(e);
        }
    }

    @Test void aRelayThatIsMissingFromTheStartIsToldInTheJournal() throws Exception {
        try (SimSite site = new SimSite(folder, "", LANE.replace("relay = { driver = \"sim\"", "relay = { driver = \"lcus\", port = \"" + folder.resolve("unplugged") + "\""), _ -> sensor)) {
            Await.until("it is told", () -> site.events(EventType.DEVICE).stream()
                    .anyMatch(e -> e.outcome().equals("lost") && "relay".equals(e.details().get("kind")) && e.reason().orElse("").contains("unplugged is not there")));
            List<EventType> told = site.recorded().stream().map(Draft::type).toList();
            assertTrue(told.indexOf(EventType.GATE) < told.indexOf(EventType.DEVICE), "after the start: " + told);
        }
    }

    @Test void aFeverIsNotShownToThePeopleAround() throws Exception {
        sensor.set(36.10, 24);
        try (SimSite site = site(SCREENING)) {
            site.tap(SimSite.contractor(0));
            awaitEntries(site, 1);
            assertEquals(List.of("denied fever"), site.entries());
            Await.until("the display says stop", () -> site.lane().display().shown() == Signal.STOP);
            assertEquals(Optional.empty(), site.lane().display().reading());
            assertEquals(List.of(), site.lane().relay().edges());
        }
    }

    @ParameterizedTest(name = "{0}: the thermometer is {1}")
    @CsvSource({"NACK, lost", "PEC, unreliable", "FLAG, unreliable", "ONES, unreliable", "ZEROS, unreliable", "HANG, lost"})
    void aBadThermometerLeadsToTheDegradedRuleAndNeverToAnOpening(Fault fault, String health) throws Exception {
        sensor.set(34.11, 24);
        try (SimSite site = site(SCREENING)) {
            site.awaitHealth("thermometer", "ok");
            sensor.fail(fault);
            site.awaitHealth("thermometer", health);
            Await.until("the last good reading is over", () -> !"steady".equals(sight(site)));
            site.tap(SimSite.contractor(0));
            awaitEntries(site, 1);
            assertEquals(List.of("denied not_screened"), site.entries());
            site.tap(SimSite.TEACHER);
            awaitEntries(site, 2);
            assertEquals("granted ok", site.entries().getLast(), "who is not screened goes in");
            Await.until("the relay moved for the teacher alone", () -> site.lane().relay().edges().size() == 2);
            sensor.mend();
            site.awaitHealth("thermometer", "ok");
            Await.until("both changes are in the journal", () -> site.deviceEvents().size() == 2);
            assertEquals(List.of("thermometer " + health, "thermometer back"), site.deviceEvents(), "once a change");
        }
    }

    /// Each poll asks four times, so these are 100 failed transfers.
    @ParameterizedTest
    @CsvSource({"PEC, unreliable, CORRUPT", "NACK, lost, NO_ANSWER"})
    void whateverFailsAtEachPollIsToldOnceAndCountedEachTime(Fault fault, String health, String kind) throws Exception {
        sensor.set(34.11, 24);
        PrintStream stderr = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (SimSite site = site(SCREENING)) {
            site.awaitHealth("thermometer", "ok");
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            sensor.fail(fault);
            for (int polls : new int[] {10, 20, 25}) {   // two a second
                Await.until(polls + " polls have failed", () -> site.count("faults", "in-1 thermometer mlx90614 " + kind) >= polls);
            }
            assertEquals(List.of("thermometer " + health), site.deviceEvents());
            assertTrue(site.count("faults", "in-1 thermometer mlx90614 REPEATED") >= 75, "the repeats are counted apart");
        } finally {
            System.setErr(stderr);
        }
        String logged = log.toString(StandardCharsets.UTF_8);
        assertEquals(1, logged.lines().filter(line -> line.contains("thermometer")).count(), logged);
        assertFalse(logged.contains("\tat ") || logged.contains("Exception"), logged);
    }

    @Test void theGuardMeasuresWhereTheSiteSaysSoAndFlagLetsIn() throws Exception {
        sensor.fail(Fault.PEC);
        try (SimSite site = site(SCREENING.replace("deny", "flag"))) {
            site.awaitHealth("thermometer", "unreliable");
            site.tap(SimSite.contractor(0));
            awaitEntries(site, 1);
            assertEquals("granted ok", site.entries().getFirst());
            assertEquals("UNRELIABLE", site.events(EventType.ENTRY).getFirst().health().orElseThrow().verdict().name());
        }
    }

    @Test void aPassingFaultOfTheWireIsCountedAndTroublesNobody() throws Exception {
        sensor.set(34.11, 24);
        try (SimSite site = site(SCREENING)) {
            site.awaitHealth("thermometer", "ok");
            sensor.fail(Fault.NACK, 3);
            Await.until("the repeats are counted", () -> site.count("faults", "in-1 thermometer mlx90614 REPEATED") == 3);
            site.awaitHealth("thermometer", "ok");
            assertEquals(List.of(), site.deviceEvents());
        }
    }

    @Test void aSensorThatJustCameBackWarmsUpFirst() throws Exception {
        sensor.set(34.11, 24);
        try (SimSite site = site(SCREENING.replace("warm-up-s = 0", "warm-up-s = 300"))) {
            site.awaitHealth("thermometer", "ok");
            site.tap(SimSite.contractor(0));
            awaitEntries(site, 1);
            assertEquals(List.of("denied not_screened"), site.entries());
            assertEquals("unwell", sight(site));
        }
    }

    @Test void aThermometerThatDriftsIsToldOnceAndShown() throws Exception {
        sensor.set(34.55, 24);   // 36.95, then with a table that adds too much
        try (SimSite site = site(SCREENING.replace("2.4", "2.5").replace("[screening]", "[screening]\nthreshold-celsius = 38.0"))) {
            for (int i = 0; i < 25; i++) {
                site.tap(SimSite.contractor(i));
                awaitEntries(site, i + 1);
            }
            Await.until("the drift is in the journal", () -> site.deviceEvents().contains("thermometer drift"));
            assertEquals(List.of("thermometer drift"), site.deviceEvents());
            Draft event = site.events(EventType.DEVICE).getFirst();
            assertEquals(Optional.of("the median of today's normal people is 37.05 °C, expected 36.00 to 37.00"), event.reason());
            Await.until("it is shown", () -> String.valueOf(site.device("thermometer").get("about")).endsWith("; " + event.reason().orElseThrow()));
        }
    }

    @Test void aStuckRelayIsAnAlarm() throws Exception {
        try (SimSite site = new SimSite(folder, "", DOOR_LANE, _ -> sensor)) {
            site.awaitHealth("relay", "ok");
            site.lane().input("feedback").set(true);
            site.awaitHealth("relay", "unreliable");
            assertEquals("it is told to rest, but its contact says energised", site.device("relay").get("reason"));
            Await.until("it is an alarm", () -> site.count("alarms", "relay_fault") == 1);
            site.lane().input("feedback").set(false);
            Await.until("both changes are in the journal", () -> site.deviceEvents().size() == 2);
            assertEquals(List.of("relay unreliable", "relay back"), site.deviceEvents());
        }
    }

    @Test void aRelayThatDoesNotCloseIsAnAlarmAndOneThatFollowsIsNot() throws Exception {
        try (SimSite site = new SimSite(folder, "", DOOR_LANE, _ -> sensor)) {
            site.awaitHealth("relay", "ok");
            site.tap(SimSite.TEACHER);
            site.awaitHealth("relay", "unreliable");
            assertEquals("it is told to energise, but its contact says at rest", site.device("relay").get("reason"));
            Await.until("it rests again", () -> site.lane().relay().edges().size() == 2);
            site.lane().relay().onEdge(edge -> site.lane().input("feedback").set(edge.energised()));
            site.lane().exitButton(true);
            site.awaitHealth("relay", "ok");
        }
    }

    @Test void aButtonFoundPressedOpensNothingAndStillWorksLater() throws Exception {
        try (SimSite site = new SimSite(folder, "", DOOR_LANE, _ -> sensor)) {
            site.awaitHealth("exit-button", "ok");
            site.lane().input("exit-button").unplug();
            site.awaitHealth("exit-button", "lost");
            site.lane().exitButton(true);
            site.lane().input("exit-button").plugIn();
            site.awaitHealth("exit-button", "ok");
            assertEquals(List.of(), site.events(EventType.DOOR));
            site.lane().exitButton(false);
            site.lane().exitButton(true);
            Await.until("a press opens", () -> !site.events(EventType.DOOR).isEmpty());
            assertEquals(1, site.events(EventType.DOOR).size());
        }
    }

    @Test void anInputThatIsGoneIsReportedAndComesBackWithItsState() throws Exception {
        try (SimSite site = new SimSite(folder, "", DOOR_LANE, _ -> sensor)) {
            site.awaitHealth("fire-input", "ok");
            site.lane().input("fire-input").unplug();
            site.awaitHealth("fire-input", "lost");
            site.lane().fire(true);
            site.lane().input("fire-input").plugIn();
            site.awaitHealth("fire-input", "ok");
            Await.until("the fire releases the lane", () -> site.lane().relay().isEnergised());
            Await.until("that is in the journal", () -> !site.events(EventType.DOOR).isEmpty());
        }
    }

    @Test void aDisplayThatIsUnpluggedHoldsUpNobody() throws Exception {
        sensor.set(34.11, 24);
        try (SimSite site = site(SCREENING)) {
            site.awaitHealth("display", "ok");
            site.lane().display().unplug();
            site.tap(SimSite.TEACHER);
            awaitEntries(site, 1);
            site.awaitHealth("display", "lost");
            site.lane().display().plugIn();
            Await.until("both changes are in the journal", () -> site.deviceEvents().size() == 2);
            assertEquals(List.of("display lost", "display back"), site.deviceEvents());
        }
    }
}
