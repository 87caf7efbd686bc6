package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.domain.Account;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Role;
import io.campusgate.web.PasswordHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `setup`: the first configuration of a gate, its keys and its first administrator. Asks for what no option says, unless
/// `--yes` is given. Nothing is put in place before all of it is known to be right.
@Command(description = "Set up a new gate: asks a few questions, writes the configuration, makes the keys and the first administrator.")
final class SetupCommand extends GateCommand {
    private static final Path CONFIG_FOLDER = Path.of("/etc/campus-gate");
    private static final Path INSTALLED_STORE = Path.of("/var/lib/campus-gate/gate.db");
    private static final String READABLE = "rw-r--r--";

    @Option(names = "--language", paramLabel = "LANGUAGE", description = "zh-CN or en: of the questions, the desk, screens and reports.")
    private Optional<String> language = Optional.empty();
    @Option(names = "--site", paramLabel = "ID", description = "The school, a word without blanks.")
    private Optional<String> site = Optional.empty();
    @Option(names = "--gate", paramLabel = "ID", description = "This gate, a word without blanks.")
    private Optional<String> gate = Optional.empty();
    @Option(names = "--timezone", paramLabel = "ZONE", defaultValue = "Asia/Shanghai", description = "Default: ${DEFAULT-VALUE}.")
    private String timezone = "";
    @Option(names = "--store", paramLabel = "FILE", description = "The journal's file (default: beside the configuration, or /var/lib/campus-gate/gate.db where it is installed).")
    private Optional<Path> store = Optional.empty();
    @Option(names = "--clock", paramLabel = "SOURCE", defaultValue = "ntp", description = "ntp, rtc or assume (default: ${DEFAULT-VALUE}).")
    private String clock = "";
    @Option(names = "--listen", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:8080", description = "Where the pages are (default: ${DEFAULT-VALUE}).")
    private String listen = "";
    @Option(names = "--lane", paramLabel = "LANE", description = {"One lane, repeatable:", "id=in-1,direction=in,reader=rdm6300@/dev/ttyAMA0,relay=gpio@23,thermometer=mlx90614",
        "Default with --yes: one lane of what is found on this machine."})
    private List<String> lanes = List.of();
    @Option(names = "--broker", paramLabel = "URL", description = "mqtts://HOST:PORT; none: the gate works alone.")
    private Optional<String> broker = Optional.empty();
    @Option(names = "--broker-username", paramLabel = "NAME", description = "The gate's name at the broker.")
    private Optional<String> username = Optional.empty();
    @Option(names = "--broker-password-file", paramLabel = "FILE", description = "Holds its password; readable by its owner alone.")
    private Optional<Path> brokerPassword = Optional.empty();
    @Option(names = "--broker-ca-file", paramLabel = "FILE", description = "Who signed the broker's certificate.")
    private Optional<Path> brokerCa = Optional.empty();
    @Option(names = "--admin", paramLabel = "NAME", description = "The first administrator of the pages.")
    private Optional<String> admin = Optional.empty();
    @Option(names = "--admin-password-file", paramLabel = "FILE", description = "Take the administrator's password from the first line of FILE instead of asking.")
    private Optional<Path> adminPassword = Optional.empty();
    @Option(names = "--yes", description = "Ask nothing.")
    private boolean yes;
    @Option(names = "--force", description = "Replace a configuration that is there; it is kept beside the new one.")
    private boolean force;
    @Mixin private Operator operator;

    /// @param newFiles made so far, taken away again if something is wrong
    private record Making(Path folder, List<Path> newFiles) {}

    @Override public Integer call() throws Exception {
        Interview interview = new Interview(out(), locale());
        Path file = configFile().toAbsolutePath().normalize();
        String tongue = language.orElseGet(() -> yes ? tag(locale()) : interview.oneOf(same("语言 Language"), List.of("zh-CN", "en"), tag(locale())));
        interview.speak(Locale.forLanguageTag(tongue));
        if (Files.exists(file) && !force && (yes || !interview.isAgreed(say(file + " is there already. Replace it and keep it as " + kept(file) + "?",
                file + " 已经存在。替换它，并另存为 " + kept(file) + "？")))) {
            throw new Fault(say(file + " is there already and was left as it is; --force replaces it and keeps it as " + kept(file) + ".",
                    file + " 已经存在，没有改动；加 --force 会替换它，并另存为 " + kept(file) + "。").in(Locale.forLanguageTag(tongue)));
        }
        Making making = new Making(file.resolveSibling(""), new ArrayList<>());
        boolean done = false;
        try {
            NewGate answers = answers(interview, tongue, making);
            Optional<Account> first = administrator(interview);
            Path draft = draft(file, answers, making);
            GateConfig config = GateConfig.read(draft);
            first.ifPresent(account -> add(config, account));
            putInPlace(draft, file, making);
            done = true;
            handOver(config, making);
            report(interview, file, config, making, first);
        } finally {
            if (!done) {
                for (Path made : making.newFiles()) {
                    Files.deleteIfExists(made);
                }
            }
        }
        return ExitCode.DONE;
    }

    private static Bilingual same(String text) {
        return Bilingual.same(text);
    }

    private static String tag(Locale locale) {
        return locale.getLanguage().equals("zh") ? "zh-CN" : "en";
    }

    private static Path kept(Path file) {
        return file.resolveSibling(file.getFileName() + ".before-setup");
    }

    // what is to be

    private NewGate answers(Interview interview, String tongue, Making making) throws IOException {
        String school = said(interview, site, "--site", say("School, a short word for it in all messages, like no1", "学校的简短代号，用于所有消息，例如 no1"), "");
        String door = said(interview, gate, "--gate", say("This gate, like east", "本门禁的代号，例如 east"), "");
        List<NewLane> told = lanes(interview);
        Optional<NewGate.Broker> mqtt = broker(interview, making, door);
        Path where = store.map(Path::toAbsolutePath).orElse(CONFIG_FOLDER.equals(making.folder()) ? INSTALLED_STORE : making.folder().resolve("gate.db"));
        return new NewGate(school, door, timezone, tongue, where, making.folder().resolve("id.key"), making.folder().resolve("site.scbk"), clock, listen, mqtt, told);
    }

    private String said(Interview interview, Optional<String> option, String name, Bilingual question, String usual) {
        if (yes && option.isEmpty()) {
            throw wrongUsage(say(name + " is needed with --yes", "使用 --yes 时需要 " + name).in(locale()));
        }
        return option.orElseGet(() -> interview.require(question, usual));
    }

    private List<NewLane> lanes(Interview interview) {
        List<NewLane> told = new ArrayList<>();
        try {
            for (String lane : lanes) {
                told.add(NewLane.parse(lane));
            }
        } catch (NewLane.Misspelt e) {
            throw wrongUsage(e.sentence().in(locale()));
        }
        if (told.isEmpty()) {
            FoundDevices found = FoundDevices.of(new Machine(Path.of("/")));
            if (!yes) {
                told.addAll(found.ask(interview));
            } else {
                told.add(found.lane().orElseThrow(() -> new Fault(say("Neither a serial port for a reader nor pins or a second port for a relay were found on this machine; "
                        + "name the lanes by --lane.", "在本机没有找到读卡器的串口，或没有找到继电器的引脚或第二个串口；请用 --lane 指定通道。").in(locale()))));
            }
        }
        return told;
    }

    private Optional<NewGate.Broker> broker(Interview interview, Making making, String door) throws IOException {
        String url = broker.orElseGet(() -> yes ? "" : interview.ask(
                say("Broker, like mqtts://broker.school.lan:8883; empty: the gate works alone", "消息服务器，例如 mqtts://broker.school.lan:8883；留空则单独工作"), ""));
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (yes || broker.isPresent()) {
            return Optional.of(new NewGate.Broker(url, username, brokerPassword.map(Path::toAbsolutePath), brokerCa.map(Path::toAbsolutePath)));
        }
        String name = interview.ask(say("Name at the broker", "在消息服务器上的用户名"), "gate-" + door);
        Path file = making.folder().resolve("mqtt.pw");
        if (!Files.exists(file)) {
            create(file, interview.password(say("Password there", "密码")).getBytes(StandardCharsets.UTF_8), SecretFile.OWNER_ONLY, making);
        }
        String ca = interview.ask(say("File of who signed the broker's certificate; empty: the system's own", "签发服务器证书的 CA 文件；留空用系统自带的"), "");
        return Optional.of(new NewGate.Broker(url, Optional.of(name), Optional.of(file), Optional.of(ca).filter(c -> !c.isEmpty()).map(Path::of).map(Path::toAbsolutePath)));
    }

    private Optional<Account> administrator(Interview interview) throws IOException {
        if (yes && admin.isEmpty()) {
            return Optional.empty();
        }
        String name = said(interview, admin, "--admin", say("First administrator of the pages", "网页的首位管理员用户名"), "admin");
        if (yes && adminPassword.isEmpty()) {
            throw wrongUsage(say("--admin-password-file is needed with --admin and --yes", "使用 --admin 和 --yes 时需要 --admin-password-file").in(locale()));
        }
        String password = adminPassword.isPresent() ? UserCommand.Password.firstLine(adminPassword.get())
                : interview.password(say("Password, 8 characters at least", "密码，至少 8 个字符"));
        try {
            return Optional.of(new Account(name, Role.ADMIN, PasswordHash.of(password)));
        } catch (IllegalArgumentException e) {
            throw new Fault(say("That administrator will not do: ", "这个管理员不行：").in(locale()) + e.getMessage() + ".");
        }
    }

    // making it

    private static void create(Path file, byte[] bytes, String rights, Making making) throws IOException {
        Files.createDirectories(making.folder());
        SecretFile.create(file, bytes, rights);
        making.newFiles().add(file);
    }

    /// Keys that are there stay: what they protect would be lost.
    private static Path draft(Path file, NewGate answers, Making making) throws IOException {
        if (!Files.exists(answers.idKey())) {
            create(answers.idKey(), SecretFile.idKey(), SecretFile.OWNER_ONLY, making);
        }
        if (answers.hasOsdp() && !Files.exists(answers.readerKey())) {
            create(answers.readerKey(), SecretFile.readerKey(), SecretFile.OWNER_ONLY, making);
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        create(draft, answers.toml().getBytes(StandardCharsets.UTF_8), READABLE, making);
        return draft;
    }

    private static void putInPlace(Path draft, Path file, Making making) throws IOException {
        if (Files.exists(file)) {
            Files.copy(file, kept(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        making.newFiles().remove(draft);
    }

    private void add(GateConfig config, Account account) {
        try {
            var _ = UserCommand.apply(config, "user_put", Map.of("name", account.name(), "by", operator.name(), "role", account.role().word(), "password", account.password()));
        } catch (ControlClient.Refused e) {
            throw new Fault(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new Fault(Reasons.sentence(e));
        }
    }

    /// Set up by root, all of it belongs to whom the store's folder belongs: the service's user.
    private static void handOver(GateConfig config, Making making) throws IOException {
        Path folder = config.store().path().toAbsolutePath().resolveSibling("");
        if (!"root".equals(System.getProperty("user.name")) || !Files.isDirectory(folder)) {
            return;
        }
        var owner = Files.getOwner(folder);
        List<Path> files = new ArrayList<>(making.newFiles());
        try (var inStore = Files.newDirectoryStream(folder, config.store().path().getFileName() + "*")) {
            inStore.forEach(files::add);
        }
        for (Path file : files) {
            Files.setOwner(file, owner);
        }
    }

    private static void report(Interview interview, Path file, GateConfig config, Making making, Optional<Account> first) {
        interview.tell(say("Wrote " + file + ".", "已写入 " + file + "。"));
        for (Path key : making.newFiles()) {
            interview.tell(say("Made " + key + ", for its owner alone. Keep a copy in a safe place.", "已生成 " + key + "，只有属主可读。请另存一份到安全的地方。"));
        }
        first.ifPresent(account -> interview.tell(say(account.name() + " may sign in as admin at " + config.web().listen() + ".",
                account.name() + " 可以作为 admin 在 " + config.web().listen() + " 登录。")));
        interview.tell(say("Next: campus-gate doctor; systemctl enable --now campus-gate; campus-gate whitelist import FOLDER",
                "接下来：campus-gate doctor；systemctl enable --now campus-gate；campus-gate whitelist import 名单文件夹"));
        if (first.isEmpty()) {
            interview.tell(say("Nobody may sign in to the pages yet: campus-gate user add NAME --role admin", "网页还没有用户：campus-gate user add 用户名 --role admin"));
        }
    }
}
