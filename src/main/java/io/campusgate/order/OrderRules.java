package io.campusgate.order;

import io.campusgate.domain.Right;
import io.campusgate.trust.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Whether a gate may do what a genuine order says: the right key, this gate, fresh, and once.
public final class OrderRules {
    /// How far an order may be ahead of a gate's clock.
    public static final Duration AHEAD = Duration.ofSeconds(60);
    /// How long an order may live.
    public static final Duration LIFE = Duration.ofMinutes(5);

    private OrderRules() {}

    /// The gate at this moment.
    ///
    /// @param now   empty while its clock cannot be trusted
    /// @param nonce new at each start
    public record Gate(String site, String gate, Optional<Instant> now, String nonce) {}

    public record Refused(Refusal error, String detail) {}

    /// @param may      the rights of the key that signed it
    /// @param retained the broker had kept it
    /// @param seen     ids that were given before
    /// @return empty if nothing speaks against it
    public static Optional<Refused> check(SignedOrder order, Set<Right> may, Gate gate, boolean retained, Predicate<String> seen) {
        if (!may.contains(order.order().right())) {
            return refused(Refusal.NOT_ALLOWED, "the key may not order " + order.order().right().word());
        }
        if (!order.site().equals(gate.site()) || !order.gate().equals("*") && !order.gate().equals(gate.gate())) {
            return refused(Refusal.WRONG_TARGET, "it is for the gate " + order.gate() + " of the site " + order.site());
        }
        if (retained) {
            return refused(Refusal.RETAINED, "the broker had kept it; an order counts when it is given");
        }
        if (Duration.between(order.issued(), order.expires()).compareTo(LIFE) > 0) {
            return refused(Refusal.TOO_LONG, "it would be valid from " + order.issued() + " until " + order.expires() + "; " + LIFE.toMinutes() + " minutes is the most");
        }
        Optional<Refused> old = gate.now().isPresent() ? checkTime(order, gate.now().get()) : checkNonce(order, gate.nonce());
        if (old.isPresent()) {
            return old;
        }
        return seen.test(order.id()) ? refused(Refusal.SEEN, "an order with this id was given before") : Optional.empty();
    }

    private static Optional<Refused> checkTime(SignedOrder order, Instant now) {
        if (!now.isBefore(order.expires())) {
            return refused(Refusal.EXPIRED, "it was valid until " + order.expires() + "; the gate's clock says " + now);
        }
        return order.issued().isAfter(now.plus(AHEAD))
                ? refused(Refusal.NOT_YET, "it was issued at " + order.issued() + "; the gate's clock says " + now) : Optional.empty();
    }

    private static Optional<Refused> checkNonce(SignedOrder order, String nonce) {
        return order.nonce().equals(Optional.of(nonce)) ? Optional.empty()
                : refused(Refusal.CLOCK_UNTRUSTED, "the gate does not know the time; the order has to carry the nonce of the gate's status");
    }

    private static Optional<Refused> refused(Refusal error, String detail) {
        return Optional.of(new Refused(error, detail));
    }
}
