package io.campusgate.daemon;

import io.campusgate.domain.RecordChange;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.Space;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFileBuilder;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.ContentHash;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.Manifest;
import io.campusgate.whitelist.bundle.MergedLines;
import io.campusgate.whitelist.bundle.RecordLine;
import io.campusgate.whitelist.bundle.RecordLines;
import io.campusgate.whitelist.bundle.UpdateResult.Wanted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes a version out of a genuine manifest and its chunks, beside the taps: a whole one aside, to be adopted after; a few
/// changes in the file in force. Two threads share the work of a whole one: one unpacks, reads and hashes, the caller's
/// fills the tables. Few lines are under way between them: what outlives a young collection piles up in the heap.
final class SignedUpdate {
    private static final int BATCH = 100;
    private static final int BATCHES = 4;
    private static final long HEARTBEAT_MS = 200;
    /// No update may take the room that the journal needs.
    private static final long ROOM = 100_000_000;

    private final WhitelistFolder folder;
    private final Supplier<Space> space;
    private final Function<Manifest.Part, RecordLines.Chunks> chunks;

    SignedUpdate(WhitelistFolder folder, Supplier<Space> space, Function<Manifest.Part, RecordLines.Chunks> chunks) {
        this.folder = folder;
        this.space = space;
        this.chunks = chunks;
    }

    /// Builds the whole version aside and compares it with the signed content.
    ///
    /// @return to be adopted; close it in any case
    /// @throws BadBundle      if the chunks are not what was signed
    /// @throws StoreException if it cannot be stored
    WhitelistFileBuilder build(Wanted wanted) throws InterruptedException {
        Manifest m = wanted.manifest();
        WhitelistFileBuilder builder = folder.build(new WhitelistVersion(m.version(), 0));
        try (Reading reading = new Reading(wanted)) {
            long row = 0;
            for (List<WhitelistRecord> batch = reading.next(); !batch.isEmpty(); batch = reading.next()) {
                for (WhitelistRecord record : batch) {
                    builder.add(++row, record);
                }
                requireRoom();
            }
            if (!reading.content().equals(m.content())) {
                throw new BadBundle("the records give another content than the signed one");
            }
            List<String> conflicts = new ArrayList<>();
            if (!builder.index(conflict -> conflicts.add(conflict.type() + " " + conflict.value()))) {
                throw new BadBundle("the records contradict each other: " + conflicts.getFirst());
            }
            builder.finish(m.content(), m.issued(), builder.difference());
            return builder;
        } catch (InterruptedException | RuntimeException | Error e) {
            builder.close();
            throw e;
        }
    }

    private void requireRoom() {
        if (space.get().freeBytes() < ROOM) {
            throw new StoreException(StoreException.Kind.FULL, "there is too little room on the disk for another whitelist");
        }
    }

    /// Makes the version out of the one in force and puts it in force.
    ///
    /// @throws BadBundle      if the chunks are not what was signed
    /// @throws StoreException if they do not fit, or cannot be stored; then nothing has changed
    void change(Wanted wanted) {
        Manifest m = wanted.manifest();
        requireRoom();
        folder.change(folder.version(), new WhitelistVersion(m.version(), 0), m.content(), m.issued(), () -> {
            RecordLines lines = lines(wanted.parts().getFirst());
            return new Iterator<RecordChange>() {
                @Override public boolean hasNext() {
                    return lines.hasNext();
                }

                @Override public RecordChange next() {
                    return lines.next().change();
                }
            };
        });
    }

    private RecordLines lines(Manifest.Part part) {
        return new RecordLines(part, chunks.apply(part));
    }

    /// Reads the lines on a thread of its own, a few batches ahead.
    private final class Reading implements AutoCloseable {
        private final BlockingQueue<List<WhitelistRecord>> ahead = new ArrayBlockingQueue<>(BATCHES);
        private final ContentHash hash = new ContentHash();
        private final Thread thread;
        private volatile Optional<RuntimeException> failure = Optional.empty();
        private volatile boolean ended;

        Reading(Wanted wanted) {
            thread = Thread.ofPlatform().daemon().name("whitelist-reader").start(() -> {
                try {
                    read(wanted);
                } catch (RuntimeException e) {
                    failure = Optional.of(e);
                } catch (InterruptedException e) {
                    failure = Optional.of(new BadBundle("the gate is stopping", e));
                } finally {
                    ended = true;
                }
            });
        }

        private void read(Wanted wanted) throws InterruptedException {
            Iterator<RecordLine> delta = wanted.parts().size() > 1 ? lines(wanted.parts().getLast()) : Collections.emptyIterator();
            Iterator<RecordLine> merged = new MergedLines(lines(wanted.parts().getFirst()), delta);
            List<WhitelistRecord> batch = new ArrayList<>(BATCH);
            while (merged.hasNext()) {
                RecordLine line = merged.next();
                hash.add(line.utf8());
                batch.add(((RecordChange.Put) line.change()).record());
                if (batch.size() == BATCH) {
                    ahead.put(batch);
                    batch = new ArrayList<>(BATCH);
                }
            }
            if (!batch.isEmpty()) {
                ahead.put(batch);
            }
        }

        /// Empty at the end.
        List<WhitelistRecord> next() throws InterruptedException {
            while (true) {
                boolean wasEnded = ended;
                List<WhitelistRecord> batch = ahead.poll(wasEnded ? 0 : HEARTBEAT_MS, TimeUnit.MILLISECONDS);
                if (batch != null) {
                    return batch;
                }
                if (wasEnded) {
                    failure.ifPresent(e -> {
                        throw e;
                    });
                    return List.of();
                }
            }
        }

        String content() {
            return hash.hex();
        }

        @Override public void close() {
            thread.interrupt();
        }
    }
}
