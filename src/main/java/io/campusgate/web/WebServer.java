package io.campusgate.web;

import com.sun.net.httpserver.HttpsConfigurator;
import io.avaje.jex.Jex;
import io.avaje.jex.http.Context;
import io.campusgate.daemon.ControlMessage;
import io.campusgate.domain.Account;
import io.campusgate.web.template.JteproblemGenerated;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the pages and their API. What every call goes through stands here: is it meant for this machine, does it come
/// from our own page, who makes it, may they, and what becomes of an error.
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    /// Connections that wait to be accepted. With the few that are usual, a burst of others keeps a guard waiting for a second.
    private static final int BACKLOG = 1_024;
    /// The library's announcements, which have a form and a place of their own; kept here, since a logger that nobody holds forgets its level.
    private static final java.util.logging.Logger LIBRARY = java.util.logging.Logger.getLogger("io.avaje.jex");

    static {
        LIBRARY.setLevel(java.util.logging.Level.WARNING);
    }

    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final long HTTPS_ONLY_S = 31_536_000;

    static {
        // Read once by the JDK's server when it is first used. Seconds, but for the counts.
        set("sun.net.httpserver.maxReqTime", "60");      // whoever sends slower is cut off
        set("sun.net.httpserver.maxRspTime", "660");     // a stream is ended by us after 600
        set("sun.net.httpserver.idleInterval", "30");
        set("jdk.httpserver.maxConnections", "2000");
        set("sun.net.httpserver.nodelay", "true");
    }

    private final WebSettings settings;
    private final Page.Site site;
    private final List<Route> routes = new ArrayList<>();
    private final List<Part.Link> links = new ArrayList<>();
    private final Sessions sessions;
    private Optional<TlsIdentity> tls = Optional.empty();
    private OwnNames names;
    private Optional<Jex.Server> server = Optional.empty();

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /// @param accounts as they are now, by name
    /// @param nanos    the monotonic clock
    public WebServer(WebSettings settings, Page.Site site, Function<String, Optional<Account>> accounts, LongSupplier nanos, List<Part> parts) {
        this.settings = settings;
        this.site = site;
        this.sessions = new Sessions(accounts, nanos);
        this.names = new OwnNames(settings.host(), Set.of());
        add(new Assets());
        parts.forEach(this::add);
    }

    private void add(Part part) {
        routes.addAll(part.routes());
        links.addAll(part.links());
    }

    /// Every way in.
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// @throws IOException with a plain sentence, if the address is taken or the certificate cannot be used
    public synchronized void start() throws IOException {
        if (settings.tls().isPresent()) {
            TlsIdentity identity = TlsIdentity.read(settings.tls().get().keystore(), settings.tls().get().passwordFile());
            tls = Optional.of(identity);
            names = new OwnNames(settings.host(), identity.names());
        }
        Jex jex = Jex.create().config(c -> {
            c.host(settings.host()).port(settings.port()).socketBacklog(BACKLOG).health(false).compression(z -> z.disableCompression());
            tls.ifPresent(identity -> c.httpsConfig(new HttpsConfigurator(identity.context())));
        });
        for (Route route : routes) {
            switch (route.method()) {
                case "GET" -> jex.get(route.path(), http -> serve(route, http));
                case "POST" -> jex.post(route.path(), http -> serve(route, http));
                case "DELETE" -> jex.delete(route.path(), http -> serve(route, http));
                default -> throw new IllegalArgumentException("no method " + route.method());
            }
        }
        jex.error(Exception.class, (http, _) -> notFound(http));   // only what matches no route comes here
        try {
            server = Optional.of(jex.start());
        } catch (RuntimeException e) {
            throw new IOException("the pages cannot be served at " + address() + ": " + Optional.ofNullable(e.getCause()).orElse(e).getMessage(), e);
        }
    }

    /// `http://127.0.0.1:8080`, once it is started with the port it got.
    public String address() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return (settings.tls().isPresent() ? "https://" : "http://") + host + ":" + server.map(Jex.Server::port).orElse(settings.port());
    }

    boolean isTls() {
        return settings.tls().isPresent();
    }

    Page.Site site() {
        return site;
    }

    List<Part.Link> navigation() {
        return links;
    }

    Sessions sessions() {
        return sessions;
    }

    /// Two programs on one host must not take each other's cookie, and cookies know no ports.
    String cookieName() {
        return (isTls() ? "__Host-" : "") + "campus-gate-" + server.map(Jex.Server::port).orElse(settings.port());
    }

    private void serve(Route route, Context http) {
        Call call = call(http, Optional.empty());
        try {
            secure(http);
            checkHost(http);
            call = call(http, session(http));
            if (route.changes()) {
                checkOrigin(route, http);
            }
            checkAccess(route, call);
            route.handler().handle(call);
        } catch (Problem e) {
            answer(call, route.isApi(), e);
        } catch (Call.TooLarge e) {
            answer(call, route.isApi(), new Problem(413, "too_large", String.valueOf(e.getMessage())));
        } catch (Exception e) {
            if (hasGone(e)) {
                LOG.debug("{} {}: whoever asked has gone", route.method(), route.path());
                return;
            }
            LOG.error("{} {} failed", route.method(), route.path(), e);
            answer(call, route.isApi(), new Problem(500, "bug"));
        }
    }

    /// Somebody who closes a page, or leaves it for another, ends its stream and its downloads; that is no fault of anybody's.
    private static boolean hasGone(Exception e) {
        String said = e instanceof IOException ? String.valueOf(e.getMessage()) : "";
        return said.contains("Broken pipe") || said.contains("Connection reset");
    }

    private void notFound(Context http) {
        Call call = call(http, Optional.empty());
        secure(http);
        answer(call, http.path().startsWith("/api/"), new Problem(404, "no_page"));
    }

    private Call call(Context http, Optional<Session> session) {
        return new Call(http, this, session, Optional.ofNullable(http.cookie(SignIn.LANGUAGE)).map(Words::in).orElse(site.words()));
    }

    private void secure(Context http) {
        http.header("Content-Security-Policy", CONTENT_POLICY);
        http.header("X-Content-Type-Options", "nosniff");
        http.header("X-Frame-Options", "DENY");
        http.header("Referrer-Policy", "no-referrer");
        http.header("Cross-Origin-Opener-Policy", "same-origin");
        http.header("Cross-Origin-Resource-Policy", "same-origin");
        http.header("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        http.header("Cache-Control", "no-store");
        if (isTls()) {
            http.header("Strict-Transport-Security", "max-age=" + HTTPS_ONLY_S);
        }
    }

    private void checkHost(Context http) {
        String host = http.header("Host");
        if (host == null || !names.isOwn(host)) {
            throw new Problem(421, "host");
        }
    }

    /// A browser says where a changing request comes from; what does not say it is no browser, and has the cookie by itself.
    private void checkOrigin(Route route, Context http) {
        String origin = http.header("Origin");
        String fetched = http.header("Sec-Fetch-Site");
        boolean ownOrigin = origin == null || origin.equals((isTls() ? "https://" : "http://") + http.header("Host"));
        if (!ownOrigin || fetched != null && !fetched.equals("same-origin")) {
            throw new Problem(403, "origin");
        }
        String type = Optional.ofNullable(http.header("Content-Type")).orElse("").replaceFirst(";.*", "").strip();
        boolean expected = switch (route.body()) {
            case NONE -> true;
            case JSON -> type.equals("application/json");
            case FILE -> type.equals("application/octet-stream");
        };
        if (!expected) {
            throw new Problem(415, "type");
        }
    }

    private Optional<Session> session(Context http) {
        boolean person = http.header("X-Background") == null;
        return Optional.ofNullable(http.cookie(cookieName())).flatMap(token -> sessions.find(token, person));
    }

    private static void checkAccess(Route route, Call call) {
        if (route.access() == Access.OPEN) {
            return;
        }
        Session session = call.session();
        if (!route.access().admits(session.role())) {
            throw new Problem(403, "role");
        }
    }

    private void answer(Call call, boolean api, Problem problem) {
        if (problem.status() == 429) {
            call.answerHeader("Retry-After", "5");
        }
        if (api) {
            call.status(problem.status()).answer("application/problem+json", ControlMessage.write(problem.json(call.words())));
        } else if (problem.status() == 401 && call.wantsPart()) {
            call.answerHeader("HX-Redirect", SignIn.PATH);
            call.status(401).answer("text/plain", problem.sentence(call.words()));
        } else if (problem.status() == 401) {
            call.redirect(SignIn.PATH + "?to=" + URLEncoder.encode(call.path(), StandardCharsets.UTF_8));
        } else {
            call.status(problem.status()).html((out, in) -> JteproblemGenerated.render(out, in, call.page("problem"),
                    problem.title(call.words()), problem.sentence(call.words())));
        }
    }

    /// Ends every stream and connection. Idempotent.
    @Override public synchronized void close() {
        server.ifPresent(Jex.Server::shutdown);
        server = Optional.empty();
    }
}
