package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.WhatIf;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.decision.Explanation;
import io.campusgate.decision.Subject;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Mode;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.domain.Word;
import io.campusgate.store.WhitelistFolder;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist explain CARD`: what each rule would say, from the same engine that decides at the lane. A refusal is a good
/// answer: exits 0.
@Command(name = "explain", description = "Say what each rule would decide about a card or a pass code, now or at another time and lane.")
final class WhitelistExplain extends GateCommand {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private static final int RULE = 14;
    private static final int VERDICT = 8;

    @Parameters(paramLabel = "CARD", description = "A card number in any spelling, a pass code (CG1.…), the number of a person or of a pass, or an identity number.")
    private String card = "";
    @Option(names = "--at", paramLabel = "TIME", description = "Like 2026-09-01T07:30 (default: now).")
    private Optional<String> at = Optional.empty();
    @Option(names = "--lane", paramLabel = "L", description = "A lane of the configuration (default: the first one inwards).")
    private Optional<String> laneId = Optional.empty();
    @Option(names = "--mode", paramLabel = "MODE", description = "In another campus mode (default: that of the time, as the journal tells).",
            converter = Converters.OfMode.class)
    private Optional<Mode> mode = Optional.empty();
    @Option(names = "--version", paramLabel = "N", description = "Ask an older version that is kept, like 17 or 17+1 (default: the one in force).",
            converter = Converters.OfVersion.class)
    private Optional<WhitelistVersion> version = Optional.empty();
    @Option(names = "--json", description = "One JSON object: {\"outcome\",\"reason\",\"rules\":[{\"rule\",\"verdict\",\"detail\"}]}.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        GateConfig.Lane lane = lane(config);
        Instant time = at.isPresent() ? Times.from(this, "--at", at.get(), config.site().timezone()) : Instant.now();
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
            WhatIf.Answer answer = ask(new WhatIf(config, folder), new WhatIf.Asked(card.strip(), lane, time, mode, version), modeNow(config))
                    .orElseThrow(() -> notKept(folder));
            print(answer, lane, time.atZone(config.site().timezone()));
            return ExitCode.DONE;
        }
    }

    private Optional<WhatIf.Answer> ask(WhatIf whatIf, WhatIf.Asked asked, Optional<Mode> now) {
        try {
            return whatIf.ask(asked, now);
        } catch (IllegalArgumentException e) {
            String named = card.startsWith("CG1.") ? "CG1.…" : card;
            throw wrongUsage(say("'" + named + "' is no card, and no person's or pass's number: ", "“" + named + "”不是卡号，也不是人员或通行证的编号：").in(locale()) + e.getMessage());
        }
    }

    private Fault notKept(WhitelistFolder folder) {
        String kept = String.join(", ", folder.versions().stream().map(WhitelistVersion::toString).toList());
        String wanted = version.map(WhitelistVersion::toString).orElse("");
        return new Fault(say("Whitelist " + wanted + " is not kept here; there are: " + kept + ".", "本机没有保存白名单 " + wanted + "；现有：" + kept + "。").in(locale()));
    }

    private GateConfig.Lane lane(GateConfig config) {
        if (laneId.isEmpty()) {
            return config.lanes().stream().filter(l -> l.direction() == Direction.IN).findFirst().orElse(config.lanes().getFirst());
        }
        String lanes = String.join(", ", config.lanes().stream().map(GateConfig.Lane::id).toList());
        return config.lanes().stream().filter(l -> l.id().equals(laneId.get())).findFirst().orElseThrow(() -> new Fault(say(
                "There is no lane '" + laneId.get() + "'; there are " + lanes + ".", "没有通道“" + laneId.get() + "”；现有：" + lanes + "。").in(locale())));
    }

    /// Empty where no daemon runs.
    private Optional<Mode> modeNow(GateConfig config) {
        try {
            return Word.of(Mode.class, String.valueOf(daemon(config).call("mode_show", Map.of()).get("mode")));
        } catch (ControlClient.NotDone e) {
            return Optional.empty();
        }
    }

    private void print(WhatIf.Answer answer, GateConfig.Lane lane, ZonedDateTime at) {
        Explanation e = answer.explanation();
        if (json) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("outcome", e.outcome());
            m.put("reason", e.reason().word());
            m.put("rules", e.rules().stream().map(WhitelistExplain::rule).toList());
            out().println(Json.text(m));
            return;
        }
        String who = Subject.of(answer.lookup()).map(p -> p.id() + " " + p.name() + ": ").orElse("");
        out().println(who + outcome(e.outcome()).in(locale()) + " (" + e.reason().word() + ")");
        out().println(say("  at " + MINUTE.format(at) + ", lane " + lane.id() + ", mode " + answer.mode().word() + ", whitelist " + answer.version(),
                "  时间 " + MINUTE.format(at) + "，通道 " + lane.id() + "，模式 " + answer.mode().word() + "，白名单 " + answer.version()).in(locale()));
        for (Explanation.Finding f : e.rules()) {
            out().println("  " + Columns.fit(f.rule().word(), RULE) + " " + Columns.fit(told(f.verdict()).in(locale()), VERDICT) + " " + f.detail().in(locale()));
        }
        answer.inForce().filter(v -> version.isEmpty() && !v.equals(answer.version().toString())).ifPresent(v -> out().println(
                say("Then whitelist " + v + " was in force: ask it with --version " + v + ".", "当时生效的是白名单 " + v + "：加 --version " + v + " 查询。").in(locale())));
    }

    private static Bilingual told(Explanation.Verdict verdict) {
        return say(verdict.word(), switch (verdict) {
            case PASS -> "通过";
            case REFUSE -> "拒绝";
            case SKIPPED -> "不问";
        });
    }

    private static Bilingual outcome(String word) {
        return say(word, switch (word) {
            case "granted" -> "放行";
            case "denied" -> "拒绝";
            default -> "等待门卫";
        });
    }

    private static Map<String, Object> rule(Explanation.Finding f) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("rule", f.rule().word());
        m.put("verdict", f.verdict().word());
        m.put("detail", f.detail().english());
        return m;
    }
}
