package io.campusgate.cli;

import io.campusgate.domain.Word;
import java.util.LinkedHashMap;
import java.util.Map;

/// What `doctor` found about one thing.
///
/// @param fix what to do about it; empty when nothing is
record Finding(String check, State state, String detail, String fix) {
    /// `NOTE` is worth knowing and no fault.
    enum State implements Word { OK, NOTE, FAULT }

    static Finding ok(String check, String detail) {
        return new Finding(check, State.OK, detail, "");
    }

    static Finding note(String check, String detail, String fix) {
        return new Finding(check, State.NOTE, detail, fix);
    }

    static Finding fault(String check, String detail, String fix) {
        return new Finding(check, State.FAULT, detail, fix);
    }

    Map<String, Object> forMachines() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", check);
        map.put("state", state.word());
        map.put("detail", detail);
        map.put("fix", fix);
        return map;
    }
}
