package io.campusgate.web;

import io.campusgate.domain.Bilingual;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Why a call is not answered as it was meant: a status and a sentence for the person who made it. Becomes problem JSON
/// (RFC 9457) or a plain page.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;
    private final transient Object[] arguments;

    /// @param code      the sentence's key in `problem.properties`
    /// @param arguments for the sentence; of one that is [Bilingual] the reader's language
    public Problem(int status, String code, Object... arguments) {
        super(code, null, false, false);
        this.status = status;
        this.code = code;
        this.arguments = arguments;
    }

    /// Of a sentence that the daemon wrote.
    public static Problem refused(Bilingual sentence) {
        return new Problem(409, "refused", sentence);
    }

    /// What was sent makes no sense.
    public static Problem bad(String sentence) {
        return new Problem(400, "bad", sentence);
    }

    public int status() {
        return status;
    }

    String sentence(Words words) {
        return words.of("problem." + code, Arrays.stream(arguments).map(a -> a instanceof Bilingual both ? words.of(both) : a).toArray());
    }

    String title(Words words) {
        return words.of("problem.title." + status);
    }

    Map<String, Object> json(Words words) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("type", "about:blank");
        m.put("title", title(words));
        m.put("status", status);
        m.put("detail", sentence(words));
        m.put("code", code);
        return m;
    }
}
