package io.campusgate.config;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Policies;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Temperature;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads `[screening]` and `[access]`, which a gate's file and a whitelist's `policy.toml` share. Each key overrides
/// the same one of a base, and no other.
final class PolicyReader {
    private static final Form<Set<PersonKind>> KINDS = kinds();
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private PolicyReader() {}

    static ScreeningPolicy screening(Section s, ScreeningPolicy base) {
        Optional<List<Temperature>> ambient = ambient(s);
        return new ScreeningPolicy(
                s.get("threshold-celsius", Form.celsius(35, 40), base.threshold()),
                s.find("guard-band-celsius", Form.celsius(0, 1.5)).map(Temperature::centiCelsius).orElse(base.guardBandCenti()),
                required(s, base.required()),
                s.get("degraded", Form.oneOf(ScreeningPolicy.Degraded.class), base.degraded()),
                s.get("uncalibrated", Form.oneOf(ScreeningPolicy.Uncalibrated.class), base.uncalibrated()),
                ambient.map(List::getFirst).orElse(base.ambientLow()),
                ambient.map(List::getLast).orElse(base.ambientHigh()),
                s.get("warm-up-s", Form.count(SECOND, 0, 7200), base.warmUp()),
                s.get("valid-for", Form.duration("0s", "7d"), base.validFor()));
    }

    /// Kinds by mode: a mode that is not named keeps what it had, one with an empty list requires none.
    private static Map<Mode, Set<PersonKind>> required(Section screening, Map<Mode, Set<PersonKind>> base) {
        Map<Mode, Set<PersonKind>> required = new EnumMap<>(Mode.class);
        required.putAll(base);
        screening.table("required").ifPresent(table -> {
            for (Mode mode : Mode.values()) {
                table.list(mode.word(), KINDS).ifPresent(kinds ->
                        required.put(mode, kinds.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet())));
            }
            table.end();
        });
        return required;
    }

    private static Form<Set<PersonKind>> kinds() {
        Form<PersonKind> kind = Form.oneOf(PersonKind.class);
        List<String> words = Stream.concat(kind.words().stream(), Stream.of("*")).toList();
        return Form.oneOf(words, word -> word.equals("*") ? Optional.of(Set.of(PersonKind.values()))
                : kind.reader().apply(word).map(Set::of));
    }

    private static Optional<List<Temperature>> ambient(Section s) {
        Optional<List<Temperature>> range = s.list("ambient", Form.celsius(-40, 85));
        if (range.isPresent() && (range.get().size() != 2 || !range.get().getFirst().isBelow(range.get().getLast()))) {
            s.problem("ambient", range.get().toString(), "[low, high] in °C");
            return Optional.empty();
        }
        return range;
    }

    static AccessPolicy access(Section s, AccessPolicy base) {
        return new AccessPolicy(
                s.get("anti-passback", Form.oneOf(AccessPolicy.AntiPassback.class), base.antiPassback()),
                s.get("max-age", Form.duration("1s", "3650d"), base.maxAge()),
                s.get("stale", Form.oneOf(AccessPolicy.Stale.class), base.stale()),
                s.get("exit-rules", Form.oneOf(AccessPolicy.ExitRules.class), base.exitRules()),
                s.get("repeat-gap-ms", Form.count(MILLISECOND, 0, 600_000), base.repeatGap()),
                base.passModes());
    }

    private static AccessPolicy passModes(Section s, AccessPolicy base) {
        Optional<List<Mode>> modes = s.list("pass-modes", Form.oneOf(Mode.class));
        return modes.isEmpty() ? base : new AccessPolicy(base.antiPassback(), base.maxAge(), base.stale(), base.exitRules(),
                base.repeatGap(), Set.copyOf(modes.get()));
    }

    /// A whole `policy.toml`. Its `pass-modes` may also stand at the end, where TOML takes it for one of `[access]`.
    static Policies policies(Section root, Policies base) {
        Section screening = root.tableOrEmpty("screening");
        Section access = root.tableOrEmpty("access");
        Policies policies = new Policies(screening(screening, base.screening()),
                passModes(access, passModes(root, access(access, base.access()))));
        screening.end();
        access.end();
        root.end();
        return policies;
    }
}
