package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.GateProcess;
import io.campusgate.Mosquitto;
import io.campusgate.RealComponents;
import io.campusgate.store.CampusDatabase;
import io.campusgate.store.CampusStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gate and the packaged console, a real tty and a real mosquitto between them.
class ConsoleIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    @TempDir Path folder;

    private HttpResponse<String> get(HttpClient http, int port, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void tap(TestSite site) {
        for (long card : new long[] {TestSite.TEACHER, TestSite.SUSPENDED, TestSite.PUPIL}) {
            site.tap(card);
            site.relayBytes(8, Duration.ofMillis(300));
        }
    }

    /// Until the console has confirmed all that the gate has recorded, as the gate itself says.
    private static void awaitConfirmed(TestSite site) {
        long end = System.nanoTime() + LONG.toNanos();
        String said = "";
        while (System.nanoTime() < end) {
            said = GateProcess.command("status", "--json", "-c", site.config.toString()).out();
            if (said.contains("\"backlog\":0,") || said.contains("\"backlog\":0}")) {
                return;
            }
        }
        throw new AssertionError("the gate has not heard that all is stored:\n" + said);
    }

    /// The last event of a clean stop is on its way for a moment.
    private void awaitStored(HttpClient http, int port, int all) throws Exception {
        String said = "";
        for (long end = System.nanoTime() + LONG.toNanos(); System.nanoTime() < end; Thread.sleep(200)) {
            said = get(http, port, "/metrics").body();
            if (said.contains("campus_gate_console_stored_seq{gate=\"east\"} " + all + ".0")) {
                return;
            }
        }
        throw new AssertionError("not all of " + all + " events:\n" + said);
    }

    @Test void theGateHearsThatItsJournalIsStoredAndNothingIsMissingNorDoubledWhenTheConsoleIsKilled() throws Exception {
        int port = RealComponents.freePort();
        try (Mosquitto broker = Mosquitto.plain(Files.createDirectory(folder.resolve("broker"))).start();
             TestSite site = new TestSite(folder, "[mqtt]\nurl = \"" + broker.url() + "\"\n", ""); HttpClient http = HttpClient.newHttpClient()) {
            site.importPeople();
            Path config = Files.writeString(folder.resolve("console.toml"), """
                    [site]
                    id = "no1"
                    language = "en"
                    [mqtt]
                    url = "%s"
                    [store]
                    path = "console.db"
                    [web]
                    listen = "127.0.0.1:%d"
                    """.formatted(broker.url(), port));
            try (GateProcess gate = GateProcess.run(site.config)) {
                try (GateProcess console = GateProcess.console(config)) {
                    tap(site);
                    awaitConfirmed(site);
                    assertEquals(200, get(http, port, "/healthz").statusCode());
                    String page = get(http, port, "/").body();
                    assertTrue(page.contains("<th scope=\"row\">east</th>"), page);
                    assertTrue(!page.contains("王小明") && !page.contains("T0042"), "the page names nobody");
                    console.kill();
                }
                Thread.sleep(3_500);   // the same card taps again only after its repeat gap
                tap(site);             // the broker takes it and has nobody to give it to
                assertEquals(0, gate.stop());
            }
            try (GateProcess console = GateProcess.console(config)) {
                console.awaitLog(line -> line.contains("takes events"), LONG);
                try (GateProcess gate = GateProcess.run(site.config)) {   // sends what is not confirmed at once; without a restart, within a minute
                    awaitConfirmed(site);
                    assertEquals(0, gate.stop());
                }
                awaitStored(http, port, site.events().size());
                assertEquals(0, console.stop());
            }
            List<String> journal = site.events();
            try (CampusStore store = CampusStore.open(new CampusDatabase.File(folder.resolve("console.db")))) {
                Set<CampusStore.JournalOf> journals = store.journals();
                assertEquals(1, journals.size());
                assertEquals(journal, store.texts(journals.iterator().next()));
                assertEquals(List.of(), store.findings(10));
            }
        }
    }
}
