package io.campusgate.demo;

import io.campusgate.device.sim.SimGate;
import io.campusgate.device.sim.SimLane;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.CardNumber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A morning at the gate: at each lane one person after the other steps up, is measured, taps, and walks through if let in.
/// One thread a lane; the same seed sends the same people in the same order.
final class Rush {
    /// Surface temperatures that the demo's offset turns into a healthy and a feverish body at 22 °C.
    private static final double HEALTHY = 33.5;
    private static final double FEVERISH = 36.0;
    private static final long ANSWER_MS = 12_000;
    private static final long LEFT_NS = TimeUnit.SECONDS.toNanos(30);

    private final SimGate hardware;
    private final double pace;
    private final Map<String, BlockingQueue<Draft>> answers = new ConcurrentHashMap<>();
    private final List<List<Visit>> queues;
    private final List<String> lanes;
    private final AtomicInteger left;
    private final CountDownLatch done = new CountDownLatch(1);
    /// Lane → until when somebody else plays with it.
    private final Map<String, Long> leftUntil = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    /// One person's way up to the lane.
    private record Visit(Credential credential, double surface) {}

    /// @param lanes     ids and directions, as configured
    /// @param pace      1 is a human's; 10 is ten times as fast
    /// @param stopAfter passages, then [#awaitEnd] returns; empty: everybody comes once, again and again
    Rush(School school, SimGate hardware, Map<String, Direction> lanes, double pace, long seed, Optional<Integer> stopAfter) {
        this.hardware = hardware;
        this.pace = pace;
        this.lanes = List.copyOf(lanes.keySet());
        this.left = new AtomicInteger(stopAfter.orElse(Integer.MAX_VALUE));
        this.queues = queues(school, lanes, new Random(seed));
        this.lanes.forEach(lane -> answers.put(lane, new ArrayBlockingQueue<>(16)));
    }

    private static List<List<Visit>> queues(School school, Map<String, Direction> lanes, Random random) {
        List<Visit> inwards = new ArrayList<>();
        for (School.Person p : school.people()) {
            inwards.add(new Visit(new Credential.Card(p.card()), random.nextInt(60) == 0 ? FEVERISH : HEALTHY + random.nextInt(4) / 10.0));
        }
        for (School.QrPass pass : school.passes()) {
            inwards.add(new Visit(Credential.Qr.parse(pass.code()), HEALTHY));
        }
        for (int i = 0; i < inwards.size() / 80 + 1; i++) {
            inwards.add(new Visit(new Credential.Card(CardNumber.ofInt(0xBAD0000L + i)), HEALTHY));
        }
        Collections.shuffle(inwards, random);
        List<Visit> outwards = inwards.stream().filter(v -> random.nextInt(6) == 0).toList();
        long entrances = lanes.values().stream().filter(d -> d == Direction.IN).count();
        List<List<Visit>> queues = new ArrayList<>();
        int entrance = 0;
        for (Direction direction : lanes.values()) {
            List<Visit> queue = new ArrayList<>();
            if (direction == Direction.IN) {
                for (int i = entrance++; i < inwards.size(); i += (int) entrances) {
                    queue.add(inwards.get(i));
                }
            } else {
                queue.addAll(outwards);
            }
            queues.add(queue);
        }
        return queues;
    }

    void start() {
        for (int i = 0; i < lanes.size(); i++) {
            String lane = lanes.get(i);
            List<Visit> queue = queues.get(i);
            long seed = i;
            threads.add(Thread.ofPlatform().daemon().name("rush-" + lane).start(() -> walk(hardware.lane(lane), queue, new Random(seed))));
        }
    }

    /// Tell it each durable event: a person waits for the answer of the lane.
    void recorded(Draft draft) {
        if (draft.type() == EventType.ENTRY && draft.lane().isPresent()) {
            BlockingQueue<Draft> lane = answers.get(draft.lane().get());
            if (lane != null && !lane.offer(draft)) {
                lane.clear();
            }
        }
    }

    /// Leaves the lane to somebody who plays with it, for half a minute from now.
    void leave(String lane) {
        leftUntil.put(lane, System.nanoTime() + LEFT_NS);
    }

    private boolean isLeft(String lane) {
        return Optional.ofNullable(leftUntil.get(lane)).filter(until -> System.nanoTime() - until < 0).isPresent();
    }

    private void walk(SimLane lane, List<Visit> queue, Random random) {
        try {
            while (true) {
                for (Visit visit : queue) {
                    pause(600 + random.nextInt(2400));
                    while (isLeft(lane.id())) {
                        pause(500);
                    }
                    if (left.getAndDecrement() <= 0) {
                        done.countDown();
                        return;
                    }
                    pass(lane, visit, random);
                }
            }
        } catch (InterruptedException e) {
            done.countDown();
        }
    }

    private void pass(SimLane lane, Visit visit, Random random) throws InterruptedException {
        BlockingQueue<Draft> answer = answers.getOrDefault(lane.id(), new ArrayBlockingQueue<>(1));
        answer.clear();
        lane.warm(visit.surface());
        pause(500);
        lane.tap(visit.credential());
        Draft entry = answer.poll(ANSWER_MS, TimeUnit.MILLISECONDS);
        if (entry != null && entry.outcome().equals("granted")) {
            pause(300 + random.nextInt(500));
            lane.door(true);
            pause(600 + random.nextInt(500));
            lane.door(false);
        }
        lane.stepAway();
    }

    private void pause(long millis) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep((long) (millis * 1000 / pace));
    }

    /// Until `stopAfter` people have come.
    void awaitEnd() throws InterruptedException {
        done.await();
        for (Thread thread : threads) {
            thread.join(ANSWER_MS);
        }
    }

    void stop() {
        threads.forEach(Thread::interrupt);
    }
}
