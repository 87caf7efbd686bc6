package io.campusgate.domain;

/// The gate's own rules overlaid with those of the whitelist's `policy.toml`.
public record Policies(ScreeningPolicy screening, AccessPolicy access) {}
