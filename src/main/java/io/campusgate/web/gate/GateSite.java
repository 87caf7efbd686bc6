package io.campusgate.web.gate;

import io.campusgate.config.Build;
import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.Controls;
import io.campusgate.domain.Account;
import io.campusgate.web.Directory;
import io.campusgate.web.OneTimeCode;
import io.campusgate.web.Page;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.campusgate.web.SignIn;
import io.campusgate.web.WebServer;
import io.campusgate.web.WebSettings;
import io.campusgate.web.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pages of a running gate: which parts there are, and their start. They start on a thread of their own once the gate is
/// ready, and when their address is taken they try again; the gate does not wait for them and does not miss them.
public final class GateSite implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GateSite.class);
    private static final long RETRY_S = 5;

    private final Controls gate;
    private final OneTimeCode firstCode = new OneTimeCode();
    private final EventStream stream;
    private final SignIn signIn;
    private final WebServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch serving = new CountDownLatch(1);

    /// @param more further parts: the demo's
    public GateSite(Controls gate, List<Part> more) {
        this(gate, more, EventStream.LONGEST);
    }

    /// @param streams how long a stream of events lasts
    GateSite(Controls gate, List<Part> more, Duration streams) {
        this.gate = gate;
        this.stream = new EventStream(gate, streams);
        this.signIn = new SignIn(directory(gate), firstCode, System::nanoTime);
        List<Part> parts = new ArrayList<>(List.of(signIn, stream, new Health(gate), new Metrics(gate)));
        parts.addAll(pages(gate));
        parts.addAll(more);
        this.server = new WebServer(settings(gate.config().web()), site(gate.config()), gate::account, System::nanoTime, parts);
    }

    /// In the order of the navigation.
    private static List<Part> pages(Controls gate) {
        return List.of(new DeskPage(gate), new DeskApi(gate), new LogPage(gate), new TodayPage(gate), new PeoplePage(gate), new IncidentsPage(gate),
                new DevicesPage(gate), new SettingsPage(gate));
    }

    private static WebSettings settings(GateConfig.Web web) {
        return new WebSettings(web.listen().host(), web.listen().port(), web.tlsKeystore().map(keystore ->
                new WebSettings.Tls(keystore, web.tlsPasswordFile().orElseThrow())));   // the configuration has neither or both
    }

    private static Page.Site site(GateConfig config) {
        return new Page.Site(config.site().gate() + " · " + config.site().id(), "campus-gate " + Build.ofThisProgram().version(),
                Words.in(config.site().language().getLanguage()));
    }

    private static Directory directory(Controls gate) {
        return new Directory() {
            @Override public Optional<Account> find(String name) {
                return gate.account(name);
            }

            @Override public boolean isEmpty() {
                return gate.accounts().isEmpty();
            }

            @Override public void addFirst(Account admin) {
                order(gate, "user_put", Map.of("name", admin.name(), "role", admin.role().word(), "password", admin.password(), "by", admin.name()));
            }

            @Override public void signedIn(Account account, String from) {
                gate.operator("login", Optional.empty(), details(account.name(), from));
            }

            @Override public void failed(Optional<Account> account, String from) {
                gate.operator("login_failed", Optional.empty(), details(account.map(Account::name).orElse("unknown"), from));
            }
        };
    }

    private static Map<String, Object> details(String by, String from) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("by", by);
        details.put("from", from);
        return details;
    }

    /// Has the gate do something; a refusal becomes the answer.
    static Map<String, ?> order(Controls gate, String what, Map<String, Object> arguments) {
        try {
            return gate.order(what, arguments);
        } catch (ControlClient.Refused e) {
            throw Problem.refused(e.sentence());
        }
    }

    /// The one-time code for the first administrator, as the log tells it; empty once it was used.
    Optional<String> firstCode() {
        return firstCode.shown();
    }

    /// Every way in, also before [#start].
    public List<Route> routes() {
        return server.routes();
    }

    /// Returns at once.
    public void start() {
        Thread.ofPlatform().daemon().name("web-start").start(this::startUntilItWorks);
    }

    private void startUntilItWorks() {
        String told = "";
        try {
            do {
                try {
                    server.start();
                    LOG.info("the pages are at {}", server.address());
                    tellFirstCode();
                    serving.countDown();
                    return;
                } catch (IOException e) {
                    if (!told.equals(e.getMessage())) {
                        told = String.valueOf(e.getMessage());
                        LOG.error("{}; the gate goes on, and they are tried again", told);
                    }
                }
            } while (!closed.await(RETRY_S, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellFirstCode() {
        if (gate.accounts().isEmpty()) {
            LOG.warn("nobody can sign in yet: the one-time code for the first administrator is {} (or: campus-gate user add NAME --role admin)",
                    firstCode.shown().orElse(""));
        }
    }

    /// Where the pages are, once they are served.
    public Optional<String> address() {
        return serving.getCount() == 0 ? Optional.of(server.address()) : Optional.empty();
    }

    /// Waits until the pages are served.
    ///
    /// @return their address; empty if they are not within the time
    public Optional<String> awaitAddress(long seconds) throws InterruptedException {
        return serving.await(seconds, TimeUnit.SECONDS) ? Optional.of(server.address()) : Optional.empty();
    }

    @Override public void close() {
        closed.countDown();
        stream.close();
        server.close();
        signIn.close();
    }
}
