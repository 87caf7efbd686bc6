package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Account;
import io.campusgate.domain.Role;
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
        try {
            return what.equals("user_remove") ? removed(now, name, before) : put(now, name, before, arguments);
        } catch (IllegalArgumentException e) {
            throw new ControlClient.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static Changed removed(Accounts now, String name, Optional<Account> before) {
        return new Changed(now.without(name), "user_removed", before.orElseThrow(() -> unknown(now, name)));
    }

    private static Changed put(Accounts now, String name, Optional<Account> before, Map<String, Object> arguments) {
        Optional<Role> role = text(arguments, "role").map(Accounts::role);
        Optional<String> password = text(arguments, "password");
        if (before.isEmpty() && (role.isEmpty() || password.isEmpty())) {
            throw unknown(now, name);
        }
        if (Boolean.TRUE.equals(arguments.get("new")) && before.isPresent()) {
            throw new IllegalArgumentException("there is a user '" + name + "' already");
        }
        Account account = new Account(name, role.orElseGet(() -> before.orElseThrow().role()), password.orElseGet(() -> before.orElseThrow().password()));
        return new Changed(now.with(account), before.isEmpty() ? "user_added" : password.isPresent() ? "user_password" : "user_role", account);
    }

    private static IllegalArgumentException unknown(Accounts now, String name) {
        return new IllegalArgumentException("there is no user '" + name + "'; there "
                + (now.isEmpty() ? "are none" : "are " + String.join(", ", now.all().stream().map(Account::name).toList())));
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
