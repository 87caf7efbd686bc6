package io.campusgate.console;

import io.campusgate.store.CampusStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a console knew at one moment, for the page and the figures. No personal data.
///
/// @param at       when the record was last looked at; empty: not yet
/// @param trouble  why the console does not work now, in plain words; empty: it does
/// @param storeOk  whether it is not for the record's sake
/// @param gates    by name
/// @param findings the newest ones
/// @param counters since the start
public record ConsoleView(Optional<Instant> at, Optional<String> trouble, boolean storeOk, List<Gate> gates, List<CampusStore.Finding> findings,
                          Counters counters) {

    /// @param since     when it connected, or when it was found gone; empty if that is not known
    /// @param whitelist its version; empty if it has not said
    /// @param ageS      seconds since that whitelist was issued
    /// @param mode      of the campus; empty if it has not said
    /// @param backlog   events that it holds and no console has confirmed, as it said last
    /// @param stored    up to which seq nothing is missing
    /// @param lastEvent the time of the newest event that is stored
    /// @param gaps      what is missing for longer than a repetition takes
    /// @param alarms    incidents that nobody has closed
    /// @param findings  events that are not what they should be
    /// @param lost      devices that do not answer
    public record Gate(String name, boolean online, Optional<Instant> since, String whitelist, Optional<Long> ageS, String mode, long backlog, long stored,
                       Optional<Instant> lastEvent, List<CampusStore.Gap> gaps, long alarms, long findings, List<String> lost) {
        public Gate {
            gaps = List.copyOf(gaps);
            lost = List.copyOf(lost);
        }
    }

    /// @param added     events stored
    /// @param repeats   events that were there already
    /// @param malformed messages that are no events, by what is wrong
    /// @param acks      confirmations sent
    /// @param replays   orders to send something again
    public record Counters(long added, long repeats, Map<String, Long> malformed, long acks, long replays) {
        public Counters {
            malformed = Map.copyOf(malformed);
        }
    }

    public ConsoleView {
        gates = List.copyOf(gates);
        findings = List.copyOf(findings);
    }
}
