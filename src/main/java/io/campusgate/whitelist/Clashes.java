package io.campusgate.whitelist;

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

    private final Map<String, List<String>> headers = new HashMap<>();
    private final Map<String, Map<Long, List<String>>> rows = new HashMap<>();

    private Clashes() {}

    /// One problem a clash, in their order. Reads the source once more.
    public static List<Problem> problems(WhitelistSource source, List<Clash> clashes) throws IOException {
        Refused wanted = Refused.none();
        for (Clash clash : clashes) {
            wanted.add(source.file(clash.table()), clash.row());
            wanted.add(source.file(clash.table()), clash.first());
        }
        Clashes read = new Clashes();
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
            case PERSON_TWICE -> at(file, clash, PeopleTable.ID, "a number that no other person has; row " + clash.first() + " has it too");
            case ID_NUMBER_TWICE -> at(file, clash, PeopleTable.ID_NUMBER, "an identity number that no other person has; row "
                    + clash.first() + " has it too");
            case PASS_TWICE -> at(file, clash, PassesTable.ID, "a number that no other pass has; row " + clash.first() + " has it too");
            case HOLIDAY_TWICE -> at(file, clash, HolidaysTable.DATE, "each date once; row " + clash.first() + " has it too");
            case PASS_OF_NOBODY -> at(file, clash, PassesTable.PERSON, "the person_id of a person of the people table");
            case WATCH_OF_NOBODY -> at(file, clash, WatchTable.PERSON, "the person_id of a person of the people table; "
                    + "somebody who is not there is listed by id_number or card");
            case CARD_TWICE -> card(file, clash);
        };
    }

    private Problem at(String file, Clash clash, Column column, String expected) {
        return new Problem(file, clash.row(), heading(file, column), clash.value(), expected);
    }

    private Problem card(String file, Clash clash) {
        String here = spelling(file, clash.row(), clash.value());
        String there = spelling(file, clash.first(), clash.value());
        String same = here.equals(there) ? "" : ", written " + there + (clash.value().matches("00.{6}")
                ? " (a 3-byte number equals the 4-byte number with a leading 00)" : "");
        return new Problem(file, clash.row(), heading(file, PeopleTable.CARDS), here, "a card of nobody else; it is also that of row " + clash.first() + same);
    }

    private String heading(String file, Column column) {
        return headers.getOrDefault(file, List.of()).stream().filter(column::isNamed).findFirst().orElse(column.name());
    }

    /// How a row spells a card.
    private String spelling(String file, long row, String hex) {
        List<String> fields = rows.getOrDefault(file, Map.of()).getOrDefault(row, List.of());
        int index = headers.getOrDefault(file, List.of()).indexOf(heading(file, PeopleTable.CARDS));
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
