package io.campusgate.web;

import io.campusgate.domain.Account;
import java.util.Optional;

/// Who may sign in, and who is told what came of it. Asked by many threads.
public interface Directory {
    Optional<Account> find(String name);

    boolean isEmpty();

    /// Adds the first administrator.
    ///
    /// @throws Problem if it cannot be kept
    void addFirst(Account admin);

    void signedIn(Account account, String from);

    /// @param account empty: there is none of the name that was typed, which may have been a password
    void failed(Optional<Account> account, String from);
}
