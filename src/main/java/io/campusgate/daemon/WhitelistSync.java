package io.campusgate.daemon;

import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.link.GateStatus.Incoming;
import io.campusgate.link.MqttLink;
import io.campusgate.link.Reply;
import io.campusgate.link.Topics;
import io.campusgate.store.Space;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFileBuilder;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.store.WhitelistRecords;
import io.campusgate.trust.Refusal;
import io.campusgate.trust.TrustedKeys;
import io.campusgate.whitelist.ContentHash;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.UpdateResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread `whitelist`: takes manifests from the broker or from a local command, fetches the chunks that are missing,
/// makes the version beside the taps and puts it in force whole, answers, and proves that what is stored is what was signed.
///
/// Whatever comes from outside waits in a bounded queue. Until the last step nothing of an update counts, so the power may
/// go at any moment: chunks that have come lie in the [ChunkStore], and the broker sends the manifest again.
final class WhitelistSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WhitelistSync.class);
    private static final int QUEUE = 64;
    private static final long TICK_MS = 1_000;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);
    private static final long STOP_MS = 5_000;

    private sealed interface Work {}

    /// @param isNews  not kept by the broker, but said just now
    /// @param waiting a local command that waits for the outcome
    private record Offered(String text, boolean isNews, Optional<CompletableFuture<Map<String, Object>>> waiting) implements Work {}

    /// A chunk, or what is there in its place.
    private static final class Arrived implements Work {
        private final String topic;
        private final byte[] bytes;

        private Arrived(String topic, byte[] bytes) {
            this.topic = topic;
            this.bytes = bytes;
        }
    }

    private final Campus campus;
    private final WhitelistChange change;
    private final ManifestDesk desk;
    private final ChunkStore chunks;
    private final SignedUpdate update;
    private final Topics topics;
    private final Optional<MqttLink> link;
    private final RefusalLimit limit = new RefusalLimit();
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private Optional<Fetch> fetch = Optional.empty();
    private String refusedText = "";
    private Duration retry = FIRST_RETRY;
    private long retryAt;
    private volatile Optional<Incoming> incoming = Optional.empty();
    private volatile boolean isDistrusted;
    private volatile boolean running = true;

    /// @param link empty: only local commands bring whitelists
    WhitelistSync(Campus campus, GateClock clock, WhitelistChange change, Supplier<TrustedKeys> keys, ChunkStore chunks, Supplier<Space> space,
                  Topics topics, Optional<MqttLink> link) {
        this.campus = campus;
        this.change = change;
        this.chunks = chunks;
        this.update = new SignedUpdate(campus.whitelist(), space, chunks::of);
        this.topics = topics;
        this.link = link;
        this.desk = new ManifestDesk(keys, () -> view(clock));
        this.thread = Thread.ofPlatform().daemon().name("whitelist").unstarted(this::run);
    }

    /// The gate as a manifest finds it. A version that did not prove to be what was signed counts as none.
    private UpdateResult.Gate view(GateClock clock) {
        WhitelistVersion version = campus.whitelist().version();
        long floor = change.floor().under(version);
        return isDistrusted ? new UpdateResult.Gate(topics.site(), WhitelistVersion.NONE, "", floor - 1, clock.trusted())
                : new UpdateResult.Gate(topics.site(), version, campus.whitelist().rulebook().content(), floor, clock.trusted());
    }

    void start() {
        thread.start();
        link.ifPresent(l -> l.subscribe(topics.manifest(), (_, payload, retained) -> {
            if (payload.length > 0) {   // else it was cleared
                put(new Offered(new String(payload, StandardCharsets.ISO_8859_1), !retained, Optional.empty()));
            }
        }));
    }

    /// The version that is under way; it is being applied when no chunk is missing. Any thread.
    Optional<Incoming> incoming() {
        return incoming;
    }

    /// Has the broker send the manifest again. Any thread.
    void refresh() {
        link.ifPresent(l -> l.refresh(topics.manifest()));
    }

    /// Takes a manifest from a local command, which has put the chunks into the [ChunkStore] before; the future ends with
    /// what is to be told, `refused` and `detail`, or the version and the seq of its event.
    CompletableFuture<Map<String, Object>> offer(String text) {
        CompletableFuture<Map<String, Object>> outcome = new CompletableFuture<>();
        put(new Offered(text, true, Optional.of(outcome)));
        return outcome;
    }

    /// Waits for a place, so that a broker that sends faster than a disk writes has to wait too.
    private void put(Work work) {
        try {
            while (running && !queue.offer(work, TICK_MS, TimeUnit.MILLISECONDS)) {
                LOG.debug("the whitelist's queue is full");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean isFirst = true;
        while (running) {
            try {
                if (isFirst) {
                    isFirst = false;
                    prove();   // the power may have gone after a change in place
                }
                Work work = queue.poll(TICK_MS, TimeUnit.MILLISECONDS);
                switch (work) {
                    case Offered offered -> consider(offered);
                    case Arrived arrived -> arrived(arrived);
                    case null -> { }
                }
                goOn();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("a bug: an update of the whitelist is given up", e);
                drop();
            }
        }
    }

    private void consider(Offered offered) throws InterruptedException {
        if (offered.waiting().isEmpty() && fetch.filter(f -> f.text().equals(offered.text())).isPresent()) {
            return;   // it is on its way; the connection was lost meanwhile
        }
        switch (desk.of(offered.text(), offered.isNews())) {
            case ManifestDesk.Refused refused -> refuse(offered, refused);
            case ManifestDesk.OldNews _ -> LOG.info("the broker keeps the whitelist that a local import has replaced");
            case ManifestDesk.Current current -> {
                drop();
                answer(current.version(), Optional.empty(), "");
                offered.waiting().ifPresent(w -> w.complete(Map.of("version", campus.whitelist().version().toString(), "current", true)));
            }
            case ManifestDesk.Wanted _ when offered.text().equals(refusedText) && !offered.isNews() ->
                LOG.info("the broker keeps the whitelist that was refused");
            case ManifestDesk.Wanted wanted when offered.waiting().isPresent() -> applyLocal(offered, wanted, offered.waiting().get());
            case ManifestDesk.Wanted wanted -> begin(wanted, offered.text());
        }
    }

    private void begin(ManifestDesk.Wanted wanted, String text) {
        drop();
        LOG.info("whitelist {} is offered by {}: {}", wanted.version(), wanted.kid(), wanted.update().isByDelta() ? "changes" : "whole");
        retry = FIRST_RETRY;
        retryAt = System.nanoTime();
        fetch = Optional.of(new Fetch(wanted, text, chunks, topics));
    }

    /// A local command has brought all there is; nothing more will come.
    private void applyLocal(Offered offered, ManifestDesk.Wanted wanted, CompletableFuture<Map<String, Object>> waiting) throws InterruptedException {
        drop();
        Fetch local = new Fetch(wanted, offered.text(), chunks, topics);
        if (!local.isComplete()) {
            refuse(offered, new ManifestDesk.Refused(wanted.version(), Refusal.FAILED, local.progress().missing() + " of "
                    + local.progress().chunks() + " chunks are not there"));
            return;
        }
        try {
            Map<String, Object> done = putInForce(wanted);
            waiting.complete(done);
            adopted(wanted);
        } catch (BadBundle e) {
            refuse(offered, new ManifestDesk.Refused(wanted.version(), Refusal.MALFORMED, String.valueOf(e.getMessage())));
        } catch (StoreException | ControlClient.Refused e) {
            refuse(offered, new ManifestDesk.Refused(wanted.version(), Refusal.FAILED, String.valueOf(e.getMessage())));
        }
    }

    private void arrived(Arrived arrived) {
        if (fetch.isEmpty()) {
            return;
        }
        try {
            switch (fetch.get().take(arrived.topic, arrived.bytes)) {
                case TAKEN -> link.ifPresent(l -> l.unsubscribe(arrived.topic));
                case BAD -> tell(fetch.get().wanted().version(), Refusal.MALFORMED, "the chunk on " + arrived.topic + " is not what the manifest says", true);
                case BAD_AGAIN, STRAY -> LOG.debug("{} brought nothing new", arrived.topic);
            }
        } catch (StoreException e) {
            failed(fetch.get(), String.valueOf(e.getMessage()));
        }
    }

    /// Does what can be done about the update under way.
    private void goOn() throws InterruptedException {
        long untold = limit.untold();
        if (untold > 0) {
            campus.note(campus.drafts().of(EventType.WHITELIST, "refused", Optional.of("more"), Drafts.details("count", untold)));
        }
        if (fetch.isEmpty()) {
            return;
        }
        Fetch now = fetch.get();
        show(Optional.of(now.progress()));
        if (!now.isComplete()) {
            link.ifPresent(l -> now.next().forEach(topic -> l.subscribe(topic, (t, payload, _) -> put(new Arrived(t, payload)))));
        } else if (System.nanoTime() - retryAt >= 0) {
            apply(now);
        }
    }

    private void apply(Fetch complete) throws InterruptedException {
        ManifestDesk.Wanted wanted = complete.wanted();
        try {
            putInForce(wanted);
            adopted(wanted);
        } catch (BadBundle e) {
            if (!chunks.hasAll(wanted.update().parts())) {   // the disk had lost one
                begin(wanted, complete.text());
                return;
            }
            refusedText = complete.text();
            tell(wanted.version(), Refusal.MALFORMED, String.valueOf(e.getMessage()), true);
            drop();
            chunks.keepOnly(Set.of());
        } catch (StoreException e) {
            failed(complete, String.valueOf(e.getMessage()));
        } catch (ControlClient.Refused e) {
            tell(wanted.version(), Refusal.FAILED, String.valueOf(e.getMessage()), true);
            drop();
        }
    }

    /// @return what a local command is told: the version, the seq of its event
    private Map<String, Object> putInForce(ManifestDesk.Wanted wanted) throws InterruptedException, ControlClient.Refused {
        long began = System.nanoTime();
        LOG.info("whitelist {} is here whole and is applied now", wanted.version());
        Map<String, Object> done;
        if (wanted.update().isByDelta()) {
            done = change.adoptSigned(wanted.manifest(), wanted.kid(), () -> update.change(wanted.update()));
        } else {
            try (WhitelistFileBuilder built = update.build(wanted.update())) {
                done = change.adoptSigned(wanted.manifest(), wanted.kid(), () -> campus.whitelist().adopt(built.version()));
                isDistrusted = false;
            }
        }
        LOG.info("whitelist {} is in force after {} ms", wanted.version(), Duration.ofNanos(System.nanoTime() - began).toMillis());
        return done;
    }

    private void adopted(ManifestDesk.Wanted wanted) {
        drop();
        refusedText = "";
        answer(wanted.version(), Optional.empty(), "");
        chunks.keepOnly(Set.of());
        prove();
    }

    /// Not the update's fault: tried again, told once.
    private void failed(Fetch under, String why) {
        if (retry.equals(FIRST_RETRY)) {
            tell(under.wanted().version(), Refusal.FAILED, why, true);
        }
        LOG.warn("whitelist {} has to wait: {}", under.wanted().version(), why);
        retryAt = System.nanoTime() + retry.toNanos();
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
    }

    /// Nothing is under way any more.
    private void drop() {
        fetch.ifPresent(f -> link.ifPresent(l -> f.asked().forEach(l::unsubscribe)));
        fetch = Optional.empty();
        show(Optional.empty());
    }

    private void show(Optional<Incoming> now) {
        if (!now.equals(incoming)) {
            incoming = now;
            link.ifPresent(MqttLink::wake);
        }
    }

    private void refuse(Offered offered, ManifestDesk.Refused refused) {
        boolean isNews = offered.isNews() || !offered.text().equals(refusedText);
        refusedText = offered.text();
        tell(refused.version(), refused.error(), refused.detail(), isNews);
        offered.waiting().ifPresent(w -> w.complete(Map.of("refused_by", refused.error().word(), "detail", refused.detail())));
    }

    /// Answers a refusal and, unless it is an old one that the broker keeps repeating, journals it.
    private void tell(long version, Refusal error, String detail, boolean isNews) {
        LOG.warn("whitelist {} is refused: {}: {}", version, error.word(), detail);
        if (isNews && limit.mayTell()) {
            campus.note(refusal(campus.drafts(), version, error, detail));
        }
        answer(version, Optional.of(error), detail);
    }

    static Draft refusal(Drafts drafts, long version, Refusal error, String detail) {
        return drafts.of(EventType.WHITELIST, "refused", Optional.of(error.word()), Drafts.details("version", version, "detail", detail));
    }

    private void answer(long version, Optional<Refusal> error, String detail) {
        Reply reply = new Reply("whitelist-" + version, error.map(Refusal::word), Optional.of(detail).filter(d -> !d.isEmpty()),
                OptionalLong.of(campus.whitelist().version().signed()));
        link.ifPresent(l -> {
            if (!l.reply(reply)) {
                LOG.warn("too many answers wait for the broker: one about whitelist {} is dropped", version);
            }
        });
    }

    /// Compares what is stored with what was signed, where a change in place has only said so. If it differs, the version is
    /// asked for again, whole.
    private void prove() {
        WhitelistFolder folder = campus.whitelist();
        WhitelistVersion version = folder.version();
        try {
            if (folder.with(WhitelistFile::isProven).orElse(true)) {
                return;
            }
            Optional<Boolean> sound = folder.with(file -> contentOf(file).map(file.rulebook().content()::equals)).flatMap(same -> same);
            if (sound.isEmpty()) {
                return;
            }
            if (sound.get()) {
                folder.proven(version);
                return;
            }
            isDistrusted = true;
            tell(version.signed(), Refusal.FAILED, "what is stored after the changes is not what was signed; the whole whitelist is fetched again", true);
            refresh();
        } catch (StoreException e) {
            LOG.warn("whitelist {} could not be compared with what was signed: {}", version, e.getMessage());
        }
    }

    /// Empty if the gate stops meanwhile.
    private Optional<String> contentOf(WhitelistFile file) {
        ContentHash content = new ContentHash();
        try (WhitelistRecords records = file.records()) {
            while (records.hasNext()) {
                if (!running) {
                    return Optional.empty();
                }
                content.add(records.next());
            }
        }
        return Optional.of(content.hex());
    }

    @Override public void close() {
        running = false;
        thread.interrupt();
        try {
            thread.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
