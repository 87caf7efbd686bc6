package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.store.Space;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFileBuilder;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.trust.Refusal;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.UpdateResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What [WhitelistSync] does with a carried bundle, in the store of a gate that is not running.
public final class StoppedUpdate {
    private StoppedUpdate() {}

    /// @param manifest its text; the chunks are in the [ChunkStore] already
    /// @return what [WhitelistSync#offer] tells
    public static Map<String, Object> apply(GateConfig config, String manifest) throws InterruptedException {
        try (WhitelistFolder folder = WhitelistFolder.open(config.store().path(), WhitelistImport.reading(config));
             StoppedGate gate = StoppedGate.take(config, folder)) {
            SignedFloor floor = SignedFloor.parse(gate.state(SignedFloor.KEY));
            ManifestDesk desk = new ManifestDesk(new TrustTable(config), () -> new UpdateResult.Gate(config.site().id(), folder.version(),
                    folder.rulebook().content(), floor.under(folder.version()), Optional.empty()));
            return switch (desk.of(manifest, true)) {
                case ManifestDesk.Refused refused -> refuse(gate, refused);
                case ManifestDesk.Current _ -> Map.of("version", folder.version().toString(), "current", true);
                case ManifestDesk.OldNews old -> Map.of("version", Long.toString(old.version()), "current", true);
                case ManifestDesk.Wanted wanted -> putInForce(config, gate, folder, wanted);
            };
        }
    }

    private static Map<String, Object> putInForce(GateConfig config, StoppedGate gate, WhitelistFolder folder, ManifestDesk.Wanted wanted)
            throws InterruptedException {
        ChunkStore chunks = new ChunkStore(config.store().path());
        SignedUpdate update = new SignedUpdate(folder, () -> Space.of(config.store().path()), chunks::of);
        try {
            if (wanted.update().isByDelta()) {
                update.change(wanted.update());
            } else {
                try (WhitelistFileBuilder built = update.build(wanted.update())) {
                    folder.adopt(built.version());
                }
            }
        } catch (BadBundle e) {
            return refuse(gate, new ManifestDesk.Refused(wanted.version(), Refusal.MALFORMED, String.valueOf(e.getMessage())));
        } catch (StoreException e) {
            return refuse(gate, new ManifestDesk.Refused(wanted.version(), Refusal.FAILED, String.valueOf(e.getMessage())));
        }
        chunks.keepOnly(Set.of());
        return WhitelistChange.journal(gate, folder, wanted.kid(), List.of(SignedFloor.after(wanted.version()).change()));
    }

    private static Map<String, Object> refuse(StoppedGate gate, ManifestDesk.Refused refused) {
        gate.record(WhitelistSync.refusal(gate.drafts(), refused.version(), refused.error(), refused.detail()), List.of());
        return Map.of("refused_by", refused.error().word(), "detail", refused.detail());
    }
}
