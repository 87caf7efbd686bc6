package io.campusgate.link;

import java.util.Optional;
import java.util.OptionalLong;

/// A gate's answer to an order or a manifest (design.md section 6).
///
/// @param id      of the order; `whitelist-18` of a manifest
/// @param error   why it was not done, one word; empty: it was
/// @param detail  in plain words
/// @param version the signed version in force now; empty where the question was not about the whitelist
public record Reply(String id, Optional<String> error, Optional<String> detail, OptionalLong version) {}
