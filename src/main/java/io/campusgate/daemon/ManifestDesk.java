package io.campusgate.daemon;

import io.campusgate.domain.Right;
import io.campusgate.trust.Refusal;
import io.campusgate.trust.TrustedKeys;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.Manifest;
import io.campusgate.whitelist.bundle.UpdateResult;
import java.util.function.Supplier;

/// Says what this gate makes of a text that is offered as a manifest: first whose word it is, then what it says.
final class ManifestDesk {

    /// Never silent: a refusal is answered and journaled.
    sealed interface Opinion {
        /// The version it is about, 0 if that cannot be told.
        long version();
    }

    record Refused(long version, Refusal error, String detail) implements Opinion {}

    /// In force already.
    record Current(Manifest manifest) implements Opinion {
        @Override public long version() {
            return manifest.version();
        }
    }

    /// See [UpdateResult.OldNews].
    record OldNews(long version) implements Opinion {}

    /// To be fetched and put in force.
    ///
    /// @param kid the name of the key that signed it
    record Wanted(String kid, UpdateResult.Wanted update) implements Opinion {
        Manifest manifest() {
            return update.manifest();
        }

        @Override public long version() {
            return manifest().version();
        }
    }

    private final Supplier<TrustedKeys> keys;
    private final Supplier<UpdateResult.Gate> gate;

    /// @param gate as it is when it is asked
    ManifestDesk(Supplier<TrustedKeys> keys, Supplier<UpdateResult.Gate> gate) {
        this.keys = keys;
        this.gate = gate;
    }

    /// @param isNews see [UpdateResult#of]
    Opinion of(String text, boolean isNews) {
        return switch (keys.get().verify(text, Manifest.LONGEST)) {
            case TrustedKeys.Forged(var error, var detail, var claimed) -> new Refused(Manifest.claimedVersion(claimed), error, detail);
            case TrustedKeys.Genuine(var kid, var may, var payload) when !may.contains(Right.WHITELIST) ->
                    new Refused(Manifest.claimedVersion(payload), Refusal.NOT_ALLOWED, "the key " + kid + " may not publish whitelists");
            case TrustedKeys.Genuine(var kid, _, var payload) -> ofGenuine(kid, payload, isNews);
        };
    }

    private Opinion ofGenuine(String kid, String payload, boolean isNews) {
        try {
            Manifest manifest = Manifest.parse(payload);
            return switch (UpdateResult.of(manifest, gate.get(), isNews)) {
                case UpdateResult.Wanted wanted -> new Wanted(kid, wanted);
                case UpdateResult.Current _ -> new Current(manifest);
                case UpdateResult.OldNews _ -> new OldNews(manifest.version());
                case UpdateResult.Refused(var error, var detail) -> new Refused(manifest.version(), error, detail);
            };
        } catch (BadBundle e) {
            return new Refused(Manifest.claimedVersion(payload), Refusal.MALFORMED, String.valueOf(e.getMessage()));
        }
    }
}
