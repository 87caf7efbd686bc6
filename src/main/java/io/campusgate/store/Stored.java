package io.campusgate.store;

/// An event as the journal keeps it, ready to be published.
///
/// @param draftId the [io.campusgate.domain.Draft#id] it was written from; 0 when read back
/// @param type    its word, the last level of its topic
/// @param text    the JSON, byte for byte what is published and listed
/// @param hash    its place in the chain, 64 hex
public record Stored(long seq, long draftId, String type, String text, String hash) {}
