package io.campusgate.decision;

import io.campusgate.domain.Credential;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import java.util.Optional;

/// The person behind a credential: the cardholder, or the visitor whom a pass names and who is not among the people.
public final class Subject {
    private Subject() {}

    /// Whether somebody is known by the credential. What a broken reader reports is nobody's card, whatever a list says.
    public static boolean isKnown(Lookup lookup) {
        boolean blank = lookup.credential() instanceof Credential.Card(var number) && number.isBlank();
        return lookup.known() && !blank;
    }

    /// Empty if nobody is known by it. A visitor whom only passes name goes by the id of the first of them.
    public static Optional<Who.Person> of(Lookup lookup) {
        if (!isKnown(lookup)) {
            return Optional.empty();
        }
        return lookup.holder().map(Who::person).or(() -> lookup.passes().stream().findFirst().map(Subject::visitor));
    }

    private static Who.Person visitor(Pass pass) {
        return new Who.Person(pass.id(), pass.name(), PersonKind.VISITOR, "");
    }
}
