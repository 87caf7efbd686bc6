package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Account;
import io.campusgate.domain.Role;
import io.campusgate.domain.Word;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Adds, changes and removes users of the pages, in the running gate or in the store of a stopped one. What is changed and
/// the event that tells of it are one commit.
public final class UserOrders {
    private final Campus campus;
    private volatile Accounts accounts;

    /// What becomes of the users, and what is to be journaled of it.
    private record Changed(Accounts next, String what, Account account) {}

    UserOrders(Campus campus, Accounts accounts) {
        this.campus = campus;
        this.accounts = accounts;
    }

    /// Any thread.
    Accounts accounts() {
        return accounts;
    }

    /// @param arguments `name`, `by`, and of `role` and `password` (the hash) what is to be changed; a new user has both
    Map<String, Object> put(Map<String, Object> arguments) throws ControlClient.Refused {
        return apply("user_put", arguments);
    }

    /// @param arguments `name`, `by`
    Map<String, Object> remove(Map<String, Object> arguments) throws ControlClient.Refused {
        return apply("user_remove", arguments);
    }

    private Map<String, Object> apply(String what, Map<String, Object> arguments) throws ControlClient.Refused {
        Changed changed;
        CompletableFuture<Long> done;
        synchronized (this) {
            changed = changed(accounts, what, arguments);
            done = campus.record(Accounts.changed(campus.drafts(), changed.what(), changed.account(), by(arguments)), List.of(changed.next().change()));
            accounts = changed.next();
        }
        ControlOrders.await(done);
        return reply(changed.account());
    }

    private static Changed changed(Accounts now, String what, Map<String, Object> arguments) throws ControlClient.Refused {
        String name = ControlOrders.text(arguments, "name");
        Optional<Account> before = now.find(name);
        return what.equals("user_remove") ? removed(now, name, before) : put(now, name, before, arguments);
    }

    private static Changed removed(Accounts now, String name, Optional<Account> before) throws ControlClient.Refused {
        return new Changed(now.without(name), "user_removed", before.orElseThrow(() -> unknown(now, name)));
    }

    private static Changed put(Accounts now, String name, Optional<Account> before, Map<String, Object> arguments)
            throws ControlClient.Refused {
        Optional<String> word = text(arguments, "role");
        Optional<Role> role = word.flatMap(w -> Word.of(Role.class, w));
        Optional<String> password = text(arguments, "password");
        if (role.isEmpty() && word.isPresent()) {
            throw new ControlClient.Refused("there is no role '" + word.get() + "'; there are " + Word.list(Role.class),
                    "没有角色“" + word.get() + "”；可选：" + Word.list(Role.class));
        }
        if (before.isEmpty() && (role.isEmpty() || password.isEmpty())) {
            throw unknown(now, name);
        }
        if (Boolean.TRUE.equals(arguments.get("new")) && before.isPresent()) {
            throw new ControlClient.Refused("there is a user '" + name + "' already", "已有用户“" + name + "”");
        }
        if (!Account.isName(name)) {
            throw new ControlClient.Refused("a user's name is 1 to 40 letters, digits, dots, dashes and underscores", "用户名由 1 到 40 个字母、数字、点、短横线或下划线组成");
        }
        Account account = new Account(name, role.orElseGet(() -> before.orElseThrow().role()), password.orElseGet(() -> before.orElseThrow().password()));
        return new Changed(now.with(account), before.isEmpty() ? "user_added" : password.isPresent() ? "user_password" : "user_role", account);
    }

    private static ControlClient.Refused unknown(Accounts now, String name) {
        String all = String.join(", ", now.all().stream().map(Account::name).toList());
        return new ControlClient.Refused("there is no user '" + name + "'; there are " + (all.isEmpty() ? "none" : all),
                "没有用户“" + name + "”；" + (all.isEmpty() ? "还没有任何用户" : "现有：" + all));
    }

    private static Optional<String> text(Map<String, Object> arguments, String name) {
        return Optional.ofNullable(arguments.get(name)).map(Object::toString).map(String::strip).filter(t -> !t.isEmpty());
    }

    private static String by(Map<String, Object> arguments) throws ControlClient.Refused {
        return ControlOrders.text(arguments, "by");
    }

    private static Map<String, Object> reply(Account account) {
        return Drafts.details("name", account.name(), "role", account.role().word());
    }

    /// The same where no daemon runs: takes the store for a moment, and makes it if there is none yet.
    ///
    /// @param what `user_put` or `user_remove`
    /// @throws StoreException if a daemon has it after all; then nothing has changed
    public static Map<String, Object> inStoppedGate(GateConfig config, String what, Map<String, Object> arguments) throws ControlClient.Refused {
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             StoppedGate gate = StoppedGate.take(config, folder)) {
            Changed changed = changed(Accounts.parse(gate.state(Accounts.KEY)), what, arguments);
            gate.record(Accounts.changed(gate.drafts(), changed.what(), changed.account(), by(arguments)), List.of(changed.next().change()));
            return reply(changed.account());
        }
    }
}
