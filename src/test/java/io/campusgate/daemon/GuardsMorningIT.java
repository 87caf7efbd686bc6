package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Browser;
import io.campusgate.Cable;
import io.campusgate.GateProcess;
import io.campusgate.RealComponents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// A morning at the guard desk: the packaged program with a card reader and a relay on pseudo-terminals, and Debian's Chromium.
class GuardsMorningIT {
    private static final String PASSWORD = "correct horse battery";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LANE = "#lane-in-1 ";

    @TempDir private Path folder;
    private TestSite site;
    private GateProcess gate;
    private int port;
    private Cable cable;
    private Browser desk;

    @BeforeEach void start() throws IOException {
        RealComponents.require("chromedriver");
        RealComponents.require("chromium");
        site = new TestSite(folder, "", """
                [screening]
                required.normal = ["visitor", "contractor"]

                [[lane]]
                id = "out-1"
                direction = "out"
                reader = { driver = "sim" }
                relay = { driver = "sim" }

                [[contact]]
                name = "李校医"
                duty = "校医"
                phone = "13900000000"
                incidents = ["fever"]
                """);
        Files.writeString(site.config, Files.readString(site.config).replace("path = \"gate.db\"", "path = \"gate.db\"\nid-key-file = \"id.key\"")
                .replace("language = \"en\"", "language = \"zh-CN\""));
        assertEquals(0, GateProcess.command("keygen", "--id-key", folder.resolve("id.key").toString()).exit());
        site.importPeople();
        addUser("guard", "guard");
        addUser("chief", "admin");
        gate = GateProcess.run(site.config);
        port = Integer.parseInt(gate.awaitLog(line -> line.contains("the pages are at"), PATIENCE).replaceFirst(".*:", "").strip());
        cable = new Cable(port);
        desk = new Browser("http://127.0.0.1:" + cable.port(), Files.createDirectories(folder.resolve("downloads")));
    }

    private void addUser(String name, String role) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        GateProcess.Result added = GateProcess.command("user", "add", name, "--role", role, "--password-file", password.toString(), "-c", site.config.toString());
        assertEquals(0, added.exit(), added.err());
    }

    @AfterEach void stop() throws IOException {
        if (desk != null) {
            desk.close();
        }
        if (cable != null) {
            cable.close();
        }
        if (gate != null) {
            gate.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test void aGuardsMorning() throws IOException {
        desk.signIn("guard", PASSWORD);
        desk.awaitText("#live", "实时");
        assertEquals("校门控制", desk.text(".brand span"));

        site.tap(TestSite.TEACHER);   // a card, through the wire
        desk.awaitText(LANE + ".name", "王小明");
        assertEquals("granted", desk.attribute(LANE + ".person", "data-outcome"));
        assertTrue(desk.text(LANE + ".person").contains("✔") && desk.text(LANE + ".person").contains("放行"), "colour, sign and word");
        desk.picture("desk-granted");

        site.tap(TestSite.UNKNOWN);
        desk.awaitText(LANE + ".verdict", "拒绝");
        desk.awaitText(LANE + ".why", "未知卡");

        admitAVisitor();
        refuseAFever();
        letInByName();
        openByKeyboard();

        desk.click(".language");
        desk.awaitText(".mode strong", "normal");
        changeMode();
        desk.phone();
        desk.wellMade();
        desk.picture("desk-phone");
        desk.laptop();
        evacuate();
        desk.wellMade();
        desk.picture("desk-evacuation");
        desk.quiet();
    }

    /// No thermometer at this lane: the visitor waits for the guard's own.
    private void admitAVisitor() throws IOException {
        desk.click(LANE + "footer button[data-opens='visitor-dialog']");
        desk.type("#visitor-dialog [name='name']", "<b>李雷</b>\u202E'; DROP TABLE journal;--");
        desk.type("#visitor-dialog [name='id_number']", "110105194912310021");
        desk.type("#visitor-dialog [name='host']", "教务处");
        desk.type("#visitor-dialog [name='phone']", "13800138000");
        desk.type("#visitor-dialog [name='reason']", "家长会");
        desk.click("#visitor-dialog button.go");
        desk.awaitText("#visitor-dialog .wrong", "校验位");
        desk.wellMade();
        desk.picture("desk-visitor");
        desk.type("#visitor-dialog [name='id_number']", "11010519491231002X");
        desk.click("#visitor-dialog button.go");
        desk.awaitText(LANE + ".waiting li", "<b>李雷</b>");   // a name is text, whatever is in it
        desk.picture("desk-waiting");
        measure("36.6");
        desk.awaitText(LANE + ".temperature", "36.6 °C ✔ 正常");
        assertEquals("granted", desk.attribute(LANE + ".person", "data-outcome"));
        assertFalse(site.awaitEvents(1, "\"type\":\"visitor\"", "\"outcome\":\"registered\"").isEmpty());
    }

    private void measure(String celsius) {
        desk.click(LANE + ".waiting button[data-opens='measure-dialog']");
        desk.type("#measure-dialog [name='celsius']", celsius, Keys.ENTER);
        desk.awaitGone("#measure-dialog");
    }

    private void refuseAFever() throws IOException {
        desk.until("the visitor has gone through", () -> desk.text(LANE + ".phase").equals("空闲"));
        site.tap(TestSite.CONTRACTOR);
        desk.awaitText(LANE + ".waiting li", "赵师傅");
        measure("38.4");
        desk.awaitText(LANE + ".verdict", "拒绝");
        desk.awaitText(LANE + ".temperature", "38.4 °C ✘ 发热");
        desk.awaitText("#alarms", "发热");
        desk.wellMade();
        desk.picture("desk-fever");
        desk.click("#alarms button");
        desk.awaitGone("#alarms .alarm");
        assertEquals("guard", TestSite.member(site.awaitEvents(1, "\"type\":\"incident\"", "\"outcome\":\"acknowledged\"").getFirst(), "by"));
    }

    private void letInByName() {
        desk.click(LANE + "footer button[data-opens='forgotten-dialog']");
        desk.type("#forgotten-search", "陈晨");
        desk.click("#forgotten-found input[value='S0002']");
        desk.click("#forgotten-dialog button.primary");
        desk.awaitText(LANE + ".name", "陈晨");
    }

    /// From the top of the page to an open lane without a mouse.
    private void openByKeyboard() {
        desk.until("the pupil has gone through", () -> desk.text(LANE + ".phase").equals("空闲"));
        desk.open("/");
        desk.tabTo(LANE + "footer button[data-opens='open-dialog']");
        desk.press(Keys.ENTER);
        desk.await("#open-dialog[open]");
        desk.tabTo("#open-dialog [name='reason']");
        desk.press("救护车", Keys.ENTER);
        desk.awaitText(LANE + ".why", "人工开门");
        assertEquals("guard", TestSite.member(site.awaitEvents(1, "\"reason\":\"operator\"", "救护车").getFirst(), "by"));
    }

    private void changeMode() {
        desk.click("button[data-opens='mode-dialog']");
        desk.choose("#mode-dialog select", "closed");
        desk.type("#mode-dialog [name='reason']", "flu", Keys.ENTER);
        desk.awaitText(".mode strong", "closed campus");
    }

    /// Two presses, quick enough for an emergency and too slow for a slip.
    private void evacuate() {
        desk.click("#evacuate");
        desk.awaitText("#evacuate", "Press again");
        desk.until("the campus is evacuated", () -> {
            if (desk.text(".mode strong").equals("evacuation")) {
                return true;
            }
            desk.click("#evacuate");
            return false;
        });
        desk.awaitText(LANE + ".phase", "released");
    }

    @Test void whatHappenedWhileTheCableWasOutIsMissedByNobody() throws IOException {
        desk.signIn("guard", PASSWORD);
        desk.awaitText("#live", "实时");
        cable.pull();
        desk.awaitText("#live", "连接中断");
        desk.picture("desk-offline");
        site.tap(TestSite.TEACHER);
        site.awaitEvents(1, "\"type\":\"entry\"", "王小明");
        cable.plugIn();
        desk.awaitText("#live", "实时");
        desk.awaitText(LANE + ".name", "王小明");

        gate.kill();   // and the whole gate: its sessions end with it
        desk.awaitText("#live", "连接中断");
        Files.writeString(site.config, Files.readString(site.config).replace("127.0.0.1:0", "127.0.0.1:" + port));
        gate = GateProcess.run(site.config);
        desk.await("input[name='password']");
        desk.quiet();
    }

    @Test void theRecordIsSearchedAndTakenAway() throws IOException {
        site.tap(TestSite.TEACHER);
        site.awaitEvents(1, "\"type\":\"entry\"", "王小明");
        desk.signIn("chief", PASSWORD);
        desk.open("/log");
        desk.type("[name='text']", "王小明", Keys.ENTER);
        desk.awaitText("#rows", "数学组");
        desk.wellMade();
        desk.picture("log");
        desk.click("#rows tr");
        desk.awaitText("#chain", "完整");
        desk.wellMade();
        desk.picture("log-detail");
        desk.click("#detail-close");

        desk.click("[data-export='csv']");
        String csv = Files.readString(desk.downloaded("events-east.csv"), StandardCharsets.UTF_8);
        assertTrue(csv.startsWith("\uFEFFseq,"), csv);
        assertTrue(csv.contains("王小明") && csv.endsWith("\r\n"), csv);
        desk.awaitText("#progress", "已导出");
        desk.click("[data-export='xlsx']");
        try (ReadableWorkbook book = new ReadableWorkbook(desk.downloaded("events-east.xlsx").toFile())) {
            List<Row> rows = book.getFirstSheet().read();
            assertTrue(rows.size() > 1 && rows.get(1).stream().anyMatch(c -> c.getText().equals("王小明")), rows.toString());
        }
        assertEquals("chief", TestSite.member(site.awaitEvents(2, "\"outcome\":\"exported\"").getFirst(), "by"));
        desk.quiet();
    }

    @Test void aWhitelistIsLookedAtAndAppliedAndANumberIsShownForAReason() throws IOException {
        Path file = Files.writeString(folder.resolve("people.csv"), "编号,姓名,类别,班级,权限,卡号,身份证号,手机\n"
                + "T0042,王小明,教职工,语文组,,dec:1217496,11010519491231002X,13812345678\nT0099,韩梅梅,教职工,英语组,,dec:1217497,,\n");
        desk.signIn("chief", PASSWORD);
        desk.open("/settings");
        desk.await("#upload [name='file']").sendKeys(file.toAbsolutePath().toString());
        desk.click("#upload button");
        desk.awaitText("#lines", "韩梅梅");
        desk.awaitText("#removals", "6 人中删除 5 人");
        desk.wellMade();
        desk.picture("settings-upload");
        desk.click("#removals input");
        desk.click("#apply button");
        desk.confirm();
        desk.awaitText("#toasts", "0+2");

        desk.open("/people");
        desk.type("#find [name='text']", "王小明", Keys.ENTER);
        desk.awaitText("#found", "110105********002X");
        desk.type("#found [name='reason']", "家长来电核实", Keys.ENTER);
        desk.awaitText("#found", "11010519491231002X");
        desk.wellMade();
        desk.picture("people-revealed");
        assertEquals("chief", TestSite.member(site.awaitEvents(1, "person_unmasked", "家长来电核实").getFirst(), "by"));
        desk.quiet();
    }

    /// Each page in each language and size.
    @Test void everyPageIsReadableByEverybody() throws IOException {
        for (long card : List.of(TestSite.TEACHER, TestSite.PUPIL, TestSite.SUSPENDED)) {
            site.tap(card);
            site.awaitEvents(1, "\"type\":\"entry\"", String.format(Locale.ROOT, "%08X", card));
        }
        desk.open("/sign-in");
        desk.wellMade();
        desk.picture("sign-in");
        desk.signIn("chief", PASSWORD);
        for (String language : List.of("zh", "en")) {
            for (String page : List.of("desk", "log", "log/print", "today", "roll", "report", "people", "incidents", "devices", "settings")) {
                desk.open("/language?to=" + language + "&back=/" + page);
                desk.await("main h1, .sheet h1");
                String name = page.replace('/', '-') + "-" + language;
                desk.laptop();
                desk.fits();
                desk.picture(name);
                desk.phone();
                desk.wellMade();
                desk.picture(name + "-phone");
            }
        }
        desk.quiet();
    }
}
