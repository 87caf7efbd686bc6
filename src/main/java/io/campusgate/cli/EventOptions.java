package io.campusgate.cli;

import io.campusgate.domain.EventType;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventFilter.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which events; the filters that all `log` commands share. All that is said has to hold.
final class EventOptions {
    @Option(names = "--from", paramLabel = "T", description = "From this time on, like 2026-09-01T07:30 or 2026-09-01.")
    private Optional<String> from = Optional.empty();
    @Option(names = "--to", paramLabel = "T", description = "Before this time; a bare date includes that day.")
    private Optional<String> to = Optional.empty();
    @Option(names = "--person", paramLabel = "PERSON", description = "Of the person with this id or name.")
    private Optional<String> person = Optional.empty();
    @Option(names = "--group", paramLabel = "GROUP", description = "Of people of this group or class.")
    private Optional<String> group = Optional.empty();
    @Option(names = "--type", paramLabel = "TYPE", description = "entry, passage, door, visitor, incident, mode, whitelist, order, device, "
            + "clock, store, gate or operator.", converter = Converters.OfEventType.class)
    private Optional<EventType> type = Optional.empty();
    @Option(names = "--outcome", paramLabel = "WORD", description = "With this outcome, like granted or denied.")
    private Optional<String> outcome = Optional.empty();
    @Option(names = "--reason", paramLabel = "WORD", description = "With this reason, like outside_hours.")
    private Optional<String> reason = Optional.empty();
    @Option(names = "--lane", paramLabel = "LANE", description = "At this lane.")
    private Optional<String> lane = Optional.empty();
    @Option(names = "--temperature-at-least", paramLabel = "CELSIUS", description = "Measured with this body temperature or more, like 37.3.",
            converter = Converters.OfCelsius.class)
    private Optional<BigDecimal> temperature = Optional.empty();
    @Option(names = "--text", paramLabel = "WORDS", description = "With each of these words somewhere in it.")
    private Optional<String> text = Optional.empty();

    /// @throws picocli.CommandLine.ParameterException if a time cannot be read
    EventFilter filter(GateCommand command, ZoneId zone, int limit) {
        Optional<Instant> begin = from.map(t -> Times.from(command, "--from", t, zone));
        Optional<Instant> end = to.map(t -> Times.until(command, "--to", t, zone));
        if (begin.isPresent() && end.isPresent() && !begin.get().isBefore(end.get())) {
            throw command.wrongUsage("--from " + from.get() + " is not before --to " + to.get());
        }
        Map<Field, String> equal = new EnumMap<>(Field.class);
        person.ifPresent(p -> equal.put(Field.PERSON, p));
        group.ifPresent(g -> equal.put(Field.GROUP, g));
        type.ifPresent(t -> equal.put(Field.TYPE, t.word()));
        outcome.ifPresent(o -> equal.put(Field.OUTCOME, o));
        reason.ifPresent(r -> equal.put(Field.REASON, r));
        lane.ifPresent(l -> equal.put(Field.LANE, l));
        return new EventFilter(begin, end, equal, text, temperature, Long.MAX_VALUE, limit);
    }
}
