package io.campusgate.whitelist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A workbook written part by part, for what no library writes: merged and damaged ones, numbers as a spreadsheet keeps
/// them, bombs. The parts are those of ECMA-376 Part 1, section 12.
final class RawXlsx {
    private static final String MAIN = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private static final String RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private final Map<String, String> sheets = new LinkedHashMap<>();
    private final Map<String, String> replaced = new LinkedHashMap<>();
    private String strings = "";
    private String formats = "";

    /// @param rows  `<row>` elements
    /// @param after what follows the cells, such as `<mergeCells>`
    RawXlsx sheet(String name, String rows, String after) {
        sheets.put(name, "<worksheet " + MAIN + "><sheetData>" + rows + "</sheetData>" + after + "</worksheet>");
        return this;
    }

    RawXlsx sheet(String name, String rows) {
        return sheet(name, rows, "");
    }

    /// @param items `<si>` elements
    RawXlsx strings(String items) {
        strings = items;
        return this;
    }

    /// Formats of cells, by number: `s="1"` is the first of them.
    RawXlsx formats(String... ids) {
        formats = "<xf numFmtId=\"0\"/>";
        for (String id : ids) {
            formats += "<xf numFmtId=\"" + id + "\"/>";
        }
        return this;
    }

    /// Any part as it is, instead of the one that would be written.
    RawXlsx part(String name, String text) {
        replaced.put(name, text);
        return this;
    }

    Path write(Path file) throws IOException {
        Map<String, String> parts = parts();
        parts.putAll(replaced);
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private Map<String, String> parts() {
        StringBuilder types = new StringBuilder("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + TYPE + "sheet.main+xml\"/>"
                + "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"" + TYPE + "sharedStrings+xml\"/>");
        StringBuilder relations = new StringBuilder("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
        StringBuilder listed = new StringBuilder();
        Map<String, String> parts = new LinkedHashMap<>();
        int n = 1;
        for (Map.Entry<String, String> sheet : sheets.entrySet()) {
            types.append("<Override PartName=\"/xl/worksheets/sheet").append(n).append(".xml\" ContentType=\"").append(TYPE).append("worksheet+xml\"/>");
            relations.append("<Relationship Id=\"rId").append(n).append("\" Type=\"").append(RELATION).append("/worksheet\" Target=\"worksheets/sheet").append(n).append(".xml\"/>");
            listed.append("<sheet name=\"").append(sheet.getKey()).append("\" sheetId=\"").append(n).append("\" r:id=\"rId").append(n).append("\"/>");
            parts.put("xl/worksheets/sheet" + n++ + ".xml", sheet.getValue());
        }
        if (!formats.isEmpty()) {
            types.append("<Override PartName=\"/xl/styles.xml\" ContentType=\"").append(TYPE).append("styles+xml\"/>");
            parts.put("xl/styles.xml", "<styleSheet " + MAIN + "><cellXfs>" + formats + "</cellXfs></styleSheet>");
        }
        parts.put("[Content_Types].xml", types + "</Types>");
        parts.put("xl/_rels/workbook.xml.rels", relations + "</Relationships>");
        parts.put("xl/workbook.xml", "<workbook " + MAIN + " xmlns:r=\"" + RELATION + "\"><sheets>" + listed + "</sheets></workbook>");
        parts.put("xl/sharedStrings.xml", "<sst " + MAIN + ">" + strings + "</sst>");
        return parts;
    }

    /// A row of texts, from column A on; an empty text is no cell.
    static String row(int number, String... texts) {
        StringBuilder row = new StringBuilder("<row r=\"" + number + "\">");
        for (int i = 0; i < texts.length; i++) {
            if (!texts[i].isEmpty()) {
                row.append(text((char) ('A' + i) + "" + number, texts[i]));
            }
        }
        return row + "</row>";
    }

    static String text(String address, String text) {
        return "<c r=\"" + address + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
    }

    static String number(String address, String value) {
        return "<c r=\"" + address + "\"><v>" + value + "</v></c>";
    }

    /// @param format which of [#formats], from 1
    static String number(String address, String value, int format) {
        return "<c r=\"" + address + "\" s=\"" + format + "\"><v>" + value + "</v></c>";
    }
}
