package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Asks questions at the keyboard, or of the standard input. An empty answer is the one in brackets.
final class Interview {
    private final PrintWriter out;
    private final Optional<Console> keyboard = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private Locale locale;

    Interview(PrintWriter out, Locale locale) {
        this.out = out;
        this.locale = locale;
    }

    void speak(Locale chosen) {
        locale = chosen;
    }

    void tell(Bilingual sentence) {
        out.println(sentence.in(locale));
        out.flush();
    }

    /// @param usual the answer where nothing is typed; may be empty
    String ask(Bilingual question, String usual) {
        out.print(question.in(locale) + (usual.isEmpty() ? "" : " [" + usual + "]") + ": ");
        out.flush();
        String typed = line().strip();
        return typed.isEmpty() ? usual : typed;
    }

    /// Asks until something is typed.
    String require(Bilingual question, String usual) {
        while (true) {
            String answer = ask(question, usual);
            if (!answer.isEmpty()) {
                return answer;
            }
            tell(say("An answer is needed here.", "这里必须填写。"));
        }
    }

    /// Asks until the answer is one of `words`.
    String oneOf(Bilingual question, List<String> words, String usual) {
        while (true) {
            String answer = ask(question.then(Bilingual.same(" (" + String.join(", ", words) + ")")), usual);
            if (words.contains(answer)) {
                return answer;
            }
            tell(say("'" + answer + "' is none of them.", "“" + answer + "”不在其中。"));
        }
    }

    boolean isAgreed(Bilingual question) {
        return List.of("y", "yes", "是").contains(ask(question.then(say(" (y/n)", "（是 y / 否 n）")), "n").toLowerCase(Locale.ROOT));
    }

    /// Asks twice, unseen, until the same is typed.
    String password(Bilingual question) {
        while (true) {
            String once = secret(question);
            if (once.equals(secret(say("Once more", "再输一次")))) {
                return once;
            }
            tell(say("The two are not the same.", "两次输入不一致。"));
        }
    }

    private String secret(Bilingual question) {
        if (keyboard.isPresent()) {
            char[] typed = keyboard.get().readPassword("%s: ", question.in(locale));
            if (typed != null) {
                String secret = new String(typed);
                Arrays.fill(typed, ' ');
                return secret;
            }
            throw ended();
        }
        out.println(question.in(locale) + ":");
        return line();
    }

    private String line() {
        try {
            String line = keyboard.isPresent() ? keyboard.get().readLine() : input.readLine();
            if (line == null) {
                throw ended();
            }
            return line;
        } catch (IOException e) {
            throw new Fault(say("The answers cannot be read: ", "无法读取回答：").in(locale) + Reasons.of(e) + ".");
        }
    }

    private Fault ended() {
        return new Fault(say("The answers ended too early; nothing was set up. For installing without questions: --yes and options, see --help.",
                "回答提前结束；什么也没有设置。不提问的安装：加 --yes 和各选项，见 --help。").in(locale));
    }
}
