package io.campusgate.report;

import io.campusgate.store.Found;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A workbook (ECMA-376) of events with a sheet for each million rows, as XML straight into the ZIP file: no cell is held, and
/// the rows are made on several threads. Texts stand in their cells rather than in the table all sheets share: that table would
/// be held in memory, and nearly every text here is another.
final class EventBook implements EventWriter {
    /// With the row of names on top a sheet has a million.
    static final int ROWS = 999_999;
    private static final int LONGEST_CELL = 32_000;
    /// The cheapest: twice as quick as the usual one, for files a tenth larger.
    private static final int COMPRESSION = 1;
    private static final int BUFFER = 1 << 16;
    /// Stands for the number of the row, which is known only when all rows before it are; XML has no such character.
    private static final char NUMBER = 0x01;
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final List<String> LETTERS = IntStream.range(0, EventTable.COLUMNS.size())
            .mapToObj(c -> (c < 26 ? "" : String.valueOf((char) ('A' + c / 26 - 1))) + (char) ('A' + c % 26)).toList();

    private final ZipOutputStream zip;
    private final OutputStream sheet;
    private final int rowsASheet;
    private int sheets;
    private int row;

    EventBook(OutputStream to, int rowsASheet) throws IOException {
        this.zip = new ZipOutputStream(to, StandardCharsets.UTF_8);
        zip.setLevel(COMPRESSION);
        this.sheet = new BufferedOutputStream(zip, BUFFER);
        this.rowsASheet = rowsASheet;
        beginSheet();
    }

    private void beginSheet() throws IOException {
        sheets++;
        row = 1;
        zip.putNextEntry(new ZipEntry("xl/worksheets/sheet" + sheets + ".xml"));
        text(HEAD + "<worksheet xmlns=\"" + MAIN + "\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\""
                + " state=\"frozen\"/></sheetView></sheetViews><cols><col min=\"2\" max=\"2\" width=\"30\" customWidth=\"1\"/></cols><sheetData><row r=\"1\">");
        for (int c = 0; c < LETTERS.size(); c++) {
            text("<c r=\"" + LETTERS.get(c) + "1\" s=\"1\" t=\"inlineStr\"><is><t>" + EventTable.COLUMNS.get(c) + "</t></is></c>");
        }
        text("</row>\n");
    }

    private void endSheet() throws IOException {
        text("</sheetData></worksheet>");
        sheet.flush();
        zip.closeEntry();
    }

    /// Each row ends with the only line feed in it.
    @Override public byte[] rows(List<Found> events) {
        EventTable table = new EventTable();
        StringBuilder out = new StringBuilder(events.size() * 1_600);
        for (Found event : events) {
            String[] cells = table.of(event.fields());
            out.append("<row r=\"").append(NUMBER).append("\">");
            for (int c = 0; c < cells.length; c++) {
                if (!cells[c].isEmpty()) {
                    cell(out, LETTERS.get(c), cells[c], table.isNumber(c));
                }
            }
            out.append("</row>\n");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void cell(StringBuilder out, String letters, String text, boolean isNumber) {
        out.append("<c r=\"").append(letters).append(NUMBER);
        if (isNumber) {
            out.append("\"><v>").append(text).append("</v></c>");
        } else {
            boolean hasEdge = text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ';
            out.append(hasEdge ? "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" : "\" t=\"inlineStr\"><is><t>");
            escape(out, text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL) + "…");
            out.append("</t></is></c>");
        }
    }

    /// What XML cannot hold becomes the replacement character.
    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\t', '\n', '\r' -> out.append("&#").append((int) c).append(';');
                default -> {
                    if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(c < ' ' || c > 0xFFFD || Character.isSurrogate(c) ? '\uFFFD' : c);
                    }
                }
            }
        }
    }

    @Override public void write(byte[] rows) throws IOException {
        if (rows.length == 0) {
            return;
        }
        byte[] number = next();
        int from = 0;
        for (int at = 0; at < rows.length; at++) {
            if (rows[at] == NUMBER) {
                sheet.write(rows, from, at - from);
                sheet.write(number);
                from = at + 1;
            } else if (rows[at] == '\n' && at + 1 < rows.length) {
                sheet.write(rows, from, at + 1 - from);
                from = at + 1;
                number = next();
            }
        }
        sheet.write(rows, from, rows.length - from);
    }

    /// The number of the next row, which may be the first of the next sheet.
    private byte[] next() throws IOException {
        if (row > rowsASheet) {
            endSheet();
            beginSheet();
        }
        row++;
        return Integer.toString(row).getBytes(StandardCharsets.US_ASCII);
    }

    @Override public void close() throws IOException {
        endSheet();
        part("xl/workbook.xml", "<workbook xmlns=\"" + MAIN + "\" xmlns:r=\"" + RELATIONS + "\"><sheets>"
                + each("<sheet name=\"events %1$d\" sheetId=\"%1$d\" r:id=\"rId%1$d\"/>") + "</sheets></workbook>");
        part("xl/_rels/workbook.xml.rels", relations(each("<Relationship Id=\"rId%1$d\" Type=\"" + RELATIONS + "/worksheet\" Target=\"worksheets/sheet%1$d.xml\"/>")
                + "<Relationship Id=\"styles\" Type=\"" + RELATIONS + "/styles\" Target=\"styles.xml\"/>"));
        part("_rels/.rels", relations("<Relationship Id=\"rId1\" Type=\"" + RELATIONS + "/officeDocument\" Target=\"xl/workbook.xml\"/>"));
        part("xl/styles.xml", "<styleSheet xmlns=\"" + MAIN + "\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/>"
                + "<name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/>"
                + "</fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf/>"
                + "</cellStyleXfs><cellXfs count=\"2\"><xf/><xf fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>");
        part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\""
                + " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + CONTENT + "sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\""
                + CONTENT + "styles+xml\"/>" + each("<Override PartName=\"/xl/worksheets/sheet%1$d.xml\" ContentType=\"" + CONTENT + "worksheet+xml\"/>") + "</Types>");
        zip.finish();
        zip.flush();
    }

    /// `template` for each sheet with its number.
    private String each(String template) {
        return IntStream.rangeClosed(1, sheets).mapToObj(template::formatted).collect(Collectors.joining());
    }

    private static String relations(String all) {
        return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + all + "</Relationships>";
    }

    private void part(String name, String xml) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        text(HEAD + xml);
        sheet.flush();
        zip.closeEntry();
    }

    private void text(String xml) throws IOException {
        sheet.write(xml.getBytes(StandardCharsets.UTF_8));
    }
}
