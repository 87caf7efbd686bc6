package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import io.campusgate.whitelist.WorkbookParts.Merged;
import io.campusgate.whitelist.WorkbookParts.SheetPart;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellAddress;
import org.dhatim.fastexcel.reader.Sheet;

/// One sheet of a workbook, read row by row. Wholly empty rows are passed over, however many.
final class SheetTable implements RawTable {
    private static final int FEW_EMPTY_ROWS = 100;

    private final String name;
    private final Stream<org.dhatim.fastexcel.reader.Row> stream;
    private final Iterator<org.dhatim.fastexcel.reader.Row> rows;
    private final Runnable read;
    private final Deque<Merged> ahead;
    private final List<Merged> around = new ArrayList<>();
    private final Map<Oddity, Found> oddities = new EnumMap<>(Oddity.class);
    private final Found empty = new Found();
    private final Found hidden = new Found();
    private long number;
    private long shift = -1;

    /// How many of something there are, and where the first is.
    private static final class Found {
        private String first = "";
        private long count;

        void at(String place) {
            first = count++ == 0 ? place : first;
        }

        String more() {
            return count == 1 ? first : first + " (+" + (count - 1) + ")";
        }
    }

    /// @param read is told of each row
    SheetTable(Sheet sheet, SheetPart part, Runnable read) throws IOException {
        this.name = part.name();
        this.read = read;
        this.ahead = new ArrayDeque<>(part.merged().stream().sorted(Comparator.comparingInt(Merged::top)).toList());
        this.stream = sheet.openStream();
        this.rows = stream.iterator();
    }

    @Override public String file() {
        return name;
    }

    @Override public String cell(long row, int column) {
        return cellName(name, row, column);
    }

    /// @param column from 0; negative: the row as a whole, `people!17:17`
    static String cellName(String sheet, long row, int column) {
        return sheet + "!" + (column < 0 ? row + ":" + row : CellAddress.convertNumToColString(column) + row);
    }

    @Override public Optional<Row> next() throws Unreadable {
        try {
            while (rows.hasNext()) {
                org.dhatim.fastexcel.reader.Row row = rows.next();
                read.run();
                Row taken = take(row);
                if (taken.values().stream().allMatch(String::isEmpty)) {
                    empty.at(name + "!A" + number);
                    continue;
                }
                if (row.isHidden()) {
                    hidden.at(name + "!A" + number);
                }
                return Optional.of(taken);
            }
            return Optional.empty();
        } catch (RuntimeException e) {   // the library's word for whatever it cannot make sense of
            throw new Unreadable(number + 1, WorkbookParts.DAMAGED);
        }
    }

    /// Rows without a number of their own are counted by the library from 0.
    private Row take(org.dhatim.fastexcel.reader.Row row) {
        if (shift < 0) {
            shift = row.getRowNum() == 0 ? 1 : 0;
        }
        number = row.getRowNum() + shift;
        merge();
        List<String> fields = new ArrayList<>(row.getCellCount());
        List<Nature> natures = new ArrayList<>(row.getCellCount());
        int width = Math.max(row.getCellCount(), around.stream().mapToInt(m -> m.right() + 1).max().orElse(0));
        for (int column = 0; column < width; column++) {
            int at = column;
            Optional<Merged> merged = around.isEmpty() ? Optional.empty() : around.stream().filter(m -> m.covers(number, at)).findFirst();
            SheetValue value = merged.map(m -> new SheetValue(m.range(), Nature.MERGED))
                    .orElseGet(() -> row.getOptionalCell(at).map(cell -> value(cell, at)).orElse(SheetValue.EMPTY));
            fields.add(value.text());
            natures.add(value.nature());
        }
        return new Row(number, fields, natures, false);
    }

    private SheetValue value(Cell cell, int column) {
        SheetValue value = SheetValue.of(cell);
        String text = Cells.strip(value.text());
        if (text.length() < value.text().length() && !text.isEmpty()) {
            notice(Oddity.BLANKS_AROUND, number, column);
        }
        return new SheetValue(text, value.nature());
    }

    /// Keeps those merged cells that reach this row.
    private void merge() {
        around.removeIf(m -> m.bottom() < number);
        while (!ahead.isEmpty() && ahead.peek().top() <= number) {
            Merged next = ahead.remove();
            if (next.bottom() >= number) {
                around.add(next);
            }
        }
    }

    @Override public void notice(Oddity oddity, long row, int column) {
        oddities.computeIfAbsent(oddity, _ -> new Found()).at(cell(row, column));
    }

    @Override public List<Bilingual> notes() {
        List<Bilingual> notes = new ArrayList<>();
        oddities.forEach((oddity, found) -> notes.add(switch (oddity) {
            case BLANKS_AROUND -> say("blanks around the text were cut off in " + found.more(), "已去掉文字前后的空格：" + found.more());
            case NUMBER_FOR_A_NAME -> say("kept as a number, so that zeros in front are lost if there were any: " + found.more()
                    + "; format the column as text if they matter", "以数字保存，前面的 0（如果有）已丢失：" + found.more() + "；如有影响，请把该列设为“文本”格式");
        }));
        if (hidden.count > 0) {
            notes.add(say("hidden rows are read like the others: " + hidden.more(), "隐藏的行同样会读取：" + hidden.more()));
        }
        if (empty.count > FEW_EMPTY_ROWS) {
            notes.add(say("empty rows were passed over: " + empty.more() + "; delete them to make the workbook small", "跳过空行：" + empty.more() + "；删去它们可以缩小文件"));
        }
        return notes;
    }

    @Override public void close() {
        stream.close();
    }
}
