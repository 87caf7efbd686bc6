package io.campusgate.order;

import io.campusgate.domain.Mode;
import io.campusgate.domain.Right;
import java.time.Instant;
import java.util.Optional;

/// What a gate is to do.
public sealed interface Order {

    /// What a key needs to order it; its word is the order's `do`.
    Right right();

    record Open(String lane, String reason) implements Order {
        @Override public Right right() {
            return Right.OPEN;
        }
    }

    /// @param until when the mode ends by itself
    record SetMode(Mode mode, String reason, Optional<Instant> until) implements Order {
        @Override public Right right() {
            return Right.SET_MODE;
        }
    }

    record Drill(boolean on) implements Order {
        @Override public Right right() {
            return Right.DRILL;
        }
    }

    /// Sends the journal's events once more, from seq to seq, both included.
    record Replay(long from, long to) implements Order {
        @Override public Right right() {
            return Right.REPLAY;
        }
    }

    /// Fetches what the broker keeps again, and tells the status anew.
    record Refresh() implements Order {
        @Override public Right right() {
            return Right.REFRESH;
        }
    }

    /// Ends the program; the service manager starts it again.
    record Restart() implements Order {
        @Override public Right right() {
            return Right.RESTART;
        }
    }
}
