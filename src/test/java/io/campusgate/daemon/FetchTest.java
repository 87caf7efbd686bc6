package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.link.GateStatus.Incoming;
import io.campusgate.link.Topics;
import io.campusgate.store.StoreException;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.Manifest;
import io.campusgate.whitelist.bundle.UpdateResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chunks as a broker brings them: in any order, twice, damaged, not at all, over restarts; into the real folder.
class FetchTest {
    private static final Topics TOPICS = new Topics("no1", "east");
    private static final int CHUNKS = 40;
    @TempDir Path folder;
    private ChunkStore store = new ChunkStore(Path.of("gate.db"));

    @BeforeEach void aStore() {
        store = new ChunkStore(folder.resolve("gate.db"));
    }

    private static byte[] chunk(int n) {
        return ("chunk " + n).getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static ManifestDesk.Wanted wanted(long version, int from, int to) {
        List<String> hashes = IntStream.range(from, to).mapToObj(n -> hash(chunk(n))).toList();
        Manifest m = new Manifest("no1", version, hash(new byte[0]), Instant.EPOCH, new Manifest.Full(version, hash(new byte[0]), 1, hashes), Optional.empty());
        return new ManifestDesk.Wanted("admin", new UpdateResult.Wanted(m, List.of(m.full())));
    }

    private Fetch fetch() {
        return new Fetch(wanted(7, 0, CHUNKS), "text", store, TOPICS);
    }

    private static String topic(int n) {
        return TOPICS.fullChunk(7, n);
    }

    private List<String> files() throws IOException {
        Path incoming = folder.resolve("gate.whitelist/incoming");
        if (!Files.exists(incoming)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(incoming)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test void takesThemInAnyOrderWithRepeatsAndAsksForFewAtATime() {
        Fetch fetch = fetch();
        List<String> asked = new ArrayList<>(fetch.next());
        assertEquals(16, asked.size());
        assertEquals(List.of(), fetch.next(), "no more until one has come");
        Random random = new Random(4);
        int taken = 0;
        while (!asked.isEmpty()) {
            Collections.shuffle(asked, random);
            String topic = asked.removeFirst();
            byte[] bytes = chunk(Integer.parseInt(topic.substring(topic.lastIndexOf('/') + 1)));
            assertEquals(new Incoming(7, CHUNKS, CHUNKS - taken), fetch.progress());
            assertEquals(Fetch.Arrival.TAKEN, fetch.take(topic, bytes));
            taken++;
            assertEquals(Fetch.Arrival.STRAY, fetch.take(topic, bytes), "the second time it is nothing new");
            asked.addAll(fetch.next());
            assertTrue(asked.size() <= 16);
        }
        assertEquals(CHUNKS, taken);
        assertTrue(fetch.isComplete());
        assertEquals(Set.of(), fetch.asked());
        assertTrue(store.hasAll(wanted(7, 0, CHUNKS).update().parts()));
    }

    @Test void goesOnAfterARestartWhereItStopped() throws IOException {
        Fetch before = fetch();
        var _ = before.next();
        for (int n : new int[] {3, 1, 15}) {
            assertEquals(Fetch.Arrival.TAKEN, before.take(topic(n), chunk(n)));
        }
        Files.writeString(folder.resolve("gate.whitelist/incoming/" + hash(chunk(5)) + ".part"), "chu");   // the power went
        Fetch after = fetch();
        assertEquals(new Incoming(7, CHUNKS, CHUNKS - 3), after.progress());
        assertFalse(after.next().contains(topic(3)));
        assertEquals(3, files().size(), "what was half written is gone");
    }

    @Test void aFlippedBitAnywhereIsNoticedAndTheRightOneIsTakenAfter() throws IOException {
        Fetch fetch = fetch();
        var _ = fetch.next();
        byte[] good = chunk(0);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(bit == 0 ? Fetch.Arrival.BAD : Fetch.Arrival.BAD_AGAIN, fetch.take(topic(0), bad), "told once a chunk");
        }
        assertEquals(Fetch.Arrival.BAD, fetch.take(topic(1), new byte[300_000]), "larger than any chunk");
        assertEquals(Fetch.Arrival.BAD, fetch.take(topic(2), chunk(3)), "another one's");
        assertEquals(Fetch.Arrival.STRAY, fetch.take(topic(4), new byte[0]), "cleared at the broker");
        assertEquals(Fetch.Arrival.STRAY, fetch.take("campus/no1/whitelist/full-6/0000", good));
        assertEquals(List.of(), files(), "nothing of it reaches the disk");
        assertEquals(Fetch.Arrival.TAKEN, fetch.take(topic(0), good));
        assertEquals(1, files().size());
    }

    @Test void anotherVersionsChunksDoNotStay() throws IOException {
        Fetch fetch = fetch();
        for (int n = 0; n < 10; n++) {
            assertEquals(Fetch.Arrival.TAKEN, fetch.take(topic(n), chunk(n)));
        }
        Fetch next = new Fetch(wanted(8, 8, 20), "text", store, TOPICS);
        assertEquals(new Incoming(8, 12, 10), next.progress(), "two of them are needed again");
        assertEquals(2, files().size());
    }

    @Test void whatTheDiskLostIsNoticedWhenItIsRead() throws IOException {
        store.put(hash(chunk(0)), chunk(0));
        Manifest.Full part = wanted(7, 0, 1).manifest().full();
        try (InputStream in = store.of(part).open(0)) {
            assertArrayEquals(chunk(0), in.readAllBytes());
        }
        Files.writeString(folder.resolve("gate.whitelist/incoming/" + hash(chunk(0))), "other");
        assertThrows(BadBundle.class, () -> store.of(part).open(0));
        assertFalse(store.has(hash(chunk(0))), "so that it is asked for again");
    }

    @Test void aFolderThatCannotBeWrittenIsSaidInOneSentence() throws IOException {
        Files.createDirectories(folder.resolve("gate.whitelist"));
        Files.writeString(folder.resolve("gate.whitelist/incoming"), "in the way");
        StoreException e = assertThrows(StoreException.class, () -> store.put(hash(chunk(0)), chunk(0)));
        assertTrue(e.getMessage().startsWith("cannot write into " + folder.resolve("gate.whitelist/incoming")), e.getMessage());
    }
}
