package io.campusgate.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Tries passwords and codes, one after the other on one thread, so that no flood of them takes the processors from the
/// gate. After 5 wrong ones a name has to wait: a second, then twice as long each time, up to half a minute, which stops
/// guessing and never locks a guard out. Thread-safe.
final class PasswordDesk implements AutoCloseable {
    static final int FREE_TRIES = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int NAMES = 1000;
    private static final int WAITING = 16;

    private record Failures(int count, long notBefore) {}

    private final LongSupplier nanos;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > NAMES;
        }
    };
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("passwords").factory());

    PasswordDesk(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Tries once, in its turn.
    ///
    /// @param name  who has to wait after too many wrong ones
    /// @param right runs on the desk's thread
    /// @throws Problem 429 if `name` has to wait or too many wait already
    boolean isRight(String name, BooleanSupplier right) {
        refuseWhoHasToWait(name);
        return await(submit(() -> {
            refuseWhoHasToWait(name);   // others of the same name were wrong meanwhile
            boolean passed = right.getAsBoolean();
            note(name, passed);
            return passed;
        }));
    }

    private void refuseWhoHasToWait(String name) {
        long waitS = waitSeconds(name);
        if (waitS > 0) {
            throw new Problem(429, "slow_down", waitS);
        }
    }

    private synchronized long waitSeconds(String name) {
        Failures f = failures.get(name);
        long left = f == null ? 0 : f.notBefore() - nanos.getAsLong();
        return left <= 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(left) + 1;
    }

    private synchronized void note(String name, boolean passed) {
        Failures before = failures.remove(name);
        if (!passed) {
            int count = before == null ? 1 : before.count() + 1;
            long wait = count < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT.toNanos(), TimeUnit.SECONDS.toNanos(1) << Math.min(10, count - FREE_TRIES));
            failures.put(name, new Failures(count, nanos.getAsLong() + wait));
        }
    }

    private Future<Boolean> submit(BooleanSupplier right) {
        try {
            return thread.submit(right::getAsBoolean);
        } catch (RejectedExecutionException e) {
            throw new Problem(429, "slow_down", 5);
        }
    }

    private static boolean await(Future<Boolean> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(503, "stopping");
        }
    }

    @Override public void close() {
        thread.shutdownNow();
    }
}
