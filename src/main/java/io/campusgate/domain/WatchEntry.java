package io.campusgate.domain;

/// A line of the watch list about the person or credential at hand.
public record WatchEntry(Action action, String reason, String source, Validity validity) {

    /// `DENY` stands above every allow; `ALERT` lets the rules go on and raises an incident.
    public enum Action implements Word { DENY, ALERT }
}
