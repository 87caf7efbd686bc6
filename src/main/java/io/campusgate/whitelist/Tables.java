package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import io.campusgate.whitelist.RawTable.Row;
import io.campusgate.whitelist.RawTable.Unreadable;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// Reads the tables of a source one after the other, whatever they lie in.
final class Tables {
    /// In the order in which a person fills them in.
    static final List<TableForm> ALL = List.of(PeopleTable.FORM, LevelsTable.FORM, PassesTable.FORM, WatchTable.FORM, HolidaysTable.FORM, PolicySheet.FORM);

    private static final int TITLE_ROWS = 10;

    /// Opens a table of the source; empty if it has none of that name, or none that can be read, which it tells itself.
    interface Opener {
        Optional<RawTable> open(TableForm form) throws IOException, Unreadable;
    }

    private final Refused without;
    private final WhitelistSource.Sink sink;

    Tables(Refused without, WhitelistSource.Sink sink) {
        this.without = without;
        this.sink = sink;
    }

    /// Levels come first, since people name them.
    void readAll(WhitelistSource source, ZoneId zone, Optional<IdNumbers> idKey, Opener opener) throws IOException {
        Identities identities = new Identities(idKey, sink);
        LevelsTable levels = new LevelsTable();
        for (Table table : List.of(levels, new HolidaysTable(), new PeopleTable(zone, levels.names(), identities),
                new PassesTable(zone, identities), new WatchTable(zone, identities))) {
            try (RawTable raw = opener.open(table.form()).orElse(null)) {
                if (raw != null) {
                    read(raw, table);
                }
            } catch (Unreadable e) {
                sink.problem(e.problem(source.file(table.form().name())));
            }
        }
    }

    private void read(RawTable raw, Table table) throws IOException, Unreadable {
        Optional<Row> first = raw.next();
        if (first.isEmpty()) {
            sink.problem(new Problem(raw.file(), 1, "", "", say("a header row with the names of the columns, and there is nothing at all",
                    "有一行列名，而这里什么也没有"), raw.cell(1, -1)));
            return;
        }
        if (!Header.isHeader(first.get(), table.form().columns())) {
            sink.problem(noHeader(raw, first.get(), table.form().columns()));
            return;
        }
        Optional<Header> header = Header.read(raw, first.get(), table.form().columns(), sink::problem);
        if (header.isPresent()) {
            for (Optional<Row> next = raw.next(); next.isPresent(); next = raw.next()) {
                if (!without.contains(raw.file(), next.get().number())) {
                    table.read(raw.file(), new Cells(header.get(), next.get(), sink::problem), sink);
                }
            }
        }
        raw.notes().forEach(note -> sink.note(raw.file(), note));
    }

    /// People like to put a title above the header.
    private static Problem noHeader(RawTable raw, Row first, List<Column> columns) throws IOException, Unreadable {
        String names = Column.told(columns);
        Bilingual expected = say("a header row with the names of the columns: " + names, "有一行列名：" + names);
        for (int i = 0; i < TITLE_ROWS; i++) {
            Optional<Row> next = raw.next();
            if (next.isPresent() && Header.isHeader(next.get(), columns)) {
                expected = say("the header row first; it stands in row " + next.get().number() + ": delete the rows above it",
                        "第一行就是列名；列名现在第 " + next.get().number() + " 行，请删去它上面的各行");
                break;
            }
        }
        return new Problem(raw.file(), first.number(), "", String.join(",", first.values().stream().filter(v -> !v.isEmpty()).toList()), expected, raw.cell(first.number(), 0));
    }

    /// Hands over these rows as they stand, the header first.
    static void rows(RawTable raw, Refused which, WhitelistSource.RowReader reader) throws IOException, Unreadable {
        boolean isHeader = true;
        for (Optional<Row> next = raw.next(); next.isPresent(); next = raw.next()) {
            if (isHeader || which.contains(raw.file(), next.get().number())) {
                reader.row(raw.file(), next.get().number(), next.get().values());
            }
            isHeader = false;
        }
    }
}
