package io.campusgate.cli;

import io.campusgate.trust.JsonMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The gates of a site as the broker tells of them: each one's last status, and its answers to one question. Filled by the
/// client's thread, read by the command's; [Object#wait] on it to hear of news.
final class Roll {
    private static final int DEPTH = 8;
    private final String prefix;
    private final String question;
    private final Map<String, Map<String, Object>> statuses = new TreeMap<>();
    private final Map<String, Map<String, Object>> answers = new TreeMap<>();

    /// @param question the `id` of the answers that count
    Roll(String site, String question) {
        this.prefix = "campus/" + site + "/gate/";
        this.question = question;
    }

    /// What to listen to.
    List<String> topics() {
        return List.of(prefix + "+/status", prefix + "+/reply");
    }

    synchronized void take(String topic, byte[] payload) {
        String[] levels = topic.startsWith(prefix) ? topic.substring(prefix.length()).split("/") : new String[0];
        if (levels.length != 2) {
            return;
        }
        try {
            Map<String, Object> message = JsonMap.read(new String(payload, StandardCharsets.UTF_8), DEPTH);
            if (levels[1].equals("status")) {
                statuses.put(levels[0], message);
            } else if (question.equals(message.get("id"))) {
                answers.put(levels[0], message);
            }
            notifyAll();
        } catch (JsonMap.BadJson e) {
            return;   // none of a gate's
        }
    }

    synchronized List<String> gates() {
        return List.copyOf(statuses.keySet());
    }

    synchronized Optional<Map<String, Object>> status(String gate) {
        return Optional.ofNullable(statuses.get(gate));
    }

    synchronized Optional<Map<String, Object>> answer(String gate) {
        return Optional.ofNullable(answers.get(gate));
    }

    /// Waits for news, at most `ms`.
    @SuppressWarnings("WaitNotInLoop") // whoever calls it looks again
    synchronized void await(long ms) throws InterruptedException {
        wait(ms);
    }
}
