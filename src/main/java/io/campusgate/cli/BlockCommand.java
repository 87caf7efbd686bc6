package io.campusgate.cli;

import io.campusgate.domain.CardNumber;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `block CARD`: a lost card, at once, at this gate.
@Command(description = "Block a lost card at this gate, at once.")
final class BlockCommand extends GateCommand {
    @Parameters(paramLabel = "CARD", description = "Hex bytes, dec:0001217496, fc:18,37848 or w26:212,7041.",
            converter = Converters.OfCard.class)
    private CardNumber card;
    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.",
            converter = Converters.OfText.class)
    private String reason;
    @Mixin private Operator operator;
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        Map<String, Object> reply = daemon(config()).call("block", Map.of("card", card.hex(), "reason", reason, "by", operator.name()));
        answer(json, reply, "Card " + card.hex() + " is blocked at this gate.");
        return ExitCode.DONE;
    }
}
