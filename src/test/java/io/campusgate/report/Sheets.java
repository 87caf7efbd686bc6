package io.campusgate.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// Reads a workbook by the letters of ECMA-376, without the library that wrote it: rows of each sheet, a cell as
/// `A1=text` for texts and `B1:36.52` for numbers. A formula would show as `C1~formula`.
final class Sheets {
    private Sheets() {}

    static Map<String, List<List<String>>> of(Path workbook) throws IOException {
        Map<String, Document> parts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(workbook.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".xml")) {
                    try (InputStream xml = zip.getInputStream(entry)) {
                        parts.put(entry.getName(), parse(xml));
                    }
                }
            }
        }
        Map<String, List<List<String>>> sheets = new LinkedHashMap<>();
        NodeList names = part(parts, "xl/workbook.xml").getElementsByTagName("sheet");
        for (int i = 0; i < names.getLength(); i++) {
            sheets.put(((Element) names.item(i)).getAttribute("name"), rows(part(parts, "xl/worksheets/sheet" + (i + 1) + ".xml")));
        }
        return sheets;
    }

    private static Document part(Map<String, Document> parts, String name) {
        return Optional.ofNullable(parts.get(name)).orElseThrow(() -> new AssertionError("there is no " + name + " but " + parts.keySet()));
    }

    private static Document parse(InputStream xml) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(e);
        }
    }

    private static List<List<String>> rows(Document sheet) {
        List<List<String>> rows = new ArrayList<>();
        NodeList all = sheet.getElementsByTagName("row");
        for (int r = 0; r < all.getLength(); r++) {
            NodeList cells = ((Element) all.item(r)).getElementsByTagName("c");
            List<String> row = new ArrayList<>();
            for (int c = 0; c < cells.getLength(); c++) {
                Element cell = (Element) cells.item(c);
                String kind = cell.getElementsByTagName("f").getLength() > 0 ? "~" : cell.getAttribute("t").equals("inlineStr") ? "=" : ":";
                row.add(cell.getAttribute("r") + kind + cell.getTextContent());
            }
            rows.add(row);
        }
        return rows;
    }
}
