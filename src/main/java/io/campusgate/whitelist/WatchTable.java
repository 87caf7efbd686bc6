package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistRecord.Watch;
import io.campusgate.whitelist.Identities.Identity;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `watchlist`: who is to be refused or reported, whatever else is allowed.
final class WatchTable implements Table {
    static final Column PERSON = Column.optional("person_id", "编号", "人员编号").holding("either this,", "编号、");
    private static final Column ID_NUMBER = Column.optional("id_number", "身份证号", "身份证", "身份证号码").holding("or this,", "身份证号、");
    private static final Column CARD = Column.optional("card", "卡号").holding("or this", "卡号，三者填一");
    private static final Column ACTION = Column.required("action", "措施", "处理", "动作").of(Spellings.ACTION);
    private static final Column REASON = Column.optional("reason", "原因", "事由").holding("why", "原因");
    private static final Column SOURCE = Column.optional("source", "来源").holding("who says so", "信息来源");
    private static final Column FROM = Column.optional("valid_from", "生效", "生效日期", "生效时间").holding("2026-09-01", "2026-09-01");
    private static final Column UNTIL = Column.optional("valid_until", "失效", "失效日期", "失效时间", "有效期至").holding("2026-12-31 (that day is included)", "2026-12-31（含当天）");
    static final TableForm FORM = new TableForm("watchlist", List.of("重点关注", "监控名单", "黑名单"),
            List.of(PERSON, ID_NUMBER, CARD, ACTION, REASON, SOURCE, FROM, UNTIL));

    private final ZoneId zone;
    private final Identities identities;

    WatchTable(ZoneId zone, Identities identities) {
        this.zone = zone;
        this.identities = identities;
    }

    @Override public TableForm form() {
        return FORM;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        if (Stream.of(PERSON, ID_NUMBER, CARD).filter(c -> !cells.text(c).isEmpty()).count() != 1) {
            cells.problem(PERSON, cells.text(PERSON), say("exactly one of person_id, id_number and card", "编号、身份证号、卡号三者中的一个"));
        }
        Optional<String> person = Optional.of(cells.identifier(PERSON)).filter(p -> !p.isEmpty());
        Optional<Identity> identity = identities.of(file, cells, ID_NUMBER);
        Optional<CardNumber> card = Optional.of(cells.text(CARD)).filter(c -> !c.isEmpty()).flatMap(c -> cells.card(CARD, c));
        WatchEntry.Action action = cells.requiredWord(ACTION, Spellings.ACTION, WatchEntry.Action.DENY);
        String reason = cells.line(REASON);
        String source = cells.line(SOURCE);
        Validity validity = cells.validity(FROM, UNTIL, zone);
        if (cells.isSound()) {
            sink.record(file, cells.row(), new Watch(new WatchEntry(action, reason, source, validity), person, identity.map(Identity::hmac), card));
        }
    }
}
