package io.campusgate.link;

import java.util.List;
import java.util.Optional;

/// The topics of one gate (design.md section 6).
///
/// @param site `[site] id` of the configuration
/// @param gate `[site] gate`
public record Topics(String site, String gate) {

    public Topics {
        level(site);
        level(gate);
    }

    /// An event, by the word of its type.
    public String event(String type) {
        return ofGate("event/" + level(type));
    }

    /// Retained; also the last will.
    public String status() {
        return ofGate("status");
    }

    /// Answers to orders and manifests.
    public String reply() {
        return ofGate("reply");
    }

    /// How far the console has stored this gate's journal.
    public String ack() {
        return ofGate("ack");
    }

    /// Orders to this gate.
    public String order() {
        return ofGate("order");
    }

    /// Orders to all gates.
    public String orderToAll() {
        return prefix() + "order";
    }

    /// Retained.
    public String manifest() {
        return prefix() + "whitelist/manifest";
    }

    /// Retained; chunk number `chunk` of the full whitelist `version`.
    public String fullChunk(long version, int chunk) {
        return prefix() + "whitelist/full-%d/%04d".formatted(version, chunk);
    }

    /// Retained; chunk number `chunk` of the changes from version `from` to version `to`.
    public String deltaChunk(long from, long to, int chunk) {
        return prefix() + "whitelist/delta-%d-%d/%04d".formatted(from, to, chunk);
    }

    /// What a console listens to: the status of each gate, and the answers to its orders.
    public static List<String> ofAllGates(String site) {
        return List.of("campus/" + level(site) + "/gate/+/status", "campus/" + level(site) + "/gate/+/reply");
    }

    /// The events of all gates.
    public static String allEvents(String site) {
        return "campus/" + level(site) + "/gate/+/event/#";
    }

    /// The same; each goes to one of the consoles that share the load under the name `group`.
    public static String sharedEvents(String site, String group) {
        return "$share/" + level(group) + "/" + allEvents(site);
    }

    /// Takes apart the topic of something that a gate of `site` says.
    ///
    /// @return gate and what follows it (`event/entry`, `status`); empty if it is another topic
    public static Optional<FromGate> fromGate(String site, String topic) {
        String start = "campus/" + site + "/gate/";
        int end = topic.startsWith(start) ? topic.indexOf('/', start.length()) : -1;
        return end <= start.length() ? Optional.empty() : Optional.of(new FromGate(topic.substring(start.length(), end), topic.substring(end + 1)));
    }

    /// @param what `event/entry`, `status`, `reply`
    public record FromGate(String gate, String what) {}

    private String prefix() {
        return "campus/" + site + "/";
    }

    private String ofGate(String rest) {
        return prefix() + "gate/" + gate + "/" + rest;
    }

    private static String level(String name) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '/' || c == '+' || c == '#' || c < ' ')) {
            throw new IllegalArgumentException("a level of a topic is not empty and has no / + # in it, unlike '" + name + "'");
        }
        return name;
    }
}
