package io.campusgate.web;

import io.campusgate.domain.Account;
import io.campusgate.domain.Role;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Who is signed in, in memory only: a restart signs everybody out. A session ends after its idle time, a day after its
/// beginning, with its account, and at once when the account's role or password changes. Thread-safe.
public final class Sessions {
    /// A guard watches the desk and touches it when something happens: a shift.
    static final Duration IDLE_GUARD = Duration.ofHours(12);
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(24);
    private static final int AT_MOST = 500;
    private static final int TOKEN_BYTES = 32;

    private static final class Kept {
        final Session session;
        final long since;
        long touched;

        Kept(Session session, long now) {
            this.session = session;
            this.since = now;
            this.touched = now;
        }
    }

    private final Function<String, Optional<Account>> accounts;
    private final LongSupplier nanos;
    private final SecureRandom random = new SecureRandom();
    /// The one begun first at the head.
    private final Map<String, Kept> byToken = new LinkedHashMap<>();

    /// @param accounts as they are now, by name
    /// @param nanos    the monotonic clock
    Sessions(Function<String, Optional<Account>> accounts, LongSupplier nanos) {
        this.accounts = accounts;
        this.nanos = nanos;
    }

    /// When there are too many, the oldest ends.
    synchronized Session begin(Account account) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Session session = new Session(token, account.name(), account.role(), account.password());
        byToken.values().removeIf(kept -> !isAlive(kept));
        if (byToken.size() >= AT_MOST) {
            byToken.remove(byToken.keySet().iterator().next());
        }
        byToken.put(token, new Kept(session, nanos.getAsLong()));
        return session;
    }

    /// @param touch whether a person did something; what a page asks for by itself keeps no session alive
    synchronized Optional<Session> find(String token, boolean touch) {
        Kept kept = byToken.get(token);
        if (kept == null) {
            return Optional.empty();
        }
        if (!isAlive(kept)) {
            byToken.remove(token);
            return Optional.empty();
        }
        if (touch) {
            kept.touched = nanos.getAsLong();
        }
        return Optional.of(kept.session);
    }

    synchronized void end(Session session) {
        byToken.remove(session.token());
    }

    private boolean isAlive(Kept kept) {
        Session s = kept.session;
        long now = nanos.getAsLong();
        Duration idle = s.role() == Role.GUARD ? IDLE_GUARD : IDLE;
        return now - kept.touched < idle.toNanos() && now - kept.since < LONGEST.toNanos()
                && accounts.apply(s.name()).filter(a -> a.role() == s.role() && a.password().equals(s.stamp())).isPresent();
    }
}
