package io.campusgate.link;

import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Decides when the retained status is worth a message: at connect, when something in it has changed, but no more than once
/// a second, and every minute. Figures that change by themselves (ages, free space) are no news.
final class StatusBeat {
    static final Duration EVERY = Duration.ofSeconds(60);
    static final Duration AT_MOST = Duration.ofSeconds(1);

    /// What the status is made of.
    record Content(GateStatus gate, Progress progress) {
        private Content steady() {
            return new Content(gate.steady(), progress);
        }
    }

    private Optional<Content> said = Optional.empty();
    private Uptime saidAt = new Uptime(0);
    private boolean maybeNews;

    /// A new connection is up: the next [#due] is.
    void connected() {
        said = Optional.empty();
    }

    /// Something happened that may have changed the status.
    void look() {
        maybeNews = true;
    }

    /// The content to publish now; empty if there is nothing to say. `present` is asked only when it matters.
    Optional<Content> due(Uptime now, Supplier<Content> present) {
        boolean every = said.isEmpty() || now.hasReached(saidAt.plus(EVERY));
        if (!every && !(maybeNews && now.hasReached(saidAt.plus(AT_MOST)))) {
            return Optional.empty();
        }
        maybeNews = false;
        Content content = present.get();
        if (!every && said.get().steady().equals(content.steady())) {
            return Optional.empty();
        }
        said = Optional.of(content);
        saidAt = now;
        return said;
    }

    /// When to call [#due] again if nothing else happens.
    Uptime next() {
        return saidAt.plus(maybeNews ? AT_MOST : EVERY);
    }
}
