package io.campusgate.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.Mosquitto;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker that `config/mosquitto` makes, a real mosquitto: who hears what, and whose word goes out, topic by topic
/// (design.md section 6). Beside the shipped accounts stand a `stranger` with a password but no line in the access list, and
/// the test's own `witness`, who hears and says everything.
class BrokerAccessTest {
    private static final List<String> GATES = List.of("gate-east", "gate-west", "gate-north");
    private static final List<String> ACCOUNTS = Stream.concat(GATES.stream(), Stream.of("console", "admin", "stranger")).toList();
    private static final Set<String> CHUNKS = Set.of("whitelist/full-1/0000", "whitelist/delta-1-2/0000");
    private static final String MANIFEST = "whitelist/manifest";
    private static final String SITE = "campus/no1/";
    private static final String END = "test/end";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// All below [#SITE], and one of another site.
    private static final Set<String> TOPICS = Stream.of(
            GATES.stream().map(BrokerAccessTest::place).flatMap(gate -> Stream.of("event/entry", "event/visitor", "status", "reply", "order", "ack").map(t -> gate + t)),
            CHUNKS.stream(), Stream.of(MANIFEST, "order", "../no2/gate/east/event/entry")).flatMap(s -> s).collect(Collectors.toCollection(TreeSet::new));

    @TempDir Path folder;
    private Path etc;
    private Mosquitto broker;
    private final List<Account> open = new ArrayList<>();

    /// Hears all that the broker lets it hear, as `TOPIC WORD`.
    private final class Account {
        private final String name;
        private final Set<String> heard = ConcurrentHashMap.newKeySet();
        private final BrokerClient client;

        Account(String name) throws IOException, InterruptedException {
            this.name = name;
            this.client = BrokerClient.connect(settings(Optional.of(name), Optional.of(etc.resolve(name + ".pw"))), name,
                    (topic, payload, _) -> heard.add(topic + " " + new String(payload, StandardCharsets.UTF_8)));
            open.add(this);
            client.listen("#");
            client.listen("campus/#");   // and by the names themselves: a filter must not make a difference
            client.listen(SITE + "gate/+/event/#");
            CHUNKS.forEach(chunk -> client.listen(SITE + chunk));
            say(END, "here-" + name, false);
            Await.until(name + " listens", () -> heard.contains(END + " here-" + name));
        }

        void say(String topic, String word, boolean retained) throws IOException, InterruptedException {
            client.publish(topic, word.getBytes(StandardCharsets.UTF_8), retained, PATIENCE);
        }

        void sayEverywhere(String word, boolean retained) throws IOException, InterruptedException {
            for (String topic : TOPICS) {
                say(full(topic), word, retained);
            }
            say(END, word, false);
            client.flush(PATIENCE);
        }

        /// Where it has heard this word, once it has heard all there is.
        Set<String> places(String word) {
            Await.until(name + " has heard all of " + word, () -> heard.contains(END + " " + word));
            return select(topic -> heard.contains(full(topic) + " " + word));
        }
    }

    @BeforeEach void start() throws IOException, InterruptedException {
        etc = Mosquitto.etc(folder.resolve("etc"), Stream.concat(ACCOUNTS.stream(), Stream.of("witness")).toList());
        Files.writeString(etc.resolve("acl"), "\nuser witness\ntopic readwrite #\n\npattern readwrite " + END + "\n", StandardOpenOption.APPEND);
        broker = Mosquitto.shipped(folder.resolve("broker"), etc).start();
    }

    @AfterEach void stop() {
        open.forEach(account -> account.client.close());
        broker.close();
    }

    private LinkSettings settings(Optional<String> user, Optional<Path> password) {
        return new LinkSettings(URI.create("mqtts://localhost:" + broker.port()), user, password, Optional.of(etc.resolve("ca.pem")),
                Optional.empty(), Optional.empty(), false, false, new LinkSettings.Timing(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE));
    }

    private static String full(String topic) {
        return topic.startsWith("../") ? "campus/" + topic.substring(3) : SITE + topic;
    }

    /// `gate/east/` of `gate-east`.
    private static String place(String account) {
        return account.replace('-', '/') + "/";
    }

    private static Set<String> select(Predicate<String> topics) {
        return TOPICS.stream().filter(topics).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOfAGate(String topic, String... ends) {
        return topic.startsWith("gate/") && Stream.of(ends).anyMatch(end -> topic.contains("/" + end));
    }

    /// Events carry names: the console alone. Chunks carry the people: gates and console alone.
    private static Set<String> mayHear(String account) {
        return select(topic -> switch (account) {
            case "console" -> isOfAGate(topic, "event/", "status", "reply") || topic.startsWith("whitelist/");
            case "admin" -> isOfAGate(topic, "status", "reply") || topic.equals(MANIFEST);
            case "stranger" -> false;
            default -> Set.of(place(account) + "order", place(account) + "ack", "order").contains(topic) || topic.startsWith("whitelist/");
        });
    }

    /// A gate speaks for itself alone, and gives nobody orders.
    private static Set<String> maySay(String account) {
        return select(topic -> switch (account) {
            case "console" -> isOfAGate(topic, "order", "ack") || topic.equals("order") || topic.startsWith("whitelist/");
            case "admin" -> isOfAGate(topic, "order") || topic.equals("order") || topic.startsWith("whitelist/");
            case "stranger" -> false;
            default -> topic.startsWith(place(account)) && isOfAGate(topic, "event/", "status", "reply");
        });
    }

    @Test void everyAccountHearsWhatItHasToAndNoMore() throws Exception {
        Account witness = new Account("witness");
        witness.sayEverywhere("kept", true);
        List<Account> all = new ArrayList<>();
        for (String name : ACCOUNTS) {
            all.add(new Account(name));
        }
        witness.say(END, "kept", false);   // behind what was kept, which each got when it began to listen
        witness.sayEverywhere("news", false);
        for (Account account : all) {
            assertEquals(mayHear(account.name), account.places("kept"), account.name);
            assertEquals(mayHear(account.name), account.places("news"), account.name);
        }
        assertEquals(TOPICS, witness.places("news"));
    }

    @Test void everyAccountIsHeardWhereItHasToAndNowhereElse() throws Exception {
        Account witness = new Account("witness");
        for (String name : ACCOUNTS) {
            new Account(name).sayEverywhere("by-" + name, false);
            assertEquals(maySay(name), witness.places("by-" + name), name);
        }
    }

    @Test void nobodyComesInWithoutAPasswordOrWithAnothers() {
        for (LinkSettings settings : List.of(settings(Optional.empty(), Optional.empty()), settings(Optional.of("console"), Optional.empty()),
                settings(Optional.of("console"), Optional.of(etc.resolve("gate-east.pw"))), settings(Optional.of("nobody"), Optional.of(etc.resolve("console.pw"))))) {
            IOException refusal = assertThrows(IOException.class, () -> BrokerClient.connect(settings, "guest", (_, _, _) -> { }));
            assertEquals("the broker refuses the user name or the password", refusal.getMessage());
        }
    }

    /// The console's own way to read MQTT, with TLS, account and share.
    @Test void theConsolesFeedHearsTheGatesAndTheyHearIt() throws Exception {
        Account east = new Account("gate-east");
        List<String> heard = new CopyOnWriteArrayList<>();
        List<Integer> ids = new CopyOnWriteArrayList<>();
        try (MessageFeed feed = MessageFeed.connect(settings(Optional.of("console"), Optional.of(etc.resolve("console.pw"))), "console-feed", (topic, payload, id) -> {
            heard.add(topic + " " + new String(payload, StandardCharsets.UTF_8));
            ids.add(id);
        })) {
            feed.listen(Topics.sharedEvents("no1", "console"));
            Await.until("the broker has answered", feed::hasAnswered);
            for (int i = 0; i < 300; i++) {
                east.say(SITE + "gate/east/event/entry", "e" + i, false);
            }
            Await.until("all came", () -> heard.size() == 300);
            assertEquals(SITE + "gate/east/event/entry e299", heard.getLast());
            feed.settle(ids.stream().mapToInt(Integer::intValue).toArray());
            assertTrue(feed.offer(new Topics("no1", "east").ack(), "stored".getBytes(StandardCharsets.UTF_8)));
            Await.until("the gate hears the confirmation", () -> east.heard.contains(SITE + "gate/east/ack stored"));
            assertEquals(Optional.empty(), feed.lost());
        }
        IOException refused = assertThrows(IOException.class, () -> MessageFeed.connect(settings(Optional.of("console"), Optional.of(etc.resolve("stranger.pw"))), "other", (_, _, _) -> { }));
        assertEquals("the broker refuses the user name or the password", refused.getMessage());
    }
}
