package io.campusgate.store;

import io.campusgate.domain.CardNumber;
import java.time.Instant;

/// A card that this gate refuses whatever the whitelist says.
///
/// @param by who blocked it
public record BlockedCard(CardNumber card, String reason, String by, Instant at) {}
