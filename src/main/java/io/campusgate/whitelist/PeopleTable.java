package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

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
    static final Column ID = Column.required("person_id", "编号", "人员编号", "学号", "工号", "学工号")
            .holding("a number or name that no other person has", "编号，不可与他人重复");
    static final Column CARDS = Column.optional("cards", "卡号")
            .holding("hex bytes like 001293D8 or 04:A1:B2:C3, or dec:0001217496, fc:18,37848, w26:212,7041; several separated by ;",
                    "十六进制，如 001293D8 或 04:A1:B2:C3，或 dec:0001217496、fc:18,37848、w26:212,7041；多张用 ; 分隔");
    static final Column ID_NUMBER = Column.optional("id_number", "身份证号", "身份证", "身份证号码")
            .holding("the 18 characters of an identity number", "18 位身份证号");
    private static final Column PERSON_NAME = Column.required("name", "姓名").holding("the person's name", "姓名");
    private static final Column KIND = Column.required("kind", "类别", "人员类别").of(Spellings.KIND);
    private static final Column GROUP = Column.optional("group", "部门/班级", "部门", "班级").holding("department or class", "部门或班级");
    static final Column LEVELS = Column.optional("levels", "权限", "权限级别")
            .holding("names of the levels table, several separated by ;", "权限表中的级别名称，多个用 ; 分隔");
    private static final Column PHONE = Column.optional("phone", "手机", "手机号", "电话", "联系电话")
            .holding("a telephone number", "电话号码");
    private static final Column FROM = Column.optional("valid_from", "生效", "生效日期", "生效时间")
            .holding("2026-09-01 or 2026-09-01T07:30; empty: at once", "2026-09-01 或 2026-09-01T07:30；不填：立即");
    private static final Column UNTIL = Column.optional("valid_until", "失效", "失效日期", "失效时间", "有效期至")
            .holding("2027-07-31 (that day is included) or 2027-07-31T18:00; empty: for ever", "2027-07-31（含当天）或 2027-07-31T18:00；不填：长期");
    private static final Column STATUS = Column.optional("status", "状态").of(Spellings.ACTIVE);
    static final TableForm FORM = new TableForm("people", List.of("人员", "人员名单", "名单"),
            List.of(ID, PERSON_NAME, KIND, GROUP, LEVELS, CARDS, ID_NUMBER, PHONE, FROM, UNTIL, STATUS));

    private final ZoneId zone;
    private final Set<String> levelNames;
    private final Identities identities;

    /// @param levelNames those of the source
    PeopleTable(ZoneId zone, Set<String> levelNames, Identities identities) {
        this.zone = zone;
        this.levelNames = levelNames;
        this.identities = identities;
    }

    @Override public TableForm form() {
        return FORM;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        String id = cells.requiredIdentifier(ID, ID.holds());
        String name = cells.required(PERSON_NAME, PERSON_NAME.holds());
        PersonKind kind = cells.requiredWord(KIND, Spellings.KIND, PersonKind.VISITOR);
        List<String> levels = levels(cells);
        List<CardNumber> cards = cells.cards(CARDS);
        Optional<Identity> identity = identities.of(file, cells, ID_NUMBER);
        String group = cells.line(GROUP);
        String phone = cells.identifier(PHONE);
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
                cells.problem(LEVELS, level, levelNames.isEmpty()
                        ? say("no level, since there are none: the levels table is missing or empty", "不填，因为没有任何级别：权限表不存在或是空的")
                        : say("the name of a level of the levels table", "权限表中的级别名称"));
            }
        }
        return levels;
    }
}
