package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.decision.AccessRules;
import io.campusgate.decision.Explanation;
import io.campusgate.decision.Moment;
import io.campusgate.decision.Place;
import io.campusgate.decision.Question;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Word;
import io.campusgate.store.BlockedCard;
import io.campusgate.store.JournalReader;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist explain CARD`: what each rule would say, from the same engine that decides at the lane. A refusal is a good
/// answer: exits 0.
@Command(name = "explain", description = "Say what each rule would decide about a card or a pass code, now or at another time and lane.")
final class WhitelistExplain extends GateCommand {
    @Parameters(paramLabel = "CARD", description = "A card number, or the text of a pass code (CG1.…).")
    private String card = "";
    @Option(names = "--at", paramLabel = "TIME", description = "Like 2026-09-01T07:30 (default: now).")
    private Optional<String> at = Optional.empty();
    @Option(names = "--lane", paramLabel = "L", description = "A lane of the configuration (default: the first one inwards).")
    private Optional<String> laneId = Optional.empty();
    @Option(names = "--mode", paramLabel = "MODE", description = "In another campus mode (default: the running gate's, else normal).",
            converter = Converters.OfMode.class)
    private Optional<Mode> mode = Optional.empty();
    @Option(names = "--json", description = "One JSON object: {\"outcome\",\"reason\",\"rules\":[{\"rule\",\"verdict\",\"detail\"}]}.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        GateConfig.Lane lane = lane(config);
        Instant time = at.isPresent() ? Times.from(this, "--at", at.get(), config.site().timezone()) : Instant.now();
        Set<CardNumber> blocked = blocked(config);
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
            Lookup lookup = folder.lookup(credential(), c -> c instanceof Credential.Card(var number) && blocked.contains(number));
            Explanation e = AccessRules.explain(Question.whatIf(lookup, new Place(config.site().gate(), lane.id(), lane.direction()),
                    new Moment(time, ClockState.SYNCED, config.site().timezone()), mode.orElseGet(() -> modeNow(config))));
            print(lookup, e);
            return ExitCode.DONE;
        }
    }

    private GateConfig.Lane lane(GateConfig config) {
        if (laneId.isEmpty()) {
            return config.lanes().stream().filter(l -> l.direction() == Direction.IN).findFirst().orElse(config.lanes().getFirst());
        }
        return config.lanes().stream().filter(l -> l.id().equals(laneId.get())).findFirst().orElseThrow(() -> new Fault("There is no lane '"
                + laneId.get() + "'; there are " + String.join(", ", config.lanes().stream().map(GateConfig.Lane::id).toList()) + "."));
    }

    private Credential credential() {
        try {
            return card.startsWith("CG1.") ? Credential.Qr.parse(card) : new Credential.Card(CardNumber.parse(card));
        } catch (IllegalArgumentException e) {
            throw wrongUsage("'" + (card.startsWith("CG1.") ? "CG1.…" : card) + "' is no card: " + e.getMessage());
        }
    }

    /// The gate's own block list; none where there is no store yet.
    private static Set<CardNumber> blocked(GateConfig config) {
        try (JournalReader journal = JournalReader.open(config.store().path())) {
            return journal.blocked().stream().map(BlockedCard::card).collect(Collectors.toSet());
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.MISSING) {
                return Set.of();
            }
            throw e;
        }
    }

    private Mode modeNow(GateConfig config) {
        try {
            Object word = daemon(config).call("mode_show", Map.of()).get("mode");
            return Word.of(Mode.class, String.valueOf(word)).orElse(Mode.NORMAL);
        } catch (ControlClient.NotRunning | ControlClient.Refused e) {
            return Mode.NORMAL;
        }
    }

    private void print(Lookup lookup, Explanation e) {
        if (json) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("outcome", e.outcome());
            m.put("reason", e.reason().word());
            m.put("rules", e.rules().stream().map(WhitelistExplain::rule).toList());
            out().println(Json.text(m));
            return;
        }
        out().println(lookup.holder().map(h -> h.id() + " " + h.name() + ": ").orElse("") + e.outcome() + " (" + e.reason().word() + ")");
        for (Explanation.Finding f : e.rules()) {
            out().printf("  %-14s %-8s %s%n", f.rule().word(), f.verdict().word(), f.detail());
        }
    }

    private static Map<String, Object> rule(Explanation.Finding f) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("rule", f.rule().word());
        m.put("verdict", f.verdict().word());
        m.put("detail", f.detail());
        return m;
    }
}
