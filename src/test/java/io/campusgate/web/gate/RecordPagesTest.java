package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.JsonValues;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Role;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Who;
import io.campusgate.domain.Word;
import io.campusgate.report.GateDay;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages that show the record, over HTTP on a running gate on twins.
class RecordPagesTest {
    private static final Who.Person EVIL = new Who.Person("X1", "<img src=x onerror=alert(1)>\u202E" + "长".repeat(200), PersonKind.VISITOR, "'; DROP TABLE journal; --");
    private static final List<String> HOSTILE = List.of("'; DROP TABLE journal; --", "\" OR 1=1", "%_\\", "<script>", "\u202E😀", "../../etc/passwd", "NULL", "a".repeat(200));

    @TempDir Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private PageSite site;

    @BeforeEach void start() throws Exception {
        try (GateDay day = new GateDay(folder.resolve("gate.db"))) {
            day.in(GateDay.WANG, "07:00").measured(GateDay.LI, "07:10", 38.1, Verdict.FEVER).in(EVIL, "07:20").incident("opened", "07:30", Map.of("kind", "panic"));
        }
        site = new PageSite(folder, http, "");
    }

    @AfterEach void stop() {
        site.close();
    }

    private String cookie(String role) throws Exception {
        return site.cookie(Word.of(Role.class, role).orElseThrow());
    }

    private HttpResponse<String> get(String cookie, String path) throws Exception {
        return site.send(site.to(path).header("Cookie", cookie));
    }

    private HttpResponse<String> post(String cookie, String path, String json) throws Exception {
        return site.send(site.json(path, json).header("Cookie", cookie));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test void eventsComeNewestFirstInPagesAndVerbatim() throws Exception {
        String reviewer = cookie("reviewer");
        Map<?, ?> first = (Map<?, ?>) JsonValues.parse(get(reviewer, "/api/events?type=entry&limit=2").body().replace("\"next\":null", "\"next\":0"));
        List<?> events = (List<?>) Optional.<Object>ofNullable(first.get("events")).orElseThrow();
        assertEquals("4 3", String.join(" ", events.stream().map(e -> String.valueOf(((Map<?, ?>) e).get("seq"))).toList()));
        String second = get(reviewer, "/api/events?type=entry&limit=2&before=" + first.get("next")).body();
        assertTrue(second.contains("\"seq\":1,") && second.endsWith("\"next\":null}"), second);
        assertTrue(get(reviewer, "/api/events?celsius=37.3").body().contains("38.1"));
    }

    @Test void aGuardSeesNoWholeCardAndTakesNothingAway() throws Exception {
        String guard = cookie("guard");
        String reviewer = cookie("reviewer");
        assertFalse(get(guard, "/api/events?type=entry").body().matches("(?s).*\"kind\":\"card\",\"number\":\"[0-9A-F]{8}\".*"));
        assertTrue(get(reviewer, "/api/events?type=entry").body().matches("(?s).*\"kind\":\"card\",\"number\":\"[0-9A-F]{8}\".*"));
        for (String path : List.of("/api/events.csv", "/api/events.xlsx", "/api/events.json", "/log/print", "/report", "/api/contacts?person=T0042", "/api/report/daily?format=csv")) {
            assertEquals(403, get(guard, path).statusCode(), path);
        }
        assertTrue(get(guard, "/api/report/daily?date=2026-09-01").statusCode() == 200);
    }

    @Test void takingAwayAndLookingUpIsInTheJournalFirst() throws Exception {
        String reviewer = cookie("reviewer");
        String csv = get(reviewer, "/api/events.csv?type=entry").body();
        assertTrue(csv.startsWith("\uFEFFseq,time,") && csv.split("\r\n").length == 4, csv);
        get(reviewer, "/api/events/1");
        get(reviewer, "/api/people?text=nobody");
        String noted = get(reviewer, "/api/events?type=operator").body();
        assertTrue(noted.contains("\"outcome\":\"exported\"") && noted.contains("\"format\":\"csv\""), noted);
        assertTrue(noted.contains("\"what\":\"event\",\"event\":1,\"by\":\"reviewer\"") && noted.contains("\"what\":\"person\""), noted);
        assertFalse(noted.contains("nobody"), "what was searched for may be a name");
    }

    @Test void oneEventComesWithItsChainAndItsRules() throws Exception {
        String one = get(cookie("reviewer"), "/api/events/3").body();
        assertTrue(one.contains("\"chain\":{") && one.contains("\"sound\":true") && one.contains("\"rule\":\"screening\""), one);
        assertEquals(404, get(cookie("reviewer"), "/api/events/99999").statusCode());
        assertEquals(404, get(cookie("reviewer"), "/api/events/1%27%20OR").statusCode());
    }

    @Test void hostileTextInEveryFieldIsOnlyText() throws Exception {
        String reviewer = cookie("reviewer");
        for (String text : HOSTILE) {
            for (String field : List.of("person", "group", "type", "outcome", "reason", "lane", "text")) {
                HttpResponse<String> answer = get(reviewer, "/api/events?" + field + "=" + encoded(text));
                assertEquals(200, answer.statusCode(), field + " " + text);
            }
            for (String path : List.of("/api/events?from=", "/api/events?to=", "/api/events?celsius=", "/api/events?before=", "/api/events?limit=", "/api/report/daily?date=",
                    "/api/report/daily?format=", "/api/explain?at=2026&card=", "/api/explain?card=T0042&lane=", "/api/explain?card=T0042&mode=", "/api/contacts?person=x&minutes=")) {
                HttpResponse<String> answer = get(reviewer, path + encoded(text));
                assertEquals(400, answer.statusCode(), path + text);
                assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
                assertFalse(answer.body().contains("Exception") || answer.body().contains("\tat "), answer.body());
            }
            assertEquals(200, get(reviewer, "/api/people?text=" + encoded(text)).statusCode());
            assertEquals(200, get(reviewer, "/api/contacts?person=" + encoded(text)).statusCode());
        }
        assertTrue(get(reviewer, "/api/events?group=" + encoded("'; DROP TABLE journal; --")).body().contains("\"X1\""));
        assertTrue(get(reviewer, "/api/events?text=" + encoded("DROP TABLE")).body().contains("\"X1\""));
    }

    @Test void pagesShowHostileNamesAsText() throws Exception {
        String reviewer = cookie("reviewer");
        for (String path : List.of("/log", "/log/print", "/today", "/report?date=2026-09-01", "/people", "/incidents")) {
            HttpResponse<String> page = get(reviewer, path);
            assertEquals(200, page.statusCode(), path);
            assertFalse(page.body().contains("<img src=x"), path);
            assertFalse(page.body().contains("style=\"") || page.body().contains("onclick="), path + " keeps to the content policy");
        }
        assertTrue(get(reviewer, "/report?date=2026-09-01").body().contains("&lt;img src=x"));
    }

    @Test void theNumberOfAVisitorFromTheGateIsSealedAndShownForAReasonThatTheJournalKeeps() throws Exception {
        String guard = cookie("guard");
        HttpResponse<String> registered = post(guard, "/api/lanes/in-1/visitor",
                "{\"name\":\"周访客\",\"id_number\":\"11010519491231002X\",\"host\":\"教务处\",\"reason\":\"家长会\",\"phone\":\"13812345678\"}");
        assertEquals(200, registered.statusCode(), registered.body());
        String pass = registered.body().replaceFirst(".*\"pass\":\"([^\"]+)\".*", "$1");
        String found = get(guard, "/api/people?text=" + encoded("周访")).body();
        assertTrue(found.contains("\"person_id\":\"" + pass + "\"") && found.contains("110105********002X") && found.contains("138…78")
                && !found.contains("13812345678"), found);

        assertEquals(403, post(guard, "/api/people/" + pass + "/reveal", "{\"reason\":\"x\"}").statusCode());
        String reviewer = cookie("reviewer");
        assertEquals(400, post(reviewer, "/api/people/" + pass + "/reveal", "{\"reason\":\" \"}").statusCode());
        assertEquals(404, post(reviewer, "/api/people/W-east-000000000000/reveal", "{\"reason\":\"x\"}").statusCode());
        assertEquals(List.of(), site.events("person_unmasked"));
        HttpResponse<String> whole = post(reviewer, "/api/people/" + pass + "/reveal", "{\"reason\":\"警方核实\"}");
        assertTrue(whole.body().contains("11010519491231002X") && whole.body().contains("13812345678"), whole.body());
        String event = site.events("person_unmasked").getFirst();
        assertTrue(event.contains("警方核实") && event.contains("\"by\":\"reviewer\"") && event.contains(pass) && !event.contains("11010519491231002X"), event);
    }

    @Test void incidentsAreDealtWithThroughThePage() throws Exception {
        String guard = cookie("guard");
        assertTrue(get(guard, "/api/incidents").body().contains("\"state\":\"open\""));
        assertEquals(409, post(guard, "/api/incidents/6/close", "{}").statusCode());
        assertEquals(200, post(guard, "/api/incidents/6/acknowledge", "{}").statusCode());
        HttpResponse<String> closed = post(guard, "/api/incidents/6/close", "{\"text\":\"误按\"}");
        assertEquals(200, closed.statusCode(), closed.body());
        String incidents = get(guard, "/api/incidents").body();
        assertTrue(incidents.contains("\"state\":\"closed\"") && incidents.contains("误按"), incidents);
        assertEquals(409, post(guard, "/api/incidents/6/close", "{\"text\":\"again\"}").statusCode());
        HttpResponse<String> none = post(guard, "/api/incidents/1/acknowledge", "{}");
        assertEquals(409, none.statusCode());
        assertTrue(none.body().contains("没有编号为 1 的事件"), none.body());
    }

    @Test void tellsWhoIsInsideAndTheDay() throws Exception {
        String guard = cookie("guard");
        String report = get(guard, "/api/report/daily?date=2026-09-01").body();
        assertTrue(report.contains("\"entries\":2") && report.contains("\"fevers\":[]"), "numbers for a guard, no names: " + report);
        assertTrue(get(cookie("reviewer"), "/api/report/daily?date=2026-09-01").body().contains("\"S0001\""));
        assertEquals(Optional.of(0), Optional.of(Integer.parseInt(get(guard, "/api/occupancy").body().replaceFirst("(?s).*\"inside\":(\\d+).*", "$1"))));
    }
}
