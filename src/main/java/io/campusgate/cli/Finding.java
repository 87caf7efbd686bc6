package io.campusgate.cli;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Word;
import java.util.LinkedHashMap;
import java.util.Map;

/// What `doctor` found about one thing.
///
/// @param said   what was found
/// @param advice what to do about it; empty when nothing is
record Finding(String check, State state, Bilingual said, Bilingual advice) {
    /// `NOTE` is worth knowing and no fault.
    enum State implements Word { OK, NOTE, FAULT }

    private static final Bilingual NOTHING = Bilingual.same("");

    static Finding ok(String check, String detail) {
        return ok(check, Bilingual.same(detail));
    }

    static Finding ok(String check, Bilingual said) {
        return new Finding(check, State.OK, said, NOTHING);
    }

    static Finding note(String check, Bilingual said, Bilingual advice) {
        return new Finding(check, State.NOTE, said, advice);
    }

    static Finding fault(String check, String detail, Bilingual advice) {
        return fault(check, Bilingual.same(detail), advice);
    }

    static Finding fault(String check, Bilingual said, Bilingual advice) {
        return new Finding(check, State.FAULT, said, advice);
    }

    /// In English.
    String detail() {
        return said.english();
    }

    /// In English.
    String fix() {
        return advice.english();
    }

    Map<String, Object> forMachines() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", check);
        map.put("state", state.word());
        map.put("detail", detail());
        map.put("fix", fix());
        return map;
    }
}
