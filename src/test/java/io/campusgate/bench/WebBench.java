package io.campusgate.bench;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Controls;
import io.campusgate.daemon.EventObserver;
import io.campusgate.daemon.Gate;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.EventType;
import io.campusgate.web.PasswordHash;
import io.campusgate.web.gate.GateSite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The pages: bytes of the first look, the way from a tap to twenty open desks, memory with these,
/// and taps beside a thousand idle connections.
/// `mvn -Pbench -Dbench=web`. Gate, pages and the twenty listeners share one process, so the memory is theirs together.
/// Search and export over 10,000,000 events are in the benchmark `store`.
final class WebBench {
    private static final int DESKS = 20;
    private static final int IDLE = 1_000;
    private static final int TAPS = 200;
    private static final long TAP_PAUSE_MS = 20;
    private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final Controls controls;
    private String cookie = "";
    private int tapped;

    private WebBench(Controls controls, String address) {
        this.controls = controls;
        this.address = address;
    }

    static void run(List<String> args) throws Exception {
        Path folder = args.isEmpty() ? Files.createTempDirectory("web-bench") : Files.createDirectories(Path.of(args.getFirst()));
        Path config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
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
        SimGate hardware = new SimGate();
        try (Gate gate = Gate.start(GateConfig.read(config), new Drivers(hardware)); GateSite site = new GateSite(gate.controls(), List.of())) {
            gate.controls().order("user_put", Map.of("name", "chief", "role", "admin", "password", PasswordHash.of("correct horse battery"), "by", "bench"));
            site.start();
            WebBench bench = new WebBench(gate.controls(), site.awaitAddress(60).orElseThrow());
            bench.signIn();
            for (String page : List.of("/", "/log", "/today", "/people", "/incidents")) {
                System.out.printf(Locale.ROOT, "first look at %s: %,d bytes transferred, %.2f of the budget of 102,400%n", page, bench.bytes(page), bench.bytes(page) / 102_400.0);
            }
            System.out.printf(Locale.ROOT, "memory before: %,d MB resident%n", residentMb());
            bench.stream(hardware);
            bench.idle(hardware);
        }
    }

    private void signIn() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request("/api/session").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"chief\",\"password\":\"correct horse battery\"}")).build(), HttpResponse.BodyHandlers.ofString());
        cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Cookie", cookie);
    }

    /// The page and each file it names, as a browser that takes gzip gets them for the first time.
    private long bytes(String page) throws IOException, InterruptedException {
        byte[] html = body(page);
        Matcher asset = ASSET.matcher(new String(html, StandardCharsets.UTF_8));
        TreeSet<String> assets = new TreeSet<>();
        while (asset.find()) {
            assets.add(asset.group(1));
        }
        long sum = html.length;
        for (String each : assets) {
            sum += body(each).length;
        }
        return sum;
    }

    private byte[] body(String path) throws IOException, InterruptedException {
        return http.send(request(path).header("Accept-Encoding", "gzip").build(), HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    /// Each desk hears of each tap; its delay is from the tap to the line that names the card.
    /// Taps, each until its record is durable while the desks listen, in turns without and with a thousand connections that were begun and never finished.
    private void idle(SimGate hardware) throws IOException, InterruptedException {
        List<Long> alone = new ArrayList<>();
        List<Long> beside = new ArrayList<>();
        measured(hardware, new ArrayList<>());   // warm
        for (int round = 0; round < 3; round++) {
            measured(hardware, alone);
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < IDLE; i++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort());
                    idle.add(socket);
                    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
                }
                measured(hardware, beside);
            } finally {
                for (Socket socket : idle) {
                    socket.close();
                }
            }
        }
        alone.sort(null);
        beside.sort(null);
        System.out.printf(Locale.ROOT, "tap to its durable record: p50 %.2f ms, p99 %.2f ms; with %,d idle connections p50 %.2f ms, p99 %.2f ms, %.2f times%n", at(alone, 50), at(alone, 99),
                IDLE, at(beside, 50), at(beside, 99), at(beside, 99) / at(alone, 99));
    }

    private static double at(List<Long> sorted, int percent) {
        return sorted.get(sorted.size() * percent / 100) / 1e6;
    }

    /// From a tap of an unknown card until its refusal is durable.
    private void measured(SimGate hardware, List<Long> nanos) throws InterruptedException {
        BlockingQueue<Long> durable = new LinkedBlockingQueue<>();
        EventObserver observer = (_, drafts) -> drafts.stream().filter(d -> d.type() == EventType.ENTRY).forEach(_ -> durable.add(System.nanoTime()));
        controls.follow(observer);
        for (int i = 0; i < TAPS; i++) {
            long start = System.nanoTime();
            hardware.lane("in-1").tap(new Credential.Card(CardNumber.ofInt(0x0B00_0000L + tapped++)));
            nanos.add(durable.take() - start);
            TimeUnit.MILLISECONDS.sleep(TAP_PAUSE_MS);
        }
        controls.unfollow(observer);
    }

    private void stream(SimGate hardware) throws IOException, InterruptedException {
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        for (int i = 0; i < DESKS; i++) {
            InputStream in = http.send(request("/api/stream").build(), HttpResponse.BodyHandlers.ofInputStream()).body();
            Thread.ofVirtual().start(() -> listen(in, heard));
        }
        long[] micros = new long[TAPS * DESKS];
        int heardOf = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            long start = System.nanoTime();
            hardware.lane("in-1").tap(new Credential.Card(CardNumber.ofInt(0xA000_0000L + tap)));
            for (int desk = 0; desk < DESKS; desk++) {
                Long at = heard.poll(5, TimeUnit.SECONDS);
                if (at != null) {
                    micros[heardOf++] = (at - start) / 1000;
                }
            }
            TimeUnit.MILLISECONDS.sleep(TAP_PAUSE_MS);
        }
        long[] all = Arrays.copyOf(micros, heardOf);
        Arrays.sort(all);
        System.out.printf(Locale.ROOT, "tap to desk, %d desks, %d taps, %d of %d heard: p50 %.1f ms, p99 %.1f ms%n", DESKS, TAPS, heardOf, TAPS * DESKS,
                all[all.length / 2] / 1e3, all[all.length * 99 / 100] / 1e3);
        System.out.printf(Locale.ROOT, "memory with %d open desks: %,d MB resident%n", DESKS, residentMb());
    }

    private static void listen(InputStream in, BlockingQueue<Long> heard) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ") && line.contains("\"type\":\"entry\"")) {
                    heard.add(System.nanoTime());
                }
            }
        } catch (IOException e) {
            System.out.println("a stream ended: " + e.getMessage());
        }
    }

    private static long residentMb() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
    }
}
