package io.campusgate.decision;

import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import java.util.Optional;

/// The person behind a credential: the cardholder, or the visitor whom a pass names and who is not among the people.
public final class Subject {
    private Subject() {}

    /// Empty if nobody is known by it. A visitor whom only passes name goes by the id of the first of them.
    public static Optional<Who.Person> of(Lookup lookup) {
        if (!lookup.known()) {
            return Optional.empty();
        }
        return lookup.holder().map(Who::person).or(() -> lookup.passes().stream().findFirst().map(Subject::visitor));
    }

    private static Who.Person visitor(Pass pass) {
        return new Who.Person(pass.id(), pass.name(), PersonKind.VISITOR, "");
    }
}
