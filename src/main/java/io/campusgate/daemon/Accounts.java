package io.campusgate.daemon;

import io.campusgate.domain.Account;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Role;
import io.campusgate.domain.Word;
import io.campusgate.store.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may sign in to the pages, kept as one text in the store so that a backup has them too. An unchangeable value: each
/// change gives another one, with the event that tells of it.
public final class Accounts {
    /// The key in the store.
    public static final String KEY = "users";
    public static final Accounts NONE = new Accounts(Map.of());

    private final Map<String, Account> byName;

    private Accounts(Map<String, Account> byName) {
        this.byName = byName;
    }

    public Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// In the order in which they were added.
    public List<Account> all() {
        return List.copyOf(byName.values());
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /// Adds the account, or replaces the one of that name.
    Accounts with(Account account) {
        Map<String, Account> next = new LinkedHashMap<>(byName);
        next.put(account.name(), account);
        return new Accounts(next);
    }

    Accounts without(String name) {
        Map<String, Account> next = new LinkedHashMap<>(byName);
        next.remove(name);
        return new Accounts(next);
    }

    /// Whether somebody could still add users if `name` were gone or no admin any more.
    public boolean hasAdminBesides(String name) {
        return byName.values().stream().anyMatch(a -> a.role() == Role.ADMIN && !a.name().equals(name));
    }

    Change change() {
        return new Change.Put(KEY, text());
    }

    /// The event that goes with a change of one account.
    static Draft changed(Drafts drafts, String what, Account account, String by) {
        return drafts.of(EventType.OPERATOR, "changed", Optional.empty(),
                Drafts.details("what", what, "user", account.name(), "role", account.role().word(), "by", by));
    }

    private String text() {
        List<Map<String, Object>> users = new ArrayList<>();
        byName.values().forEach(a -> users.add(Drafts.details("name", a.name(), "role", a.role().word(), "password", a.password())));
        return ControlMessage.write(Map.of("users", users));
    }

    /// @param kept what the store has under [#KEY]; empty: nobody yet
    /// @throws IllegalArgumentException if it was not written by [#change]
    public static Accounts parse(Optional<String> kept) {
        if (kept.isEmpty()) {
            return NONE;
        }
        Map<String, Account> accounts = new LinkedHashMap<>();
        try {
            if (ControlMessage.read(kept.get()).get("users") instanceof List<?> users) {
                users.forEach(user -> {
                    Account account = account((Map<?, ?>) user);
                    accounts.put(account.name(), account);
                });
            }
            return new Accounts(accounts);
        } catch (IOException | ClassCastException e) {
            throw new IllegalArgumentException("the kept list of users is damaged: " + e.getMessage(), e);
        }
    }

    private static Account account(Map<?, ?> user) {
        return new Account(String.valueOf(user.get("name")), role(String.valueOf(user.get("role"))), String.valueOf(user.get("password")));
    }

    /// @throws IllegalArgumentException if there is no such role
    private static Role role(String word) {
        return Word.of(Role.class, word)
                .orElseThrow(() -> new IllegalArgumentException("there is no role '" + word + "'; there are " + Word.list(Role.class)));
    }
}
