package io.campusgate.device.decode;

import io.campusgate.domain.IdNumber;
import java.nio.charset.StandardCharsets;
import java.util.List;

final class CitizenIdProtocol implements Protocol {
    @Override public String name() {
        return "citizen_id";
    }

    @Override public List<String> operations() {
        return List.of("validate");
    }

    @Override public List<String> settings() {
        return List.of();
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        try {
            IdNumber id = IdNumber.parse(new String(bytes, StandardCharsets.UTF_8));
            if (id.kind() == IdNumber.Kind.FOREIGNER2017) {
                return Decoded.one(Decoded.bad(IdNumber.Fault.LENGTH));   // a number, and no resident's
            }
            return Decoded.one(Decoded.good(Fields
                    .of("number", id.number())
                    .and("kind", id.kind().word())
                    .and("region", id.region())
                    .and("birth", id.birth().toString())
                    .and("sex", id.isMale() ? "male" : "female")
                    .and("check", id.number().substring(17)).map()));
        } catch (IdNumber.BadIdNumber e) {
            return Decoded.one(Decoded.bad(e.fault()));
        }
    }
}
