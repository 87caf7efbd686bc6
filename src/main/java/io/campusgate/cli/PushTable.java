package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The gates that a bundle is on its way to, a line each: version in force, how much of the bundle is there, what came of
/// it, and after how long. On a terminal the lines stay where they are and change; elsewhere a line is printed whenever it
/// says something new.
final class PushTable {
    private static final int BAR = 20;
    private static final int NAME = 12;
    private static final int VERSION = 8;
    private static final int RESULT = 12;
    private static final String UP = "\u001B[%dA";
    private static final String CLEAR_LINE = "\r\u001B[K";
    private static final String NO_WRAP = "\u001B[?7l";
    private static final String WRAP = "\u001B[?7h";

    private final PrintWriter out;
    private final Locale locale;
    private final boolean terminal;
    private final Roll roll;
    private final long version;
    private final long start = System.nanoTime();
    private final Map<String, String> shown = new HashMap<>();
    private final Map<String, Long> answeredAt = new HashMap<>();
    private int drawn;

    /// @param version that is pushed
    PushTable(PrintWriter out, Locale locale, boolean terminal, Roll roll, long version) {
        this.out = out;
        this.locale = locale;
        this.terminal = terminal;
        this.roll = roll;
        this.version = version;
    }

    /// Shows how things are now.
    void show() {
        List<String> gates = roll.gates();
        gates.stream().filter(gate -> roll.answer(gate).isPresent()).forEach(gate -> answeredAt.putIfAbsent(gate, System.nanoTime()));
        if (terminal) {
            draw(gates);
        } else {
            for (String gate : gates) {
                String line = line(gate);
                if (!line.equals(shown.put(gate, line))) {
                    out.println(line + "  " + time(gate));
                }
            }
        }
        out.flush();
    }

    private void draw(List<String> gates) {
        StringBuilder text = new StringBuilder(NO_WRAP);
        if (drawn > 0) {
            text.append(String.format(Locale.ROOT, UP, drawn));
        }
        for (String gate : gates) {
            text.append(CLEAR_LINE).append(coloured(gate)).append("  ").append(time(gate)).append('\n');
        }
        drawn = gates.size();
        out.print(text.append(WRAP));
    }

    /// After the last [#show]: what did not fit into a line.
    void conclude(long waitedSeconds) {
        for (String gate : roll.gates()) {
            Optional<Map<String, Object>> answer = roll.answer(gate);
            if (answer.isEmpty()) {
                out.println(gate + say(": no answer within " + waitedSeconds + " s", "：" + waitedSeconds + " 秒内没有答复").in(locale));
            } else if (terminal && !isDone(answer)) {
                out.println(gate + say(": ", "：").then(result(gate, true)).in(locale));
            }
        }
        out.flush();
    }

    private String line(String gate) {
        String result = result(gate, true).in(locale);
        return head(gate) + Columns.fit(result, Math.max(RESULT, Columns.width(result)));
    }

    private String coloured(String gate) {
        Optional<Map<String, Object>> answer = roll.answer(gate);
        Paint paint = answer.isEmpty() ? Paint.AMBER : isDone(answer) ? Paint.GREEN : Paint.RED;
        return head(gate) + paint.on(Columns.fit(result(gate, false).in(locale), RESULT), true);
    }

    private String head(String gate) {
        return Columns.fit(gate, NAME) + "  " + Columns.fit(inForce(gate), VERSION) + "  " + bar(gate) + "  ";
    }

    private String time(String gate) {
        return String.format(Locale.ROOT, "%5.1f s", (answeredAt.getOrDefault(gate, System.nanoTime()) - start) / 1e9);
    }

    private String bar(String gate) {
        Optional<Map<?, ?>> incoming = incoming(gate);
        int filled = Long.toString(version).equals(inForce(gate)) ? BAR
                : incoming.map(i -> (int) (BAR * (number(i, "chunks") - number(i, "missing")) / Math.max(1, number(i, "chunks")))).orElse(0);
        return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
    }

    private Bilingual result(String gate, boolean withDetail) {
        Optional<Map<String, Object>> answer = roll.answer(gate);
        if (answer.isPresent()) {
            Map<String, Object> said = answer.get();
            String detail = withDetail ? " " + said.getOrDefault("detail", "") : "";
            return isDone(answer) ? say("done", "完成") : say("refused: ", "拒绝：").then(same(Columns.printable(said.get("error") + detail)));
        }
        if (roll.status(gate).filter(s -> Boolean.TRUE.equals(s.get("online"))).isEmpty()) {
            return say("off line", "离线");
        }
        return incoming(gate).map(i -> number(i, "missing") > 0 ? say("fetching", "接收中") : say("applying", "应用中")).orElse(say("waiting", "等待"));
    }

    private static boolean isDone(Optional<Map<String, Object>> answer) {
        return answer.filter(a -> Boolean.TRUE.equals(a.get("ok"))).isPresent();
    }

    /// For machines.
    Map<String, Object> row(String gate) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("gate", gate);
        row.put("version", inForce(gate));
        row.put("result", result(gate, true).english());
        return row;
    }

    private String inForce(String gate) {
        Optional<Object> version = roll.answer(gate).map(a -> a.get("version")).or(() -> whitelist(gate).map(w -> w.get("version")));
        return Columns.printable(String.valueOf(version.orElse("?")));
    }

    private Optional<Map<?, ?>> incoming(String gate) {
        return whitelist(gate).map(w -> w.get("incoming") instanceof Map<?, ?> m && number(m, "version") == version ? m : null);
    }

    private Optional<Map<?, ?>> whitelist(String gate) {
        return roll.status(gate).map(s -> s.get("whitelist") instanceof Map<?, ?> m ? m : null);
    }

    private static long number(Map<?, ?> map, String name) {
        return map.get(name) instanceof Long n ? n : 0;
    }
}
