package io.campusgate.decision;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Word;
import java.util.List;

/// A decision and what each rule had to say about it.
///
/// @param rules one a rule, in their order
public record Explanation(Decision decision, List<Finding> rules) {
    public enum Verdict implements Word { PASS, REFUSE, SKIPPED }

    /// @param detail in plain words
    public record Finding(Rule rule, Verdict verdict, Bilingual detail) {}

    public Explanation {
        rules = List.copyOf(rules);
    }

    /// `granted`, `denied`, or `waiting` for the guard. Somebody who would only have to be measured counts as granted.
    public String outcome() {
        return switch (decision) {
            case Decision.Grant _, Decision.Measure _ -> "granted";
            case Decision.Deny _ -> "denied";
            case Decision.AskGuard _ -> "waiting";
        };
    }

    public Reason reason() {
        return switch (decision) {
            case Decision.Grant g -> g.reason();
            case Decision.Measure _ -> Reason.OK;
            case Decision.Deny d -> d.reason();
            case Decision.AskGuard a -> a.reason();
        };
    }
}
