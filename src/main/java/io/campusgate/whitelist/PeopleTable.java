package io.campusgate.whitelist;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.whitelist.Identities.Identity;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `people`: who may hold a credential.
final class PeopleTable implements Table {
    static final String NAME = "people";
    static final Column ID = Column.required("person_id", "编号", "人员编号", "学号", "工号", "学工号");
    static final Column CARDS = Column.optional("cards", "卡号");
    static final Column ID_NUMBER = Column.optional("id_number", "身份证号", "身份证", "身份证号码");
    private static final Column PERSON_NAME = Column.required("name", "姓名");
    private static final Column KIND = Column.required("kind", "类别", "人员类别");
    private static final Column GROUP = Column.optional("group", "部门/班级", "部门", "班级");
    private static final Column LEVELS = Column.optional("levels", "权限", "权限级别");
    private static final Column PHONE = Column.optional("phone", "手机", "手机号", "电话", "联系电话");
    private static final Column FROM = Column.optional("valid_from", "生效", "生效日期", "生效时间");
    private static final Column UNTIL = Column.optional("valid_until", "失效", "失效日期", "失效时间", "有效期至");
    private static final Column STATUS = Column.optional("status", "状态");
    static final List<Column> COLUMNS = List.of(ID, PERSON_NAME, KIND, GROUP, LEVELS, CARDS, ID_NUMBER, PHONE, FROM, UNTIL, STATUS);

    private final ZoneId zone;
    private final Set<String> levelNames;
    private final Identities identities;

    /// @param levelNames those of the source
    PeopleTable(ZoneId zone, Set<String> levelNames, Identities identities) {
        this.zone = zone;
        this.levelNames = levelNames;
        this.identities = identities;
    }

    @Override public String name() {
        return NAME;
    }

    @Override public List<Column> columns() {
        return COLUMNS;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        String id = cells.required(ID, "a number or name that no other person has");
        String name = cells.required(PERSON_NAME, "the person's name");
        PersonKind kind = cells.requiredWord(KIND, Spellings.KIND, PersonKind.VISITOR);
        List<String> levels = levels(cells);
        List<CardNumber> cards = cells.cards(CARDS);
        Optional<Identity> identity = identities.of(file, cells, ID_NUMBER);
        String group = cells.line(GROUP);
        String phone = cells.line(PHONE);
        Validity validity = cells.validity(FROM, UNTIL, zone);
        boolean active = cells.word(STATUS, Spellings.ACTIVE, true);
        if (cells.isSound()) {
            sink.record(file, cells.row(), new Person(new Cardholder(id, name, kind, group, levels, validity, active), cards,
                    identity.map(Identity::hmac), identity.map(Identity::masked), identity.map(Identity::sealed), phone));
        } else {
            sink.claim(cells.row(), Optional.of(id).filter(i -> !i.isEmpty()), cards);
        }
    }

    private List<String> levels(Cells cells) {
        List<String> levels = cells.list(LEVELS);
        for (String level : levels) {
            if (!levelNames.contains(level)) {
                cells.problem(LEVELS, level, levelNames.isEmpty() ? "no level, since there are none: the levels table is missing or empty"
                        : "the name of a level of the levels table");
            }
        }
        return levels;
    }
}
