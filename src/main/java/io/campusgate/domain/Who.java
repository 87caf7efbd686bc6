package io.campusgate.domain;

import java.util.Optional;

/// The personal part of an event: what was presented, and whose it is.
public record Who(Credential credential, Optional<Person> person) {

    /// @param group may be empty
    public record Person(String id, String name, PersonKind kind, String group) {}

    public static Person person(Cardholder holder) {
        return new Person(holder.id(), holder.name(), holder.kind(), holder.group());
    }
}
