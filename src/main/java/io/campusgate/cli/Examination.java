package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.daemon.Libc;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.link.LinkSettings;
import io.campusgate.link.MqttLink;
import io.campusgate.link.Topics;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Space;
import io.campusgate.store.StoreException;
import io.campusgate.store.Verification;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.trust.BadKey;
import io.campusgate.trust.KeyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One part of what `doctor` looks at. Changes nothing and disturbs no running gate.
@FunctionalInterface
interface Examination {
    /// So many events at the end of the chain are checked; `log verify` checks all.
    int TAIL = 1_000;

    List<Finding> of(GateConfig config) throws InterruptedException;

    /// In the order in which one thing rests on the other.
    static List<Examination> all() {
        return List.of(Examination::secrets, Examination::keys, Examination::disk, Examination::store, Examination::daemon,
                Examination::whitelist,
                new MachineExamination(new Machine(Path.of("/")), System.getProperty("user.name", "")),
                new DeviceExamination(() -> new Drivers(new SimGate())), Examination::clock, Examination::broker);
    }

    /// That others cannot read them was checked with the configuration; here that the gate itself can.
    private static List<Finding> secrets(GateConfig config) {
        Map<String, Optional<Path>> files = new LinkedHashMap<>();
        files.put("id-key-file", config.store().idKeyFile());
        config.mqtt().ifPresent(m -> {
            files.put("password-file", m.passwordFile());
            files.put("ca-file", m.caFile());
            files.put("cert-file", m.certFile());
            files.put("key-file", m.keyFile());
        });
        files.put("tls-keystore", config.web().tlsKeystore());
        files.put("tls-password-file", config.web().tlsPasswordFile());
        files.put("metrics-token-file", config.web().metricsTokenFile());
        config.lanes().forEach(lane -> lane.readers().stream().filter(ReaderConfig.Osdp.class::isInstance).map(ReaderConfig.Osdp.class::cast)
                .forEach(reader -> files.put(lane.id() + " scbk-file", Optional.of(reader.scbkFile()))));
        List<Finding> findings = new ArrayList<>();
        files.forEach((name, file) -> file.ifPresent(f -> findings.add(Files.isReadable(f) ? Finding.ok(name, f.toString())
                : Finding.fault(name, say("this user may not read " + f, "当前用户不能读取 " + f), say("run as the gate's user, or chown " + f + " to it", "以门禁服务的用户运行，或用 chown 把 " + f + " 改为它所有")))));
        return findings;
    }

    private static List<Finding> keys(GateConfig config) {
        return config.trust().values().stream().map(key -> {
            String check = "trust " + key.name();
            try {
                var _ = KeyText.publicKey(Files.readString(key.key()));
                return Finding.ok(check, key.key().toString());
            } catch (IOException | BadKey e) {
                return Finding.fault(check, say(key.key() + " is no Ed25519 public key in PEM", key.key() + " 不是 PEM 格式的 Ed25519 公钥"),
                        say("campus-gate keygen DIR " + key.name() + " makes a pair", "用 campus-gate keygen 文件夹 " + key.name() + " 生成一对"));
            }
        }).toList();
    }

    private static List<Finding> disk(GateConfig config) {
        try {
            Space space = Space.of(config.store().path());
            Bilingual free = say(space.freeMegabytes() + " MB free for " + config.store().path(), config.store().path() + " 所在磁盘剩余 " + space.freeMegabytes() + " MB");
            return List.of(switch (space.level()) {
                case ENOUGH -> Finding.ok("disk", free);
                case LOW -> Finding.fault("disk", free, say("make room: below 50 MB every entry is refused", "请腾出空间：少于 50 MB 时拒绝所有进入"));
                case SPENT -> Finding.fault("disk", free.then(say(": every entry is refused", "：拒绝所有进入")), say("make room at once", "请立即腾出空间"));
            });
        } catch (StoreException e) {
            return List.of(Finding.fault("disk", String.valueOf(e.getMessage()), say("create the folder of [store] path, owned by the gate's user", "建立 [store] path 所在的文件夹，归门禁服务的用户所有")));
        }
    }

    private static List<Finding> store(GateConfig config) {
        Path path = config.store().path();
        try (JournalReader journal = JournalReader.open(path)) {
            Verification tail = journal.verify(Math.max(1, journal.lastSeq() - TAIL + 1), journal.lastSeq());
            Bilingual where = say("journal " + journal.id() + ", " + journal.lastSeq() + " events", "日志 " + journal.id() + "，" + journal.lastSeq() + " 个事件");
            return List.of(tail.isSound() ? Finding.ok("store", where.then(say(", the newest follow each other", "，最新的事件前后相连")))
                    : Finding.fault("store", where.then(same(": " + String.join("; ", tail.findings()))), say("campus-gate log verify; then restore a backup", "先运行 campus-gate log verify，再恢复备份")));
        } catch (StoreException e) {
            return List.of(e.kind() == StoreException.Kind.MISSING
                    ? Finding.note("store", say("there is none yet at " + path, path + " 还不存在"), say("it is made when the gate first starts", "门禁第一次启动时会建立"))
                    : Finding.fault("store", String.valueOf(e.getMessage()), say("campus-gate restore FILE brings back a backup", "用 campus-gate restore 备份文件 恢复备份")));
        }
    }

    private static List<Finding> daemon(GateConfig config) {
        try {
            Map<String, Object> status = ControlClient.connect(config.store().path()).call("status", Map.of());
            boolean stored = "ok".equals(status.get("store"));
            return List.of(stored ? Finding.ok("daemon", say("running since " + status.get("since") + ", mode " + status.get("mode"), "自 " + status.get("since") + " 起运行，模式 " + status.get("mode")))
                    : Finding.fault("daemon", say("running, but its store " + status.get("store"), "正在运行，但存储 " + status.get("store")), say("look at its log: journalctl -u campus-gate", "查看日志：journalctl -u campus-gate")));
        } catch (ControlClient.NotRunning e) {
            return List.of(Finding.note("daemon", say(String.valueOf(e.getMessage()), config.store().path() + " 上没有门禁程序在运行"), same("systemctl start campus-gate")));
        } catch (ControlClient.Refused e) {
            return List.of(Finding.fault("daemon", String.valueOf(e.getMessage()), same("systemctl restart campus-gate")));
        }
    }

    private static List<Finding> whitelist(GateConfig config) {
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
            Rulebook rules = folder.rulebook();
            if (rules.version().equals(WhitelistVersion.NONE)) {
                return List.of(Finding.fault("whitelist", say("there is none: nobody is known", "还没有名单：谁也不认识"), say("campus-gate whitelist import FOLDER", "campus-gate whitelist import 名单文件夹")));
            }
            Duration age = Duration.between(rules.issued(), Instant.now());
            Bilingual detail = say("version " + rules.version() + ", " + age.toDays() + " days old", "版本 " + rules.version() + "，" + age.toDays() + " 天前签发");
            return List.of(age.compareTo(rules.access().maxAge()) <= 0 ? Finding.ok("whitelist", detail)
                    : Finding.fault("whitelist", detail.then(say(", older than max-age", "，已超过 max-age")), say("publish or import a newer one", "请下发或导入新名单")));
        } catch (StoreException e) {
            return List.of(Finding.fault("whitelist", String.valueOf(e.getMessage()), say("campus-gate whitelist import FOLDER", "campus-gate whitelist import 名单文件夹")));
        }
    }

    private static List<Finding> clock(GateConfig config) {
        String source = config.clock().source().word();
        if (config.clock().source() != GateConfig.Clock.Source.NTP) {
            return List.of(Finding.ok("clock", say("trusted as it is (source \"" + source + "\"): ", "按原样信任（source \"" + source + "\"）：")
                    .then(same(Instant.now().atZone(config.site().timezone()).toLocalDateTime().withNano(0).toString()))));
        }
        return List.of(Libc.clockIsSynchronised().map(synchronised -> synchronised ? Finding.ok("clock", say("synchronised", "已同步"))
                        : Finding.fault("clock", say("the kernel says it is not synchronised: passes do not count", "系统时钟没有同步：通行证不起作用"),
                                say("timedatectl set-ntp true, or campus-gate clock set TIME", "timedatectl set-ntp true，或 campus-gate clock set 时间")))
                .orElseGet(() -> Finding.note("clock", say("this system cannot say whether it is synchronised", "本系统不能说明时钟是否同步"), same(""))));
    }

    private static List<Finding> broker(GateConfig config) throws InterruptedException {
        if (config.mqtt().isEmpty()) {
            return List.of(Finding.ok("broker", say("none is configured: the gate works alone", "没有配置：门禁单独工作")));
        }
        GateConfig.Mqtt m = config.mqtt().get();
        Optional<String> wrong = MqttLink.probe(new LinkSettings(m.url(), m.username(), m.passwordFile(), m.caFile(), m.certFile(), m.keyFile(),
                m.console(), m.allowPlaintext(), LinkSettings.Timing.NORMAL), new Topics(config.site().id(), config.site().gate()));
        return List.of(wrong.map(why -> Finding.fault("broker", why, say("check [mqtt] url, the network and the broker's log; the gate works on meanwhile", "检查 [mqtt] url、网络和服务器日志；这期间门禁照常工作")))
                .orElseGet(() -> Finding.ok("broker", say(m.url() + " takes this gate", m.url() + " 接受本门禁"))));
    }
}
