package io.campusgate.web;

import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import io.avaje.jex.http.Context;
import io.campusgate.daemon.ControlMessage;
import io.campusgate.domain.Account;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// One request of somebody who may make it, and the answer to it. Belongs to the thread that serves it.
public final class Call {
    /// The largest JSON anybody has to send, in bytes.
    static final int JSON_LIMIT = 64 * 1024;
    /// A text typed into a field.
    private static final int TEXT_LIMIT = 2000;

    private static final HtmlInterceptor NOTHING_BETWEEN = new HtmlInterceptor() {
        @Override public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput out) {}

        @Override public void onHtmlTagClosed(String name, TemplateOutput out) {}
    };

    private final Context http;
    private final WebServer server;
    private final Optional<Session> session;
    private final Words words;
    private Optional<Map<String, Object>> body = Optional.empty();

    Call(Context http, WebServer server, Optional<Session> session, Words words) {
        this.http = http;
        this.server = server;
        this.session = session;
        this.words = words;
    }

    // the request

    /// Whoever called a route that is not [Access#OPEN].
    public Session session() {
        return session.orElseThrow(() -> new Problem(401, "sign_in"));
    }

    /// Empty on a route that is [Access#OPEN] when nobody is signed in.
    public Optional<Session> maybeSession() {
        return session;
    }

    /// For a call that lasts: whether its session has not ended meanwhile.
    public boolean isStillSignedIn() {
        return session.flatMap(s -> server.sessions().find(s.token(), false)).isPresent();
    }

    /// Whether whoever called may also do what needs `access`.
    public boolean may(Access access) {
        return session.filter(s -> access.admits(s.role())).isPresent();
    }

    /// Who is signed in, for the journal's `by`.
    public String by() {
        return session().name();
    }

    public Words words() {
        return words;
    }

    /// A part of the path; decoded, and never to be used as a file's name.
    public String path(String name) {
        return http.pathParam(name);
    }

    public String path() {
        return http.path();
    }

    /// A part of the query; a blank one counts as absent.
    public Optional<String> query(String name) {
        String raw = Optional.ofNullable(http.exchange().getRequestURI().getRawQuery()).orElse("");   // the library decodes it twice
        return Arrays.stream(raw.split("&")).filter(part -> part.startsWith(name + "=")).findFirst()
                .map(part -> URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8).strip()).filter(v -> !v.isEmpty());
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(http.header(name));
    }

    public Optional<String> cookie(String name) {
        return Optional.ofNullable(http.cookie(name));
    }

    public InetAddress from() {
        return http.exchange().getRemoteAddress().getAddress();
    }

    /// Whether a part of a page is asked for by htmx, not a whole one.
    public boolean wantsPart() {
        return header("HX-Request").isPresent();
    }

    /// The JSON object of a changing request.
    ///
    /// @throws Problem 400 if it is none, 413 if it is too large
    public Map<String, Object> body() throws IOException {
        if (body.isEmpty()) {
            try {
                body = Optional.of(ControlMessage.read(new String(upload(JSON_LIMIT).readAllBytes(), StandardCharsets.UTF_8)));
            } catch (TooLarge e) {
                throw new Problem(413, "too_large", String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw Problem.bad(words.of("problem.json", String.valueOf(e.getMessage())));
            }
        }
        return body.get();
    }

    /// A text of [#body], stripped.
    ///
    /// @throws Problem 400 if it is missing, blank or longer than 2000 characters
    public String text(String name) throws IOException {
        return maybeText(name).orElseThrow(() -> new Problem(400, "missing", name));
    }

    public Optional<String> maybeText(String name) throws IOException {
        Optional<String> text = Optional.ofNullable(body().get(name)).map(Object::toString).map(String::strip).filter(t -> !t.isEmpty());
        if (text.filter(t -> t.length() > TEXT_LIMIT).isPresent()) {
            throw new Problem(400, "too_long", name, TEXT_LIMIT);
        }
        return text;
    }

    /// The raw body, cut off with an exception behind `most` bytes.
    ///
    /// @throws Problem 413 if its announced length is more
    public InputStream upload(long most) {
        if (Optional.ofNullable(http.header("Content-Length")).filter(n -> n.matches("\\d{1,18}")).map(Long::parseLong).filter(n -> n > most).isPresent()) {
            throw new Problem(413, "too_large", most / 1024 + " KB");
        }
        return new Bounded(http.exchange().getRequestBody(), most);
    }

    // the answer

    public Call status(int code) {
        http.status(code);
        return this;
    }

    public Call answerHeader(String name, String value) {
        http.header(name, value);
        return this;
    }

    public void json(Map<String, ?> value) {
        answer("application/json", ControlMessage.write(value));
    }

    /// Done, and nothing to say about it.
    public void done() {
        json(Map.of());
    }

    /// The generated class of a template, given what it shows: `(out, in) -> Jte…Generated.render(out, in, page, …)`.
    public interface Template {
        void render(HtmlTemplateOutput out, HtmlInterceptor in);
    }

    public void html(Template template) {
        StringOutput text = new StringOutput(8 * 1024);
        template.render(new OwaspHtmlTemplateOutput(text), NOTHING_BETWEEN);
        answer("text/html;charset=utf-8", text.toString());
    }

    /// What the frame of a page says: language, who is signed in, where one can go.
    public Page page(String name) {
        return new Page(words, session, server.site(), server.navigation(), name);
    }

    public void answer(String type, String text) {
        answer(type, text.getBytes(StandardCharsets.UTF_8));
    }

    public void answer(String type, byte[] bytes) {
        int status = http.status();
        http.header("Content-Type", type);
        try {
            http.exchange().sendResponseHeaders(status == 0 ? 200 : status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = http.exchange().getResponseBody()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            http.exchange().close();   // whoever asked is gone
        }
    }

    /// An answer of unknown length, sent as it is made. Close it.
    ///
    /// @throws IOException if whoever asked is gone
    public OutputStream stream(String type) throws IOException {
        http.header("Content-Type", type);
        http.exchange().sendResponseHeaders(200, 0);
        return http.exchange().getResponseBody();
    }

    /// Sends the browser to another page of ours.
    public void redirect(String path) {
        http.header("Location", path);
        status(303).answer("text/plain", new byte[0]);
    }

    /// A cookie that scripts cannot read and other sites cannot have sent.
    ///
    /// @param maxAgeS empty: until the browser is closed; 0: forget it
    public Call setCookie(String name, String value, Optional<Long> maxAgeS) {
        http.exchange().getResponseHeaders().add("Set-Cookie", name + "=" + value + "; Path=/; HttpOnly; SameSite=Strict"
                + (server.isTls() ? "; Secure" : "") + maxAgeS.map(s -> "; Max-Age=" + s).orElse(""));
        return this;
    }

    /// Begins a session for this browser; who called is known from now on.
    public void signIn(Account account) {
        session.ifPresent(server.sessions()::end);
        setCookie(server.cookieName(), server.sessions().begin(account).token(), Optional.empty());
    }

    public void signOut() {
        session.ifPresent(server.sessions()::end);
        setCookie(server.cookieName(), "", Optional.of(0L));
    }

    /// The body was larger than what was allowed.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        /// @param most bytes that are allowed
        TooLarge(long most) {
            super(most / 1024 + " KB");
        }
    }

    private static final class Bounded extends InputStream {
        private final InputStream in;
        private final long most;
        private long left;

        Bounded(InputStream in, long most) {
            this.in = in;
            this.most = most;
            this.left = most;
        }

        @Override public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override public int read(byte[] to, int offset, int length) throws IOException {
            int n = in.read(to, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new TooLarge(most);
            }
        }

        @Override public void close() throws IOException {
            in.close();
        }
    }
}
