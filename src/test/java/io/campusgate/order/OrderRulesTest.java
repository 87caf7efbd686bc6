package io.campusgate.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Mode;
import io.campusgate.domain.Right;
import io.campusgate.trust.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each refusal of the contract at its edge, and the text of an order there and back.
class OrderRulesTest {
    private static final Instant NOW = Instant.parse("2026-09-01T07:30:00Z");
    private static final OrderRules.Gate GATE = new OrderRules.Gate("no1", "east", Optional.of(NOW), "n-1");
    private static final OrderRules.Gate NO_CLOCK = new OrderRules.Gate("no1", "east", Optional.empty(), "n-1");
    private static final Set<Right> ALL = EnumSet.allOf(Right.class);

    private static SignedOrder order(String site, String gate, long issuedS, long lifeS, Optional<String> nonce) {
        Instant issued = NOW.plusSeconds(issuedS);
        return new SignedOrder(site, gate, "id-1", issued, issued.plusSeconds(lifeS), "wang", nonce, new Order.Drill(true));
    }

    private static SignedOrder fresh() {
        return order("no1", "east", 0, 60, Optional.empty());
    }

    private static String verdict(Optional<OrderRules.Refused> refused) {
        return refused.map(r -> r.error().word()).orElse("ok");
    }

    @ParameterizedTest
    @CsvSource({"no1,east,0,60,ok", "no1,*,0,60,ok", "no1,west,0,60,wrong_target", "no2,east,0,60,wrong_target", "no2,*,0,60,wrong_target",
        "no1,east,60,60,ok", "no1,east,61,60,not_yet", "no1,east,0,300,ok", "no1,east,0,301,too_long", "no1,east,-59,60,ok", "no1,east,-60,60,expired",
        "no1,east,-61,60,expired", "no1,east,3600,-3600,expired"})
    void anOrderIsForThisGateAndFresh(String site, String gate, long issuedS, long lifeS, String expected) {
        assertEquals(expected, verdict(OrderRules.check(order(site, gate, issuedS, lifeS, Optional.empty()), ALL, GATE, false, _ -> false)));
    }

    @Test void anOrderCountsOnceAndWhenItIsGiven() {
        assertEquals("seen", verdict(OrderRules.check(fresh(), ALL, GATE, false, "id-1"::equals)));
        assertEquals("ok", verdict(OrderRules.check(fresh(), ALL, GATE, false, "id-2"::equals)));
        assertEquals("retained", verdict(OrderRules.check(fresh(), ALL, GATE, true, _ -> false)));
    }

    @ParameterizedTest @MethodSource("orders")
    void eachKindNeedsItsOwnRight(Order order) {
        SignedOrder signed = new SignedOrder("no1", "east", "id-1", NOW, NOW.plusSeconds(60), "wang", Optional.empty(), order);
        assertEquals("ok", verdict(OrderRules.check(signed, EnumSet.of(order.right()), GATE, false, _ -> false)));
        assertEquals("not_allowed", verdict(OrderRules.check(signed, EnumSet.complementOf(EnumSet.of(order.right())), GATE, false, _ -> false)));
    }

    @Test void withoutATrustedClockTheNonceStandsForTheTime() {
        SignedOrder old = order("no1", "east", -86_400, 60, Optional.of("n-1"));
        assertEquals("ok", verdict(OrderRules.check(old, ALL, NO_CLOCK, false, _ -> false)));
        assertEquals("seen", verdict(OrderRules.check(old, ALL, NO_CLOCK, false, _ -> true)));
        assertEquals("retained", verdict(OrderRules.check(old, ALL, NO_CLOCK, true, _ -> false)));
        assertEquals("expired", verdict(OrderRules.check(old, ALL, GATE, false, _ -> false)), "where the time is known it counts");
        assertEquals("clock_untrusted", verdict(OrderRules.check(order("no1", "east", 0, 60, Optional.of("n-0")), ALL, NO_CLOCK, false, _ -> false)));
        assertEquals("clock_untrusted", verdict(OrderRules.check(fresh(), ALL, NO_CLOCK, false, _ -> false)));
        assertEquals("too_long", verdict(OrderRules.check(order("no1", "east", 0, 301, Optional.of("n-1")), ALL, NO_CLOCK, false, _ -> false)));
    }

    static Stream<Order> orders() {
        return Stream.of(new Order.Open("in-1", "快递 \"急\""), new Order.SetMode(Mode.CLOSED, "flu", Optional.empty()),
                new Order.SetMode(Mode.STAGGERED, "x", Optional.of(NOW.plus(Duration.ofHours(9)))), new Order.Drill(true), new Order.Drill(false),
                new Order.Replay(1, 1_000_000), new Order.Refresh(), new Order.Restart());
    }

    @ParameterizedTest @MethodSource("orders")
    void theTextSaysAllOfIt(Order order) throws BadOrder {
        SignedOrder signed = new SignedOrder("no1", "*", "7d0e3c1e-8b1b-4a58-9d5b-0f6f4c0b9a11", NOW, NOW.plusSeconds(60), "wang", Optional.of("n-1"), order);
        assertEquals(signed, SignedOrder.parse(signed.json()));
        assertEquals(signed.id(), SignedOrder.claimedId(signed.json()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"typ\":\"whitelist\"", "\"id\":\"\"", "\"id\":\"a b\"", "\"id\":7", "\"do\":\"whitelist\"", "\"do\":\"shout\"", "\"on\":\"yes\"",
        "\"issued\":\"now\"", "\"issued\":1", "\"by\":\"\"", "\"by\":\"a\\nb\"", "\"nonce\":{}", "\"on\":[[[[1]]]]"})
    void whatIsWrongInTheTextIsMalformed(String wrong) {
        String name = wrong.substring(0, wrong.indexOf(':') + 1);
        String good = fresh().json();
        String bad = good.contains(name) ? good.replaceFirst(name + "(\"[^\"]*\"|true)", java.util.regex.Matcher.quoteReplacement(wrong)) : good.replaceFirst("\\}$", "," + wrong + "}");
        BadOrder e = assertThrows(BadOrder.class, () -> SignedOrder.parse(bad));
        assertTrue(String.valueOf(e.getMessage()).length() < 300, e::getMessage);
    }

    @Test void noTextIsTakenApartFurtherThanAnOrderGoes() {
        for (String bad : new String[] {"", "[]", "{", "nul", "{\"a\":".repeat(10_000), "[".repeat(100_000), "\u0000"}) {
            assertThrows(BadOrder.class, () -> SignedOrder.parse(bad));
            assertEquals("", SignedOrder.claimedId(bad));
        }
    }

    @Test void theWordsOfTheRefusalsAreThoseOfTheContract() {
        assertEquals(Set.of("bad_signature", "unknown_key", "not_allowed", "wrong_target", "expired", "not_yet", "too_long", "seen", "retained", "clock_untrusted",
                "malformed", "failed"), EnumSet.allOf(Refusal.class).stream().map(Refusal::word).collect(java.util.stream.Collectors.toSet()));
    }
}
