package io.campusgate.demo;

import io.campusgate.config.BadConfig;
import io.campusgate.config.ConsoleConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.console.Console;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.Controls;
import io.campusgate.daemon.Gate;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Role;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.web.PasswordHash;
import io.campusgate.web.console.ConsoleSite;
import io.campusgate.web.gate.GateSite;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The simulated school: lays out a folder, imports the people, starts the gate on simulated hardware with an embedded
/// broker and a console that stores and confirms what the gate records, plays a morning rush and prints each passage.
public final class Demo implements AutoCloseable {

    /// @param folder    all that the demo leaves behind; what an earlier demo left there is deleted
    /// @param people    of the school
    /// @param pace      1 is a human's
    /// @param stopAfter passages, then the demo ends; empty: until it is stopped
    public record Options(Path folder, int people, double pace, long seed, Optional<Integer> stopAfter, boolean colour) {}

    /// Marks a folder as a demo's own, so that nothing else is ever deleted.
    private static final String MARK = ".campus-gate-demo";

    private final Options options;
    private final PrintWriter out;
    private final SimGate hardware = new SimGate();
    private static final String GUEST = "demo";
    /// Where the pages are by default; if it is taken they are somewhere else.
    private static final int PORT = 8080;
    private Optional<Gate> gate = Optional.empty();
    private volatile Optional<GateSite> pages = Optional.empty();
    private volatile Optional<VirtualLane> virtualLane = Optional.empty();
    private Optional<Rush> rush = Optional.empty();
    private Optional<EmbeddedBroker> broker = Optional.empty();
    private Optional<Console> console = Optional.empty();
    private Optional<ConsoleSite> consolePage = Optional.empty();

    public Demo(Options options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /// Runs until the rush has ended, or for ever.
    public void run() throws IOException, BadConfig, InterruptedException, ControlClient.NotRunning, ControlClient.Refused {
        prepareFolder();
        writeIdKey();
        broker = EmbeddedBroker.start(options.folder().resolve("broker"));
        Path file = writeConfig();
        GateConfig config = GateConfig.read(file);
        School school = new School(options.seed(), options.people(), LocalDateTime.now(config.site().timezone()));
        Path source = options.folder().resolve("people");
        school.writeTo(source);
        PassageLine line = new PassageLine(config.site().timezone(), options.colour());
        Map<String, Direction> lanes = new LinkedHashMap<>();
        config.lanes().forEach(lane -> lanes.put(lane.id(), lane.direction()));
        Rush morning = new Rush(school, hardware, lanes, options.pace(), options.seed(), options.stopAfter());
        rush = Optional.of(morning);
        startConsole(config);
        Gate running = Gate.start(config, new Drivers(hardware), (_, drafts) -> show(drafts, line, morning));
        gate = Optional.of(running);
        importPeople(config, source);
        VirtualLane lane = new VirtualLane(hardware, lanes, school, () -> running.controls().account(GUEST), morning::leave, this::printLink);
        virtualLane = Optional.of(lane);
        GateSite site = new GateSite(running.controls(), List.of(lane));
        pages = Optional.of(site);
        addGuest(running.controls());
        site.start();
        greet(config, school, launcher(file));
        var _ = site.awaitAddress(10);
        printLink();
        morning.start();
        morning.awaitEnd();
    }

    /// The office's side, where there is a broker between the two.
    private void startConsole(GateConfig gateConfig) throws IOException, BadConfig, InterruptedException {
        if (gateConfig.mqtt().isEmpty()) {
            return;
        }
        ConsoleConfig config = ConsoleConfig.read(Files.writeString(options.folder().resolve("console.toml"), """
                [site]
                id = "%s"
                [mqtt]
                url = "%s"
                [store]
                path = "console.db"
                [web]
                listen = "127.0.0.1:0"
                """.formatted(gateConfig.site().id(), gateConfig.mqtt().get().url()), StandardCharsets.UTF_8));
        Console office = new Console(config, Optional.empty(), Console.Timing.NORMAL);
        ConsoleSite page = new ConsoleSite(config, office::view);
        console = Optional.of(office);
        consolePage = Optional.of(page);
        office.start();
        page.start();
        for (int i = 0; i < 100 && office.view().trouble().isPresent(); i++) {
            Thread.sleep(50);   // what the gate says before it listens would be sent again only after a minute
        }
    }

    /// The demo's own user, whom nobody can sign in as but by the link.
    private static void addGuest(Controls controls) throws ControlClient.Refused {
        byte[] password = new byte[24];
        new SecureRandom().nextBytes(password);
        controls.order("user_put", Map.of("name", GUEST, "role", Role.ADMIN.word(), "password",
                PasswordHash.of(HexFormat.of().formatHex(password)), "by", GUEST));
    }

    private void printLink() {
        Optional<String> address = pages.flatMap(GateSite::address);
        virtualLane.ifPresent(lane -> out.println(address.map(a -> "页面 the pages, signed in (一次有效 counts once):  " + a + lane.path())
                .orElse("页面没有启动：地址被占用？the pages did not start: is the address taken?")));
        consolePage.ifPresent(page -> out.println("总控台 the console of all gates:  " + page.address()));
        out.flush();
    }

    private void show(List<Draft> drafts, PassageLine line, Rush morning) {
        for (Draft draft : drafts) {
            if (draft.type() == EventType.ENTRY) {
                out.println(line.of(draft));
                out.flush();
            }
            morning.recorded(draft);
        }
    }

    private void prepareFolder() throws IOException {
        Path folder = options.folder();
        if (Files.exists(folder)) {
            if (!Files.exists(folder.resolve(MARK)) && !isEmpty(folder)) {
                throw new IOException(folder + " holds something that is not a demo's; name another folder with --dir");
            }
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(folder);
        Files.createFile(folder.resolve(MARK));
    }

    private void writeIdKey() throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Path file = Files.createFile(options.folder().resolve("id.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, key);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    /// The shipped demo.toml, with the store in the demo's folder and the broker's address.
    private Path writeConfig() throws IOException {
        String shipped;
        try (InputStream in = Demo.class.getResourceAsStream("demo.toml")) {
            if (in == null) {
                throw new IOException("the program was built without its demo.toml");
            }
            shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String store = "path = \"gate.db\"\nid-key-file = \"id.key\"";
        String mqtt = broker.map(b -> "\n[mqtt]\nurl = \"" + b.url() + "\"\nconsole = true\n").orElse("");
        String web = isFree(PORT) ? "" : "\n[web]\nlisten = \"127.0.0.1:0\"\n";
        return Files.writeString(options.folder().resolve("gate.toml"),
                shipped.replaceFirst("(?m)^path = .*$", store) + mqtt + web, StandardCharsets.UTF_8);
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void importPeople(GateConfig config, Path source) throws IOException, ControlClient.NotRunning, ControlClient.Refused {
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             WhitelistImport.Outcome outcome = new WhitelistImport(WhitelistImport.source(source, config), (_, _, _) -> { })
                     .prepare(folder, Instant.now(), false)) {
            switch (outcome) {
                case WhitelistImport.Prepared prepared -> ControlClient.connect(config.store().path()).call("whitelist_adopt",
                        Map.of("version", prepared.version().toString(), "by", "demo"));
                case WhitelistImport.Faulty faulty -> throw new IllegalStateException("the demo's own people: " + faulty.findings().problems());
            }
        }
    }

    /// A script beside the store, so that a second terminal needs no more than its name.
    private Path launcher(Path config) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        Path script = options.folder().resolve("campus-gate");
        Files.writeString(script, """
                #!/bin/sh
                # The program that runs the demo, asked about the demo.
                exec '%s' --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' io.campusgate.Main "$@" -c '%s'
                """.formatted(java, System.getProperty("java.class.path"), config.toAbsolutePath()), StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private void greet(GateConfig config, School school, Path script) {
        Path here = Path.of("").toAbsolutePath();
        Path shown = script.toAbsolutePath().startsWith(here) ? here.relativize(script.toAbsolutePath()) : script;
        out.printf("""

                校门控制 Campus Gate：模拟学校 simulated school，%d 人 people，%d 条通道 lanes，%s
                在另一个终端 in a second terminal:
                  %s log follow                      实时记录 the journal, live
                  %s log list --outcome denied       谁被拒绝 who was refused
                  %s status                          设备状态 how the gate is
                  %s mode set closed --reason 演示    封闭校园 close the campus
                停止 stop: Ctrl-C

                """, school.people().size(), config.lanes().size(),
                broker.map(b -> "MQTT " + b.url()).orElse("没有 MQTT broker（程序包内不含）no broker in this package"), shown, shown, shown, shown);
        out.flush();
    }

    /// Stops the rush, the gate, the broker. Idempotent.
    @Override public void close() {
        rush.ifPresent(Rush::stop);
        pages.ifPresent(GateSite::close);
        gate.ifPresent(Gate::close);
        consolePage.ifPresent(ConsoleSite::close);
        console.ifPresent(Console::close);
        broker.ifPresent(EmbeddedBroker::close);
    }
}
