package io.campusgate.cli;

import io.campusgate.domain.CardNumber;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `unblock CARD`
@Command(description = "Lift the block of a card at this gate.")
final class UnblockCommand extends GateCommand {
    @Parameters(paramLabel = "CARD", description = "Hex bytes, dec:0001217496, fc:18,37848 or w26:212,7041.",
            converter = Converters.OfCard.class)
    private CardNumber card;
    @Mixin private Operator operator;
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        Map<String, Object> reply = daemon(config()).call("unblock", Map.of("card", card.hex(), "by", operator.name()));
        answer(json, reply, "Card " + card.hex() + " is no longer blocked at this gate.");
        return ExitCode.DONE;
    }
}
