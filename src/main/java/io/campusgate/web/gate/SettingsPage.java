package io.campusgate.web.gate;

import io.campusgate.daemon.Controls;
import io.campusgate.domain.Account;
import io.campusgate.domain.Role;
import io.campusgate.domain.Word;
import io.campusgate.store.Backup;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.campusgate.web.SignIn;
import io.campusgate.web.template.JtesettingsGenerated;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// `/settings`: the users, the whitelist's version and age, the backup.
final class SettingsPage implements Part {
    private final Controls gate;
    private final WhitelistUpload upload;
    /// A backup copies the whole store; one at a time is enough.
    private final Semaphore backups = new Semaphore(1);

    SettingsPage(Controls gate) {
        this.gate = gate;
        this.upload = new WhitelistUpload(gate);
    }

    @Override public List<Route> routes() {
        return List.of(
                Route.get("/settings", Access.ADMIN, this::show),
                Route.post("/api/users", Access.ADMIN, this::add),
                Route.post("/api/users/{name}", Access.ADMIN, this::change),
                Route.delete("/api/users/{name}", Access.ADMIN, this::remove),
                Route.get("/api/backup", Access.ADMIN, this::backup),
                Route.upload("/api/whitelist/preview", Access.ADMIN, upload::preview),
                Route.upload("/api/whitelist/apply", Access.ADMIN, upload::apply));
    }

    @Override public List<Link> links() {
        return List.of(new Link("settings", "/settings", Access.ADMIN));
    }

    private void show(Call call) {
        call.html((out, in) -> JtesettingsGenerated.render(out, in, call.page("settings"), gate.accounts().all(), GateState.of(gate.status())));
    }

    private void add(Call call) throws IOException {
        Account account = SignIn.account(call.text("name"), role(call.text("role")), call.text("password"));
        Map<String, Object> arguments = arguments(call, account.name());
        arguments.put("new", true);
        arguments.put("role", account.role().word());
        arguments.put("password", account.password());
        call.json(GateSite.order(gate, "user_put", arguments));
    }

    /// A new password, a new role, or both.
    private void change(Call call) throws IOException {
        Account before = account(call);
        Optional<Role> role = call.maybeText("role").map(SettingsPage::role);
        if (role.filter(r -> r != Role.ADMIN).isPresent()) {
            keepAnAdmin(before.name());
        }
        Map<String, Object> arguments = arguments(call, before.name());
        role.ifPresent(r -> arguments.put("role", r.word()));
        Optional<String> password = call.maybeText("password");
        password.ifPresent(p -> arguments.put("password", SignIn.account(before.name(), before.role(), p).password()));
        if (role.isEmpty() && password.isEmpty()) {
            throw new Problem(400, "missing", "password");
        }
        call.json(GateSite.order(gate, "user_put", arguments));
    }

    private void remove(Call call) {
        Account account = account(call);
        keepAnAdmin(account.name());
        call.json(GateSite.order(gate, "user_remove", arguments(call, account.name())));
    }

    private Account account(Call call) {
        return gate.account(call.path("name")).orElseThrow(() -> new Problem(404, "no_user", call.path("name")));
    }

    private void keepAnAdmin(String name) {
        if (!gate.accounts().hasAdminBesides(name)) {
            throw new Problem(409, "last_admin");
        }
    }

    private static Role role(String word) {
        return Word.of(Role.class, word).orElseThrow(() -> new Problem(400, "one_of", "role", Word.list(Role.class)));
    }

    private static Map<String, Object> arguments(Call call, String name) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("name", name);
        arguments.put("by", call.by());
        return arguments;
    }

    /// The whole store as one file. It holds everybody's names, so that it is journaled before it is sent.
    private void backup(Call call) throws Exception {
        if (!backups.tryAcquire()) {
            throw new Problem(409, "backup_under_way");
        }
        Path store = gate.config().store().path();
        Path file = Files.createTempFile(store.toAbsolutePath().getParent(), "download", ".zip");
        try {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("what", "backup");
            details.put("by", call.by());
            gate.operatorFirst("exported", Optional.empty(), details);
            long seq = Backup.write(store, file);
            call.answerHeader("Content-Disposition", "attachment; filename=\"" + gate.config().site().gate() + "-" + seq + ".zip\"");
            try (OutputStream out = call.stream("application/zip")) {
                Files.copy(file, out);
            }
        } finally {
            Files.deleteIfExists(file);
            backups.release();
        }
    }
}
