package io.campusgate.domain;

/// What somebody who signs in to the pages may do: a guard works the desk, a reviewer reads and exports the record, an
/// admin does everything.
public enum Role implements Word { GUARD, REVIEWER, ADMIN }
