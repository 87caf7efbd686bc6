package io.campusgate.whitelist;

import io.campusgate.domain.WhitelistRecord.Setting;
import java.util.List;

/// Checks the text of a `policy.toml` and takes it apart, one setting a key. The configuration's reader does it.
@FunctionalInterface
public interface PolicyText {

    /// @throws BadPolicy with everything that is wrong
    List<Setting> parse(String text) throws BadPolicy;

    /// What is wrong with a policy: a problem's row is the line, its column the key.
    final class BadPolicy extends Exception {
        private static final long serialVersionUID = 1;
        private final transient List<Problem> problems;

        public BadPolicy(List<Problem> problems) {
            super("the policy has " + problems.size() + " problems");
            this.problems = List.copyOf(problems);
        }

        public List<Problem> problems() {
            return problems;
        }
    }
}
