package io.campusgate.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The pauses between attempts: they double from `first` to `longest`, and each is shortened by up to half at random, so
/// that the gates of a campus do not all come back in the same moment.
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration next;

    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /// The pause before the next attempt.
    public Duration pause() {
        Duration whole = next;
        next = whole.multipliedBy(2).compareTo(longest) < 0 ? whole.multipliedBy(2) : longest;
        return Duration.ofMillis(random.nextLong(whole.toMillis() / 2, whole.toMillis() + 1));
    }

    /// It worked: the next pause is short again.
    public void reset() {
        next = first;
    }
}
