package io.campusgate.web;

import io.campusgate.domain.Account;
import io.campusgate.domain.Role;
import io.campusgate.web.template.JtesigninGenerated;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Signing in and out, the first administrator, the choice of language.
public final class SignIn implements Part, AutoCloseable {
    static final String PATH = "/sign-in";
    /// The cookie that remembers the language.
    static final String LANGUAGE = "campus-gate-language";
    private static final long YEAR_S = 31_536_000;
    /// Tried when there is no such user, so that nobody learns from the time it takes who is one. Of no password.
    private static final String NOBODY = "pbkdf2-sha512$210000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final Directory directory;
    private final OneTimeCode firstCode;
    private final PasswordDesk desk;

    /// @param firstCode makes the first administrator while there is no user
    public SignIn(Directory directory, OneTimeCode firstCode, LongSupplier nanos) {
        this.directory = directory;
        this.firstCode = firstCode;
        this.desk = new PasswordDesk(nanos);
    }

    @Override public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.OPEN, this::show),
                languageRoute(),
                Route.post("/api/session", Access.OPEN, this::signIn),
                Route.delete("/api/session", Access.SIGNED_IN, SignIn::signOut),
                Route.post("/api/setup", Access.OPEN, this::setUp));
    }

    /// Changes the language of a browser; also where nobody signs in.
    public static Route languageRoute() {
        return Route.get("/language", Access.OPEN, SignIn::language);
    }

    private void show(Call call) {
        if (call.maybeSession().isPresent()) {
            call.redirect("/");
            return;
        }
        call.html((out, in) -> JtesigninGenerated.render(out, in, call.page("signin"), directory.isEmpty(), ownPath(call.query("to"))));
    }

    private void signIn(Call call) throws IOException {
        String name = call.text("name");
        String password = call.text("password");
        Optional<Account> account = directory.find(name);
        String bucket = account.map(Account::name).orElse("");   // all names that there are not wait together
        if (!desk.isRight(bucket, () -> PasswordHash.matches(password, account.map(Account::password).orElse(NOBODY)) && account.isPresent())) {
            directory.failed(account, call.from().getHostAddress());
            throw new Problem(401, "wrong_password");
        }
        begin(call, account.orElseThrow());
    }

    private void begin(Call call, Account account) {
        call.signIn(account);
        directory.signedIn(account, call.from().getHostAddress());
        Map<String, String> who = new LinkedHashMap<>();
        who.put("name", account.name());
        who.put("role", account.role().word());
        call.json(who);
    }

    private static void signOut(Call call) {
        call.signOut();
        call.done();
    }

    private void setUp(Call call) throws IOException {
        String code = call.text("code");
        if (!directory.isEmpty()) {
            throw new Problem(409, "already_set_up");
        }
        if (!desk.isRight("\n", () -> firstCode.isRight(code))) {
            directory.failed(Optional.empty(), call.from().getHostAddress());
            throw new Problem(401, "wrong_code");
        }
        Account admin = account(call.text("name"), Role.ADMIN, call.text("password"));
        if (!firstCode.use(code)) {
            throw new Problem(409, "already_set_up");
        }
        directory.addFirst(admin);
        begin(call, admin);
    }

    /// An account from what somebody typed.
    ///
    /// @throws Problem 400 if the name or the password will not do
    public static Account account(String name, Role role, String password) {
        if (!Account.isName(name)) {
            throw new Problem(400, "user_name");
        }
        try {
            return new Account(name, role, PasswordHash.of(password));
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "password_weak");
        }
    }

    private static void language(Call call) {
        call.setCookie(LANGUAGE, Words.in(call.query("to").orElse("zh")).language(), Optional.of(YEAR_S));
        call.redirect(ownPath(call.query("back")));
    }

    /// Only a path of our own, so that no link through us leads elsewhere.
    private static String ownPath(Optional<String> path) {
        return path.filter(p -> p.matches("/[a-z0-9/-]{0,100}") && !p.startsWith("//") && !p.startsWith("/api")).orElse("/");
    }

    @Override public void close() {
        desk.close();
    }
}
