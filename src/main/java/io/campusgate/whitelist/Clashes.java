package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes problems of clashes: looks up how the rows spell what they claim.
public final class Clashes {
    private static final Pattern LIST = Pattern.compile("[;；]");

    private static final Pattern THREE_BYTES = Pattern.compile("(fc|w26):.*|([0-9A-F]{2}[\\s:-]?){3}", Pattern.CASE_INSENSITIVE);

    private final WhitelistSource source;
    private final Map<String, List<String>> headers = new HashMap<>();
    private final Map<String, Map<Long, List<String>>> rows = new HashMap<>();

    private Clashes(WhitelistSource source) {
        this.source = source;
    }

    /// One problem a clash, in their order. Reads the source once more.
    public static List<Problem> problems(WhitelistSource source, List<Clash> clashes) throws IOException {
        if (clashes.isEmpty()) {
            return List.of();
        }
        Refused wanted = Refused.none();
        for (Clash clash : clashes) {
            wanted.add(source.file(clash.table()), clash.row());
            wanted.add(source.file(clash.table()), clash.first());
        }
        Clashes read = new Clashes(source);
        source.rows(wanted, (file, row, fields) -> {
            read.headers.putIfAbsent(file, fields);
            read.rows.computeIfAbsent(file, _ -> new HashMap<>()).put(row, fields);
        });
        List<Problem> problems = new ArrayList<>();
        for (Clash clash : clashes) {
            problems.add(read.problem(source.file(clash.table()), clash));
        }
        return problems;
    }

    private Problem problem(String file, Clash clash) {
        return switch (clash.kind()) {
            case PERSON_TWICE -> twice(file, clash, PeopleTable.ID, PeopleTable.ID.holds());
            case ID_NUMBER_TWICE -> twice(file, clash, PeopleTable.ID_NUMBER, say("an identity number that no other person has", "他人没有的身份证号"));
            case PASS_TWICE -> twice(file, clash, PassesTable.ID, PassesTable.ID.holds());
            case HOLIDAY_TWICE -> twice(file, clash, HolidaysTable.DATE, say("each date once", "每个日期只出现一次"));
            case PASS_OF_NOBODY -> at(file, clash, PassesTable.PERSON, say("the person_id of a person of the people table", "人员表中某人的编号"));
            case WATCH_OF_NOBODY -> at(file, clash, WatchTable.PERSON, say("the person_id of a person of the people table; "
                    + "somebody who is not there is listed by id_number or card", "人员表中某人的编号；不在人员表中的人，请填身份证号或卡号"));
            case CARD_TWICE -> card(file, clash);
        };
    }

    private Problem twice(String file, Clash clash, Column column, Bilingual expected) {
        boolean same = fields(file, clash.row()).equals(fields(file, clash.first()));
        Bilingual row = other(file, clash, column);
        return at(file, clash, column, expected.then(same ? say("; " + row.english() + " says the same: delete one of them", "；" + row.chinese() + "的内容完全相同，请删去其中一行")
                : say("; " + row.english() + " has it too", "；" + row.chinese() + "也是它")));
    }

    private Problem at(String file, Clash clash, Column column, Bilingual expected) {
        return problem(file, clash.row(), column, clash.value(), expected);
    }

    private Problem problem(String file, long row, Column column, String value, Bilingual expected) {
        return new Problem(file, row, heading(file, column), value, expected, source.cell(file, row, index(file, column)));
    }

    /// The row that had it before, or its cell.
    private Bilingual other(String file, Clash clash, Column column) {
        String cell = source.cell(file, clash.first(), index(file, column));
        return cell.isEmpty() ? say("row " + clash.first(), "第 " + clash.first() + " 行") : same(cell);
    }

    private Problem card(String file, Clash clash) {
        String here = spelling(file, clash.row(), clash.value());
        String there = spelling(file, clash.first(), clash.value());
        boolean same = here.equals(there);
        boolean bytes3 = isThreeBytes(here) != isThreeBytes(there);
        Bilingual row = other(file, clash, PeopleTable.CARDS);
        return problem(file, clash.row(), PeopleTable.CARDS, here, say("a card of nobody else; it is also that of " + row.english() + (same ? "" : ", written " + there)
                + (bytes3 ? " (a 3-byte number equals the 4-byte number with a leading 00)" : ""), "他人没有的卡号；" + row.chinese() + "也是这张卡"
                + (same ? "" : "，写作 " + there) + (bytes3 ? "（3 字节的号等于前面加 00 的 4 字节的号）" : "")));
    }

    private static boolean isThreeBytes(String card) {
        return THREE_BYTES.matcher(card).matches();
    }

    private List<String> fields(String file, long row) {
        return rows.getOrDefault(file, Map.of()).getOrDefault(row, List.of());
    }

    private int index(String file, Column column) {
        return headers.getOrDefault(file, List.of()).indexOf(heading(file, column));
    }

    private String heading(String file, Column column) {
        return headers.getOrDefault(file, List.of()).stream().filter(column::isNamed).findFirst().orElse(column.name());
    }

    /// How a row spells a card.
    private String spelling(String file, long row, String hex) {
        List<String> fields = fields(file, row);
        int index = index(file, PeopleTable.CARDS);
        return index < 0 || index >= fields.size() ? hex
                : LIST.splitAsStream(fields.get(index)).filter(item -> means(item, hex)).findFirst().map(Cells::strip).orElse(hex);
    }

    private static boolean means(String item, String hex) {
        try {
            return Optional.of(item).filter(i -> !i.isBlank()).map(CardNumber::parse).map(CardNumber::hex).equals(Optional.of(hex));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
