package io.campusgate.daemon;

import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Mode;
import io.campusgate.link.MqttLink;
import io.campusgate.link.Reply;
import io.campusgate.link.Topics;
import io.campusgate.order.BadOrder;
import io.campusgate.order.Order;
import io.campusgate.order.OrderRules;
import io.campusgate.order.SignedOrder;
import io.campusgate.trust.Refusal;
import io.campusgate.trust.TrustedKeys;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread `orders`: takes signed orders from the broker, carries out those that [OrderRules] let pass, once each, and
/// answers and journals every one of them, also those it refuses. An order's id is durable before it is carried out: after a
/// power cut it may not have happened, but it never happens twice.
final class OrderDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);
    private static final int QUEUE = 64;
    private static final long TICK_MS = 1_000;
    private static final long STOP_MS = 2_000;

    /// What of the gate an order can move.
    ///
    /// @param control does what local commands may have it do
    /// @param refresh fetches what the broker keeps again
    /// @param restart ends the program, after the answer has gone out
    record Hands(ControlServer.Handler control, Runnable refresh, Runnable restart) {}

    private record Arrived(String text, boolean retained) {}

    private final Campus campus;
    private final GateClock clock;
    private final Supplier<TrustedKeys> keys;
    private final SeenOrders seen;
    private final String nonce;
    private final Topics topics;
    private final MqttLink link;
    private final Hands hands;
    private final RefusalLimit limit = new RefusalLimit();
    private final BlockingQueue<Arrived> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread = Thread.ofPlatform().daemon().name("orders").unstarted(this::run);
    private volatile boolean running = true;

    OrderDesk(Campus campus, GateClock clock, Supplier<TrustedKeys> keys, SeenOrders seen, String nonce, Topics topics, MqttLink link, Hands hands) {
        this.campus = campus;
        this.clock = clock;
        this.keys = keys;
        this.seen = seen;
        this.nonce = nonce;
        this.topics = topics;
        this.link = link;
        this.hands = hands;
    }

    void start() {
        thread.start();
        for (String topic : List.of(topics.order(), topics.orderToAll())) {
            link.subscribe(topic, (_, payload, retained) -> {
                if (payload.length > 0 && !queue.offer(new Arrived(new String(payload, StandardCharsets.ISO_8859_1), retained))) {
                    limit.count();
                }
            });
        }
    }

    private void run() {
        while (running) {
            try {
                Arrived arrived = queue.poll(TICK_MS, TimeUnit.MILLISECONDS);
                if (arrived != null) {
                    take(arrived);
                }
                long untold = limit.untold();
                if (untold > 0) {
                    campus.note(campus.drafts().of(EventType.ORDER, "refused", Optional.of("more"), Drafts.details("count", untold)));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("a bug: an order was lost", e);
            }
        }
    }

    private void take(Arrived arrived) {
        switch (keys.get().verify(arrived.text(), SignedOrder.LONGEST)) {
            case TrustedKeys.Forged(var error, var detail, var claimed) -> refuse(SignedOrder.claimedId(claimed), Map.of(), error, detail);
            case TrustedKeys.Genuine genuine -> {
                try {
                    consider(SignedOrder.parse(genuine.payload()), genuine, arrived.retained());
                } catch (BadOrder e) {
                    refuse(SignedOrder.claimedId(genuine.payload()), Drafts.details("key", genuine.kid()), Refusal.MALFORMED, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void consider(SignedOrder order, TrustedKeys.Genuine genuine, boolean retained) {
        Map<String, Object> about = Drafts.details("do", order.order().right().word(), "by", order.by(), "key", genuine.kid());
        Optional<OrderRules.Refused> refused = OrderRules.check(order, genuine.may(),
                new OrderRules.Gate(topics.site(), topics.gate(), clock.trusted(), nonce), retained, seen::has);
        if (refused.isPresent()) {
            refuse(order.id(), about, refused.get().error(), refused.get().detail());
        } else if (seen.isFull()) {
            refuse(order.id(), about, Refusal.FAILED, "this gate was given too many orders today");
        } else {
            carryOut(order, about);
        }
    }

    private void carryOut(SignedOrder order, Map<String, Object> about) {
        try {
            remember(order);
            act(order);
            campus.note(event("done", order.id(), about, Optional.empty()));
            LOG.info("order {} of {}: done", order.order().right().word(), order.by());
            answer(new Reply(order.id(), Optional.empty(), Optional.empty(), version(order.order())));
            if (order.order() instanceof Order.Restart) {
                hands.restart().run();
            }
        } catch (ControlClient.Refused e) {
            refuse(order.id(), about, Refusal.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /// Makes the id durable. An evacuation does not wait for a disk that has failed.
    private void remember(SignedOrder order) throws ControlClient.Refused {
        try {
            ControlOrders.await(campus.remember(seen.see(order.id(), order.expires(), clock.now().time())));
        } catch (ControlClient.Refused e) {
            if (!(order.order() instanceof Order.SetMode(var mode, _, _) && mode == Mode.EVACUATION)) {
                throw e;
            }
            LOG.error("an order to evacuate is carried out, although it cannot be stored: {}", e.getMessage());
        }
    }

    private void act(SignedOrder order) throws ControlClient.Refused {
        switch (order.order()) {
            case Order.Open(var lane, var reason) -> control("open", Map.of("lane", lane, "reason", reason, "by", order.by()));
            case Order.SetMode(var mode, var reason, var until) -> {
                Map<String, Object> arguments = new HashMap<>(Map.of("mode", mode.word(), "reason", reason, "by", order.by()));
                until.ifPresent(u -> arguments.put("until", u.toString()));
                control("mode_set", arguments);
            }
            case Order.Drill(var on) -> control("drill", Map.of("on", on, "by", order.by()));
            case Order.Replay(var from, var to) -> {
                long last = link.progress().seq();
                if (from > to || to > last) {
                    throw new ControlClient.Refused("there are events from 1 to " + last, "现有事件 1 到 " + last);
                }
                if (!link.replay(from, to)) {
                    throw new ControlClient.Refused("too many replays are under way already", "正在进行的重发太多");
                }
            }
            case Order.Refresh _ -> hands.refresh().run();
            case Order.Restart _ -> { }   // once the answer is on its way
        }
    }

    private void control(String what, Map<String, Object> arguments) throws ControlClient.Refused {
        var _ = hands.control().handle(what, arguments);
    }

    private void refuse(String id, Map<String, Object> about, Refusal error, String detail) {
        LOG.warn("an order is refused: {}: {}", error.word(), detail);
        if (limit.mayTell()) {
            Map<String, Object> more = new java.util.LinkedHashMap<>(about);
            more.put("detail", detail);
            campus.note(event("refused", id, more, Optional.of(error.word())));
        }
        answer(new Reply(id, Optional.of(error.word()), Optional.of(detail), OptionalLong.empty()));
    }

    private Draft event(String outcome, String id, Map<String, Object> about, Optional<String> reason) {
        Map<String, Object> details = Drafts.details("id", id);
        details.putAll(about);
        return campus.drafts().of(EventType.ORDER, outcome, reason, details);
    }

    private OptionalLong version(Order order) {
        return order instanceof Order.Refresh ? OptionalLong.of(campus.whitelist().version().signed()) : OptionalLong.empty();
    }

    private void answer(Reply reply) {
        if (!link.reply(reply)) {
            LOG.warn("too many answers wait for the broker: one to an order is dropped");
        }
    }

    @Override public void close() {
        running = false;
        thread.interrupt();
        try {
            thread.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
