package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Gate;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Role;
import io.campusgate.decision.Reason;
import io.campusgate.domain.Mode;
import io.campusgate.passage.Action;
import io.campusgate.web.Access;
import io.campusgate.web.PasswordHash;
import io.campusgate.web.Route;
import io.campusgate.web.Words;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real gate on simulated hardware, its pages asked over HTTP as a browser, a program and an attacker would.
class PagesTest {
    private static final String PASSWORD = "correct horse battery";
    @TempDir private static Path folder;
    private static final SimGate HARDWARE = new SimGate();
    private static Gate gate;
    private static GateSite site;
    private static String address;
    private static final Map<Role, String> COOKIES = new EnumMap<>(Role.class);
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @BeforeAll static void startGate() throws Exception {
        Path config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                language = "en"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [web]
                listen = "127.0.0.1:0"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """);
        gate = Gate.start(GateConfig.read(config), new Drivers(HARDWARE));
        site = new GateSite(gate.controls(), List.of());
        site.start();
        address = site.awaitAddress(30).orElseThrow();
        for (Role role : Role.values()) {
            COOKIES.put(role, signedIn(role.word(), role));
        }
    }

    @AfterAll static void stopGate() {
        site.close();
        gate.close();
    }

    private static String signedIn(String name, Role role) throws Exception {
        gate.controls().order("user_put", Map.of("name", name, "role", role.word(), "password", PasswordHash.of(PASSWORD), "by", "test"));
        HttpResponse<String> answer = send(post("/api/session", "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}"));
        assertEquals(200, answer.statusCode(), answer.body());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        return cookie.replaceFirst(";.*", "");
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(20));
    }

    private static HttpRequest.Builder post(String path, String json) {
        return to(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        boolean endless = answer.headers().firstValue("Content-Type").filter(t -> t.startsWith("text/event-stream")).isPresent();
        try (InputStream body = answer.body()) {
            return new Answered(answer, endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private record Answered(HttpResponse<InputStream> answer, String body) implements HttpResponse<String> {
        @Override public int statusCode() {
            return answer.statusCode();
        }

        @Override public HttpRequest request() {
            return answer.request();
        }

        @Override public Optional<HttpResponse<String>> previousResponse() {
            return Optional.empty();
        }

        @Override public HttpHeaders headers() {
            return answer.headers();
        }

        @Override public Optional<javax.net.ssl.SSLSession> sslSession() {
            return answer.sslSession();
        }

        @Override public URI uri() {
            return answer.uri();
        }

        @Override public HttpClient.Version version() {
            return answer.version();
        }
    }

    private static HttpRequest.Builder call(Route route) {
        String path = route.path().replace("{lane}", "in-1").replace("{seq}", "1").replace("{name}", "nobody").replace("{file}", "app.css")
                .replaceAll("\\{.*?}", "x");
        assertFalse(path.contains("{"), path);
        return switch (route.method()) {
            case "POST" -> route.body() == Route.Body.FILE
                    ? to(path).header("Content-Type", "application/octet-stream").POST(HttpRequest.BodyPublishers.ofString("{}")) : post(path, "{}");
            case "DELETE" -> to(path).DELETE();
            default -> to(path).GET();
        };
    }

    // the matrix, from the list of routes itself

    @Test void nobodyGetsAnywhereWithoutASession() throws Exception {
        for (Route route : site.routes()) {
            if (route.access() != Access.OPEN) {
                assertSignedOut(route, send(call(route)));
            }
        }
    }

    @Test void anEndedSessionIsNone() throws Exception {
        String cookie = signedIn("leaver", Role.ADMIN);
        assertEquals(200, send(to("/api/status").header("Cookie", cookie)).statusCode());
        gate.controls().order("user_put", Map.of("name", "leaver", "password", PasswordHash.of("another one entirely"), "by", "test"));
        for (Route route : site.routes()) {
            if (route.access() != Access.OPEN) {
                assertSignedOut(route, send(call(route).header("Cookie", cookie)));
            }
        }
    }

    private static void assertSignedOut(Route route, HttpResponse<String> answer) {
        if (route.path().startsWith("/api/")) {
            assertEquals(401, answer.statusCode(), route + answer.body());
            assertTrue(answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json"), route.path());
        } else {
            assertEquals(303, answer.statusCode(), route.path());
            assertTrue(answer.headers().firstValue("Location").orElse("").startsWith("/sign-in"), route.path());
        }
    }

    @Test void noRoleDoesWhatIsAnothers() throws Exception {
        int refused = 0;
        for (Route route : site.routes()) {
            for (Role role : Role.values()) {
                if (!route.access().admits(role)) {
                    HttpResponse<String> answer = send(call(route).header("Cookie", COOKIES.get(role)));
                    assertEquals(403, answer.statusCode(), role + " " + route);
                    refused++;
                }
            }
        }
        assertTrue(refused > 20, "so few routes are anybody's: " + refused);
    }

    @Test void noForeignPageHasABrowserDoAnything() throws Exception {
        int changing = 0;
        for (Route route : site.routes()) {
            if (!route.method().equals("GET")) {
                HttpRequest.Builder request = call(route).header("Cookie", COOKIES.get(Role.ADMIN));
                assertEquals(403, send(request.copy().header("Origin", "http://evil.example")).statusCode(), route.path());
                assertEquals(403, send(request.copy().header("Sec-Fetch-Site", "cross-site")).statusCode(), route.path());
                changing++;
            }
        }
        assertTrue(changing >= 15, "so few routes change anything: " + changing);
    }

    @Test void changingRequestsTakeJsonAlone() throws Exception {
        HttpRequest.Builder form = to("/api/mode").header("Cookie", COOKIES.get(Role.ADMIN)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("mode=lockdown"));
        assertEquals(415, send(form).statusCode());
    }

    @Test void everyAnswerHasTheHeadersThatKeepBrowsersSafe() throws Exception {
        for (Route route : site.routes()) {
            HttpResponse<String> answer = send(call(route).header("Cookie", COOKIES.get(Role.GUARD)));
            assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""), route.path());
            String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.contains("default-src 'none'") && !policy.contains("unsafe"), route.path());
            assertFalse(answer.body().contains("Exception") || answer.body().contains("\tat "), route.path() + answer.body());
        }
        signedInAgain();   // the round above signed the guard out
    }

    private static void signedInAgain() throws Exception {
        COOKIES.put(Role.GUARD, signedIn("guard", Role.GUARD));
    }

    @Test void theDescriptionOfTheApiIsWhatIsServed() throws IOException {
        Set<String> described = new TreeSet<>();
        String path = "";
        for (String line : Files.readAllLines(Path.of("config/openapi.yaml"))) {
            if (line.matches("  /\\S+:")) {
                path = line.strip().replaceFirst(":$", "");
            } else if (line.matches("    (get|post|delete):") && !path.startsWith("/api/sim/")) {
                described.add(line.strip().replaceFirst(":$", "").toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        Set<String> served = new TreeSet<>();
        site.routes().stream().filter(r -> r.path().startsWith("/api/") || r.path().equals("/healthz") || r.path().equals("/metrics"))
                .forEach(r -> served.add(r.method() + " " + r.path()));
        assertEquals(served, described);
    }

    // signing in

    @Test void fiveWrongPasswordsSlowTheNameDownAndNoOther() throws Exception {
        String right = signedIn("slow", Role.GUARD);
        assertFalse(right.isEmpty());
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(send(post("/api/session", "{\"name\":\"slow\",\"password\":\"wrong wrong\"}")).statusCode());
        }
        assertEquals(List.of(401, 401, 401, 401, 401, 429), answers);
        assertEquals(200, send(post("/api/session", "{\"name\":\"admin\",\"password\":\"" + PASSWORD + "\"}")).statusCode());
    }

    @Test void whatIsTypedIsCheckedAndSaid() throws Exception {
        HttpResponse<String> answer = send(post("/api/lanes/in-1/visitor", "{\"name\":\"李雷\",\"id_number\":\"110105194912310021\",\"host\":\"a\",\"reason\":\"b\"}")
                .header("Cookie", COOKIES.get(Role.GUARD)));
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("check digit"), answer.body());
        assertEquals(404, send(post("/api/lanes/no-lane/open", "{\"reason\":\"x\"}").header("Cookie", COOKIES.get(Role.GUARD))).statusCode());
        assertEquals(400, send(post("/api/mode", "{\"mode\":\"x' OR '1'='1\",\"reason\":\"x\"}").header("Cookie", COOKIES.get(Role.GUARD))).statusCode());
        assertEquals(400, send(post("/api/mode", "{nonsense").header("Cookie", COOKIES.get(Role.GUARD))).statusCode());
    }

    @Test void healthNeedsNoSignInAndSaysWhatIsMissing() throws Exception {
        HttpResponse<String> answer = send(to("/healthz"));
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("no whitelist"), answer.body());
        HttpResponse<String> metrics = send(to("/metrics"));
        assertEquals(200, metrics.statusCode());
        assertTrue(metrics.body().contains("campus_gate_store_ok 1.0") && metrics.body().contains("campus_gate_device_ok{"), metrics.body());
    }

    /// Each name in the dashboard is a metric of the gate, and each metric is somewhere on it.
    @Test void theDashboardShowsTheMetricsThatThereAre() throws Exception {
        String metrics = send(to("/metrics")).body();
        Set<String> shown = new TreeSet<>();
        Pattern.compile("campus_gate_[a-z_]+").matcher(Files.readString(Path.of("config/grafana/campus-gate.json"))).results().forEach(m -> shown.add(m.group()));
        Set<String> told = new TreeSet<>();
        Pattern.compile("(?m)^# TYPE (campus_gate_[a-z_]+) ").matcher(metrics).results().forEach(m -> told.add(m.group(1)));
        assertTrue(told.add("campus_gate_faults_total"), "it has no line before the first fault, which a simulated device does not have");
        assertEquals(told, shown);
        for (Object panel : DashboardTest.panels()) {
            for (Object each : DashboardTest.list(DashboardTest.object(panel).get("targets"))) {
                Map<?, ?> target = DashboardTest.object(each);
                Matcher metric = Pattern.compile("campus_gate_[a-z_]+").matcher(String.valueOf(target.get("expr")));
                assertTrue(metric.find(), String.valueOf(target));
                Matcher line = Pattern.compile("(?m)^" + metric.group() + "(\\{.*\\})? ").matcher(metrics);
                Set<String> labels = new TreeSet<>(Set.of("instance"));   // Prometheus adds it
                if (line.find()) {
                    Pattern.compile("([a-z_]+)=\"").matcher(String.valueOf(line.group(1))).results().forEach(m -> labels.add(m.group(1)));
                    String text = target.get("expr") + " " + target.get("legendFormat");
                    Pattern.compile("\\{\\{([a-z_]+)\\}\\}|([a-z_]+)=~?\"").matcher(text).results().map(m -> m.group(1) == null ? m.group(2) : m.group(1))
                            .forEach(label -> assertTrue(labels.contains(label), metric.group() + " has no label " + label));
                }
            }
        }
    }

    // attacks

    @Test void aForeignNameForThisMachineIsRefused() throws IOException {
        assertTrue(raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 421"));
        assertTrue(raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 503"));
    }

    @Test void nothingLiesOutsideTheAssets() throws IOException {
        for (String path : List.of("/assets/../gate.toml", "/assets/..%2f..%2fgate.toml", "/assets/%2e%2e/words/desk.properties", "/assets/gate.toml",
                "/assets//etc/passwd", "/../../etc/passwd")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 404") || answer.startsWith("HTTP/1.1 400"), path + ": " + answer.lines().findFirst().orElse(""));
        }
    }

    @Test void aHugeBodyIsNotRead() throws Exception {
        String head = "POST /api/mode HTTP/1.1\r\nHost: localhost\r\nCookie: " + COOKIES.get(Role.GUARD)
                + "\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{\"reason\":\"";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write((head + "x".repeat(70_000)).getBytes(StandardCharsets.US_ASCII));   // the rest never comes
            assertEquals("HTTP/1.1 413", new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
        }
    }

    @Test void aThousandIdleConnectionsKeepNobodyOut() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort());
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));   // and no more
                idle.add(socket);
            }
            assertEquals(200, send(to("/api/status").header("Cookie", COOKIES.get(Role.ADMIN))).statusCode());
            assertTrue(HARDWARE.lane("in-1").tap(new Credential.Card(CardNumber.parse("0BADC0DE"))));
            Await.until("the tap is answered", () -> entries().contains("0BADC0DE"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static String entries() {
        try {
            return send(to("/api/events?type=entry").header("Cookie", COOKIES.get(Role.ADMIN))).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // words

    @Test void bothLanguagesHaveTheSameWords() throws Exception {
        Path words = Path.of("src/main/resources/io/campusgate/web/words");
        try (var files = Files.list(words)) {
            for (Path english : files.filter(f -> !f.toString().endsWith("_zh.properties")).toList()) {
                Path chinese = Path.of(english.toString().replace(".properties", "_zh.properties"));
                assertEquals(keys(english), keys(chinese), english.getFileName().toString());
            }
        }
    }

    private static Set<String> keys(Path file) throws IOException {
        Properties all = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            all.load(in);
        }
        return new TreeSet<>(all.stringPropertyNames());
    }

    @Test void noTemplateNamesAWordThatIsMissing() throws IOException {
        Pattern of = Pattern.compile("page\\.of\\(\"([a-z0-9_.]+)\"[,)]");
        Set<String> missing = new TreeSet<>();
        try (var files = Files.list(Path.of("src/main/jte"))) {
            for (Path template : files.toList()) {
                of.matcher(Files.readString(template)).results().map(m -> m.group(1))
                        .filter(key -> Words.ENGLISH.of(key).equals(key)).forEach(missing::add);
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test void everyWordOfTheContractHasOneForPeople() {
        for (Reason reason : Reason.values()) {
            assertFalse(Words.CHINESE.of("reason." + reason.word()).startsWith("reason."), reason.word());
        }
        for (Mode mode : Mode.values()) {
            assertFalse(Words.CHINESE.of("frame.mode." + mode.word()).startsWith("frame."), mode.word());
        }
        for (Action.Alarm alarm : Action.Alarm.values()) {
            assertFalse(Words.CHINESE.of("desk.alarm." + alarm.word()).startsWith("desk."), alarm.word());
        }
    }
}
