package io.campusgate.daemon;

import io.campusgate.link.GateStatus.Incoming;
import io.campusgate.link.Topics;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One manifest whose chunks are being fetched: which are missing, and which of these were asked for. Owned by the thread
/// of the [WhitelistSync].
///
/// At most [#WINDOW] are asked for at a time, so that a broker has no more than that to keep in its queue for this gate;
/// one that does not come makes room for the next after a while, as the broker may have lost it.
final class Fetch {
    private static final int WINDOW = 16;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    /// What came of a chunk.
    enum Arrival { TAKEN, BAD, BAD_AGAIN, STRAY }

    private final ManifestDesk.Wanted wanted;
    private final String text;
    private final ChunkStore store;
    private final Map<String, String> missing = new LinkedHashMap<>();   // topic → hash
    private final Set<String> asked = new HashSet<>();
    private final Set<String> bad = new HashSet<>();
    private final int chunks;
    private int waitedFor;          // asked for so long ago that others may be asked for
    private long lastAt = System.nanoTime();

    /// @param text of the manifest
    Fetch(ManifestDesk.Wanted wanted, String text, ChunkStore store, Topics topics) {
        this.wanted = wanted;
        this.text = text;
        this.store = store;
        store.keepOnly(hashes());
        int count = 0;
        for (Manifest.Part part : wanted.update().parts()) {
            for (int i = 0; i < part.chunks().size(); i++) {
                count++;
                if (!store.has(part.chunks().get(i))) {
                    missing.put(topic(topics, part, i), part.chunks().get(i));
                }
            }
        }
        chunks = count;
    }

    private static String topic(Topics topics, Manifest.Part part, int index) {
        return switch (part) {
            case Manifest.Full full -> topics.fullChunk(full.version(), index);
            case Manifest.Delta delta -> topics.deltaChunk(delta.from(), delta.to(), index);
        };
    }

    private Set<String> hashes() {
        Set<String> all = new HashSet<>();
        wanted.update().parts().forEach(part -> all.addAll(part.chunks()));
        return all;
    }

    ManifestDesk.Wanted wanted() {
        return wanted;
    }

    /// Of the manifest.
    String text() {
        return text;
    }

    boolean isComplete() {
        return missing.isEmpty();
    }

    Incoming progress() {
        return new Incoming(wanted.version(), chunks, missing.size());
    }

    /// The topics to listen to from now on.
    List<String> next() {
        if (System.nanoTime() - lastAt > PATIENCE_NANOS) {
            waitedFor = asked.size();
            lastAt = System.nanoTime();
        }
        List<String> more = new ArrayList<>();
        for (String topic : missing.keySet()) {
            if (asked.size() - waitedFor >= WINDOW) {
                break;
            }
            if (asked.add(topic)) {
                more.add(topic);
            }
        }
        return more;
    }

    /// All that is listened to.
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /// A chunk has come; one that is sound lies in the store after.
    Arrival take(String topic, byte[] bytes) {
        String hash = missing.get(topic);
        if (hash == null || bytes.length == 0) {
            return Arrival.STRAY;   // it came twice, or was cleared
        }
        if (!BundleFolder.isChunk(bytes, hash)) {
            return bad.add(topic) ? Arrival.BAD : Arrival.BAD_AGAIN;
        }
        store.put(hash, bytes);
        missing.remove(topic);
        asked.remove(topic);
        waitedFor = Math.min(waitedFor, asked.size());
        lastAt = System.nanoTime();
        return Arrival.TAKEN;
    }
}
