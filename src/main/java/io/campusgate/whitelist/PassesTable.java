package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Pass;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistRecord.Visit;
import io.campusgate.whitelist.Identities.Identity;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `passes`: visitors' dated rights to enter.
final class PassesTable implements Table {
    static final Column ID = Column.required("pass_id", "通行证号", "通行证编号")
            .holding("a number that no other pass has", "通行证号，不可重复");
    static final Column PERSON = Column.optional("person_id", "编号", "人员编号")
            .holding("whose pass it is, of the people table; or name and id_number instead", "持证人在人员表中的编号；或改填姓名和身份证号");
    static final Column VISITOR = Column.optional("name", "姓名").holding("the visitor's name", "访客姓名");
    static final Column ID_NUMBER = Column.optional("id_number", "身份证号", "身份证", "身份证号码")
            .holding("the visitor's identity number", "访客身份证号");
    static final Column HOST = Column.optional("host", "被访人", "接待人").holding("who is visited", "被访人");
    static final Column REASON = Column.optional("reason", "事由", "来访事由").holding("why", "来访事由");
    static final Column APPROVED_BY = Column.optional("approved_by", "批准人", "审批人")
            .holding("who approved it; empty: not approved, so it is refused", "批准人；不填：未批准，不能进入");
    static final Column APPROVED_AT = Column.optional("approved_at", "批准时间", "审批时间").holding("2026-08-30T16:00", "2026-08-30T16:00");
    static final Column FROM = Column.optional("valid_from", "生效", "生效日期", "生效时间").holding("2026-09-01T08:00", "2026-09-01T08:00");
    static final Column UNTIL = Column.optional("valid_until", "失效", "失效日期", "失效时间", "有效期至").holding("2026-09-01T12:00", "2026-09-01T12:00");
    static final Column GATES = Column.optional("gates", "校门", "大门")
            .holding("names of gates separated by ;, or * or nothing for all", "校门名称，多个用 ; 分隔；* 或不填表示全部");
    static final Column ENTRIES = Column.optional("entries", "次数", "进入次数").holding("how often it lets in; empty: no limit", "可进入次数；不填表示不限");
    static final Column CODE = Column.optional("code_sha256", "二维码摘要")
            .holding("SHA-256 of the QR code's secret, in hex; `pass issue` makes both", "二维码密文的 SHA-256（十六进制）；由 pass issue 生成");
    static final TableForm FORM = new TableForm("passes", List.of("通行证", "访客通行证"),
            List.of(ID, PERSON, VISITOR, ID_NUMBER, HOST, REASON, APPROVED_BY, APPROVED_AT, FROM, UNTIL, GATES, ENTRIES, CODE));

    private final ZoneId zone;
    private final Identities identities;

    PassesTable(ZoneId zone, Identities identities) {
        this.zone = zone;
        this.identities = identities;
    }

    @Override public TableForm form() {
        return FORM;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        String id = cells.requiredIdentifier(ID, ID.holds());
        Optional<String> person = Optional.of(cells.identifier(PERSON)).filter(p -> !p.isEmpty());
        String name = cells.line(VISITOR);
        Optional<Identity> identity = identities.of(file, cells, ID_NUMBER);
        Optional<String> code = cells.sha256(CODE);
        holder(cells, person, name);
        if (code.isPresent() && !id.matches("[A-Za-z0-9_-]{1,40}")) {
            cells.problem(ID, id, say("1 to 40 letters, digits, - or _, since it is part of the code CG1.<pass_id>.<secret>",
                    "1 到 40 个字母、数字、- 或 _，因为它是二维码 CG1.<通行证号>.<密文> 的一部分"));
        }
        String host = cells.line(HOST);
        String reason = cells.line(REASON);
        String approvedBy = cells.line(APPROVED_BY);
        cells.time(APPROVED_AT, zone, 0);
        Validity validity = cells.validity(FROM, UNTIL, zone);
        Set<String> gates = cells.namesOrAll(GATES);
        Optional<Integer> entries = cells.count(ENTRIES);
        if (cells.isSound()) {
            Pass pass = new Pass(id, person, name, host, reason, approvedBy, validity, gates, entries, code);
            sink.record(file, cells.row(), new Visit(pass, identity.map(Identity::hmac), identity.map(Identity::masked), cells.text(APPROVED_AT)));
        }
    }

    /// Somebody of the people, or a visitor by name whom the identity card or the code shows to be this one.
    private static void holder(Cells cells, Optional<String> person, String name) {
        boolean hasIdNumber = !cells.text(ID_NUMBER).isEmpty();
        if (person.isPresent() && hasIdNumber) {
            cells.problem(PERSON, person.get(), say("either person_id, or name and id_number", "编号，或姓名和身份证号，二者只填其一"));
        } else if (person.isEmpty() && name.isEmpty()) {
            cells.problem(PERSON, "", say("a person_id, or a name and id_number", "编号，或姓名和身份证号"));
        } else if (person.isEmpty() && !hasIdNumber && cells.text(CODE).isEmpty()) {
            cells.problem(ID_NUMBER, "", say("an id_number (or a code_sha256): a name alone cannot be shown at a gate",
                    "身份证号（或二维码摘要）：只有姓名无法在门口核对"));
        }
    }
}
