package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.FluentWait;

/// Debian's Chromium without a window: what a person sees and does in it, and what it complains of. Everything is waited for.
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PICTURES = Path.of("target/screenshots");
    /// What the browser says by itself when a form is refused, a session has ended or the gate is gone: all of it expected here.
    private static final List<String> EXPECTED = List.of("status of 400", "status of 401", "status of 409", "net::ERR_");

    private final ChromeDriver driver;
    private final Path downloads;
    private final String address;

    /// @param address   of the pages: `http://127.0.0.1:8080`
    /// @param downloads an empty folder for what the browser saves
    public Browser(String address, Path downloads) {
        this.address = address;
        this.downloads = downloads;
        Path chromedriver = RealComponents.require("chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(RealComponents.require("chromium").toFile());
        options.setAcceptInsecureCerts(true);
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-default-apps", "--no-first-run", "--no-default-browser-check", "--disable-dev-shm-usage", "--lang=zh-CN");
        options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toAbsolutePath().toString(), "download.prompt_for_download", false));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        this.driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile()).usingAnyFreePort().build(), options);
        laptop();
    }

    // what a person does

    public void open(String path) {
        driver.get(address + path);
    }

    public void signIn(String name, String password) {
        open("/sign-in");
        await("input[name='name']").sendKeys(name, Keys.TAB, password, Keys.ENTER);
        await("#desk");
    }

    public void signOut() {
        click("button[data-send='DELETE /api/session']");
        await("input[name='password']");
    }

    public void click(String selector) {
        until(selector + " can be clicked", () -> {
            driver.findElement(By.cssSelector(selector)).click();
            return true;
        });
    }

    public void type(String selector, CharSequence... keys) {
        WebElement field = await(selector);
        field.clear();
        field.sendKeys(keys);
    }

    /// Says yes to what the browser asks.
    public void confirm() {
        waiting().ignoring(NoAlertPresentException.class).until(d -> d.switchTo().alert()).accept();
    }

    public void choose(String selector, String value) {
        click(selector + " option[value='" + value + "']");
    }

    /// Presses keys wherever the focus is.
    public void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /// Presses Tab until the focus is on what `selector` names; a person without a mouse has no other way.
    public void tabTo(String selector) {
        for (int i = 0; i < 120; i++) {
            if (Boolean.TRUE.equals(driver.executeScript("return !!document.activeElement && document.activeElement.matches(arguments[0])", selector))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the Tab key does not lead to " + selector);
    }

    public void laptop() {
        size(1366, 768);
    }

    public void phone() {
        size(390, 844);
    }

    private void size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    // what a person sees

    public WebElement await(String selector) {
        return waiting().withMessage(() -> selector + " is not to be seen on " + driver.getCurrentUrl())
                .until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(selector)));
    }

    public String text(String selector) {
        return await(selector).getText();
    }

    public String attribute(String selector, String name) {
        return String.valueOf(await(selector).getDomAttribute(name));
    }

    public boolean has(String selector) {
        return !driver.findElements(By.cssSelector(selector)).isEmpty();
    }

    public void awaitText(String selector, String part) {
        waiting().withMessage(() -> selector + " says '" + now(selector) + "' and not '" + part + "'")
                .until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(selector), part));
    }

    private String now(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList().toString();
    }

    public void awaitGone(String selector) {
        waiting().withMessage(selector + " does not go away").until(ExpectedConditions.invisibilityOfElementLocated(By.cssSelector(selector)));
    }

    /// Tries again while the page is being changed.
    public void until(String what, BooleanSupplier condition) {
        waiting().withMessage(what).ignoring(ElementNotInteractableException.class).until(_ -> condition.getAsBoolean());
    }

    private FluentWait<ChromeDriver> waiting() {
        return new FluentWait<>(driver).withTimeout(PATIENCE).pollingEvery(Duration.ofMillis(100))
                .ignoring(NoSuchElementException.class).ignoring(StaleElementReferenceException.class);
    }

    /// Waits for a file that the browser saves.
    public Path downloaded(String name) {
        Path file = downloads.resolve(name);
        until(name + " is not saved", () -> Files.exists(file) && !Files.exists(downloads.resolve(name + ".crdownload")));
        return file;
    }

    /// Kept as an artefact of the build.
    public void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    // what must be true of every page

    /// The rules of axe-core for WCAG 2.1 A and AA, and [#fits].
    public void wellMade() throws IOException {
        quiet();
        try (InputStream in = Browser.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        Object found = driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))))");
        assertEquals(List.of(), found, driver.getCurrentUrl());
        driver.manage().logs().get(LogType.BROWSER);   // what the rules themselves made it say
        fits();
    }

    /// Nothing sticks out at the side.
    public void fits() {
        assertEquals(List.of(), driver.executeScript("const wide = document.documentElement.clientWidth; return document.documentElement.scrollWidth <= wide ? [] :"
                + " [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1).map(e => e.outerHTML.slice(0, 120))"),
                "what sticks out of " + driver.getCurrentUrl());
    }

    /// Nothing to complain of in the console, and no request to another host, since the last time it was asked.
    public void quiet() {
        List<String> errors = driver.manage().logs().get(LogType.BROWSER).getAll().stream().filter(e -> e.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage).filter(m -> EXPECTED.stream().noneMatch(m::contains)).toList();
        assertEquals(List.of(), errors);
        List<String> elsewhere = new ArrayList<>();
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream().map(LogEntry::getMessage)
                .filter(m -> m.contains("\"Network.requestWillBeSent\"")).filter(m -> !m.contains("\"url\":\"" + address) && !m.contains("\"url\":\"data:")).forEach(elsewhere::add);
        assertEquals(List.of(), elsewhere);
    }

    @Override public void close() {
        driver.quit();
    }
}
