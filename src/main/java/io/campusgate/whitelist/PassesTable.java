package io.campusgate.whitelist;

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
    static final String NAME = "passes";
    static final Column ID = Column.required("pass_id", "通行证号", "通行证编号");
    static final Column PERSON = Column.optional("person_id", "编号", "人员编号");
    private static final Column VISITOR = Column.optional("name", "姓名");
    private static final Column ID_NUMBER = Column.optional("id_number", "身份证号", "身份证", "身份证号码");
    private static final Column HOST = Column.optional("host", "被访人", "接待人");
    private static final Column REASON = Column.optional("reason", "事由", "来访事由");
    private static final Column APPROVED_BY = Column.optional("approved_by", "批准人", "审批人");
    private static final Column APPROVED_AT = Column.optional("approved_at", "批准时间", "审批时间");
    private static final Column FROM = Column.optional("valid_from", "生效", "生效日期", "生效时间");
    private static final Column UNTIL = Column.optional("valid_until", "失效", "失效日期", "失效时间", "有效期至");
    private static final Column GATES = Column.optional("gates", "校门", "大门");
    private static final Column ENTRIES = Column.optional("entries", "次数", "进入次数");
    private static final Column CODE = Column.optional("code_sha256", "二维码摘要");
    static final List<Column> COLUMNS = List.of(ID, PERSON, VISITOR, ID_NUMBER, HOST, REASON, APPROVED_BY, APPROVED_AT, FROM, UNTIL,
            GATES, ENTRIES, CODE);

    private final ZoneId zone;
    private final Identities identities;

    PassesTable(ZoneId zone, Identities identities) {
        this.zone = zone;
        this.identities = identities;
    }

    @Override public String name() {
        return NAME;
    }

    @Override public List<Column> columns() {
        return COLUMNS;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        String id = cells.required(ID, "a number that no other pass has");
        Optional<String> person = Optional.of(cells.line(PERSON)).filter(p -> !p.isEmpty());
        String name = cells.line(VISITOR);
        Optional<Identity> identity = identities.of(file, cells, ID_NUMBER);
        Optional<String> code = cells.sha256(CODE);
        holder(cells, person, name);
        if (code.isPresent() && !id.matches("[A-Za-z0-9_-]{1,40}")) {
            cells.problem(ID, id, "1 to 40 letters, digits, - or _, since it is part of the code CG1.<pass_id>.<secret>");
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
            cells.problem(PERSON, person.get(), "either person_id, or name and id_number");
        } else if (person.isEmpty() && name.isEmpty()) {
            cells.problem(PERSON, "", "a person_id, or a name and id_number");
        } else if (person.isEmpty() && !hasIdNumber && cells.text(CODE).isEmpty()) {
            cells.problem(ID_NUMBER, "", "an id_number (or a code_sha256): a name alone cannot be shown at a gate");
        }
    }
}
