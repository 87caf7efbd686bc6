package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.domain.Role;
import io.campusgate.store.JournalReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stream of events as a page that was away sees it. Streams end after two seconds here, not ten minutes.
class EventStreamTest {
    @TempDir private Path folder;
    private PageSite desk;

    @BeforeEach void start() throws Exception {
        desk = new PageSite(folder, HttpClient.newHttpClient(), "", Duration.ofSeconds(2));
    }

    @AfterEach void stop() {
        desk.close();
    }

    /// All of a stream, from its beginning to its end.
    private String stream(long after) throws Exception {
        HttpResponse<String> answer = desk.send(desk.to("/api/stream").header("Cookie", desk.cookie(Role.GUARD)).header("Last-Event-ID", Long.toString(after))
                .timeout(Duration.ofSeconds(60)));
        assertEquals(200, answer.statusCode());
        return answer.body();
    }

    private void note(int times) throws Exception {
        for (int i = 1; i < times; i++) {
            desk.gate.controls().operator("changed", Optional.empty(), Map.of("what", "test"));
        }
        desk.gate.controls().operatorFirst("changed", Optional.empty(), Map.of("what", "test"));
    }

    /// The pages hear of an event a moment after it is durable.
    private long last() {
        try (JournalReader journal = JournalReader.open(desk.config.store().path())) {
            Await.until("the pages have heard of all that is in the journal", () -> desk.gate.controls().lastSeq() >= journal.lastSeq());
            return desk.gate.controls().lastSeq();
        }
    }

    @Test void whatWasMissedComesFirstAndTheStreamEndsByItself() throws Exception {
        note(3);
        long last = last();
        String missed = stream(last - 2);   // signing in is an event too, so that more may follow
        assertTrue(missed.startsWith("retry: 1000\n\nid: " + (last - 1) + "\nevent: operator\n"), missed);
        assertTrue(missed.contains("id: " + last + "\n") && missed.contains("event: lane\n"), missed);
        assertFalse(missed.contains("event: reset"), missed);
    }

    @Test void whoMissedTooMuchBeginsAnew() throws Exception {
        note(600);
        long last = last();
        String missed = stream(1);
        assertTrue(missed.contains("event: reset\ndata: {}\n\n"), missed);
        assertFalse(missed.contains("id: " + (last - 300) + "\n"), "nothing of what was missed is sent");
    }
}
