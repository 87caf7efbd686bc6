package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import io.campusgate.domain.Bilingual;
import io.campusgate.whitelist.RawTable.Unreadable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Looks through the whole of a workbook before the library that reads it may hold any of it in memory, and finds what
/// that library does not tell: merged cells, the number of rows.
///
/// A workbook is a zip of XML, so a few kilobytes may unpack to terabytes, name a cell in column two thousand million or a
/// text that is not there, and the library would try. Bounds are those of spreadsheets themselves (Office Open XML,
/// ECMA-376: 1,048,576 rows, 16,384 columns, 32,767 characters a cell) and of this program's memory.
final class WorkbookParts {
    static final Bilingual DAMAGED = say("a workbook that is whole; this one is damaged here: open it in a spreadsheet program and save it again",
            "完整的工作簿；此处已损坏：请用电子表格软件打开并重新保存");

    private static final Bilingual TOO_LARGE = say("a workbook that unpacks to no more than 1 GiB, in tables as spreadsheets have them; "
            + "if these are real people, use a folder of CSV files, which may be of any size", "解压后不超过 1 GiB 的工作簿；如果确实是人员名单，请改用 CSV 文件夹，其大小不限");
    private static final Bilingual TOO_MANY_TEXTS = say("a workbook whose distinct texts fit into this program's memory; "
            + "save its sheets as CSV files into a folder, which may be of any size", "文本能放入本程序内存的工作簿；请把各工作表另存为 CSV 文件，放在一个文件夹中，其大小不限");
    private static final long LARGEST = 1L << 30;
    private static final long LARGEST_SMALL_PART = 8 << 20;
    private static final int MOST_ROWS = 1_048_576;
    private static final int MOST_COLUMNS = 16_384;
    /// Of a cell, or of a text that cells share; generous, since surrogates and phonetic runs count.
    private static final int LONGEST_TEXT = 100_000;
    private static final int MOST_MERGED = 20_000;
    private static final int MOST_ARRAY_FORMULAS = 200;
    private static final int DEEPEST = 100;
    /// What a text costs in memory besides its characters.
    private static final int TEXT_OVERHEAD = 56;
    private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private static final String WORKBOOK = TYPE + "sheet.main+xml";
    private static final String MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml";
    private static final String STYLES = TYPE + "styles+xml";
    private static final String SHARED_STRINGS = TYPE + "sharedStrings+xml";
    private static final Set<String> ONCE = Set.of(WORKBOOK, MACRO_WORKBOOK, STYLES, SHARED_STRINGS);
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// More than may come out of a workbook.
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;

        TooMuch() {
            super("more than a workbook may hold");
        }
    }

    /// A sheet as the workbook lists it.
    record SheetPart(String name, boolean hidden, long rows, List<Merged> merged) {}

    /// Cells that are one; rows from 1, columns from 0, all included.
    record Merged(int top, int left, int bottom, int right, String range) {
        /// Whether the cell is one of them but the first, which holds their value.
        boolean covers(long row, int column) {
            return row >= top && row <= bottom && column >= left && column <= right && !(row == top && column == left);
        }
    }

    private record Listed(String name, String id, boolean hidden) {}

    private final ZipFile zip;
    private final XMLInputFactory xml;
    private final List<SheetPart> sheets = new ArrayList<>();
    private boolean styles;
    private long unpacked;
    private int texts;

    private WorkbookParts(ZipFile zip) {
        this.zip = zip;
        this.xml = new InputFactoryImpl();
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    /// @throws Unreadable with what is wrong, in plain words
    static WorkbookParts of(Path file) throws IOException, Unreadable {
        NoWorkbook.requireZip(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            WorkbookParts parts = new WorkbookParts(zip);
            parts.read();
            return parts;
        } catch (TooMuch e) {
            throw new Unreadable(0, TOO_LARGE);
        } catch (ZipException e) {
            throw new Unreadable(0, String.valueOf(e.getMessage()).contains("encrypted") ? NoWorkbook.PROTECTED : DAMAGED);
        } catch (XMLStreamException e) {
            throw new Unreadable(0, isTooMuch(e) ? TOO_LARGE : DAMAGED);
        } catch (EOFException e) {
            throw new Unreadable(0, DAMAGED);
        }
    }

    private static boolean isTooMuch(Throwable e) {
        return e instanceof TooMuch || e.getCause() != null && isTooMuch(e.getCause())
                || e instanceof XMLStreamException x && x.getNestedException() != null && isTooMuch(x.getNestedException());
    }

    List<SheetPart> sheets() {
        return List.copyOf(sheets);
    }

    /// Whether it says how cells are shown.
    boolean hasStyles() {
        return styles;
    }

    private void read() throws IOException, XMLStreamException, Unreadable {
        requireOneOfEach();
        Map<String, String> types = new HashMap<>();
        small("[Content_Types].xml", r -> {
            if (r.getLocalName().equals("Override")) {
                String type = attribute(r, "ContentType");
                boolean twice = types.put(type, attribute(r, "PartName")) != null;
                if (twice && ONCE.contains(type)) {
                    throw new Unreadable(0, DAMAGED);
                }
            }
        });
        String workbook = types.getOrDefault(WORKBOOK, types.getOrDefault(MACRO_WORKBOOK, "/xl/workbook.xml"));
        if (types.containsKey(STYLES)) {
            styles = true;
            small(types.get(STYLES), _ -> { });
        }
        if (types.containsKey(SHARED_STRINGS) && find(types.get(SHARED_STRINGS)).isPresent()) {
            SharedTexts counting = new SharedTexts(Runtime.getRuntime().maxMemory() / 2);
            each(types.get(SHARED_STRINGS), LARGEST, counting);
            texts = counting.count;
        }
        int slash = workbook.lastIndexOf('/');
        Map<String, String> targets = new HashMap<>();
        small(workbook.substring(0, slash + 1) + "_rels/" + workbook.substring(slash + 1) + ".rels", r -> {
            String target = attribute(r, "Target");
            targets.put(attribute(r, "Id"), target.startsWith("/") ? target : workbook.substring(0, slash + 1) + target);
        });
        List<Listed> listed = new ArrayList<>();
        small(workbook, r -> {
            if (r.getLocalName().equals("sheet")) {
                listed.add(new Listed(attribute(r, "name"), Objects.requireNonNullElse(r.getAttributeValue(RELATIONS, "id"), ""),
                        attribute(r, "state").toLowerCase(Locale.ROOT).contains("hidden")));
            }
        });
        for (Listed sheet : listed) {
            String target = targets.get(sheet.id());
            if (target == null) {
                throw new Unreadable(0, DAMAGED);
            }
            if (Tables.ALL.stream().anyMatch(form -> form.isNamed(sheet.name()))) {
                sheet(sheet, target);
            } else {
                sheets.add(new SheetPart(sheet.name(), sheet.hidden(), 0, List.of()));
            }
        }
    }

    private static String attribute(XMLStreamReader r, String name) {
        return Objects.requireNonNullElse(r.getAttributeValue(null, name), "");
    }

    /// Of two parts with one name different programs take different ones.
    private void requireOneOfEach() throws Unreadable {
        Set<String> names = new HashSet<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements();) {
            if (!names.add(all.nextElement().getName().toLowerCase(Locale.ROOT))) {
                throw new Unreadable(0, DAMAGED);
            }
        }
        if (!names.contains("[content_types].xml") || names.stream().noneMatch(n -> n.startsWith("xl/") && n.endsWith(".xml") || n.endsWith("workbook.xml"))) {
            throw new Unreadable(0, NoWorkbook.otherZip(names));
        }
    }

    private Optional<ZipEntry> find(String name) {
        String plain = name.startsWith("/") ? name.substring(1) : name;
        return Optional.<ZipEntry>ofNullable(zip.getEntry(plain))
                .or(() -> zip.stream().filter(e -> e.getName().equalsIgnoreCase(plain)).<ZipEntry>map(e -> e).findFirst());
    }

    private interface Elements {
        void start(XMLStreamReader element) throws XMLStreamException, Unreadable;
    }

    private void small(String name, Elements elements) throws IOException, XMLStreamException, Unreadable {
        each(name, LARGEST_SMALL_PART, r -> {
            if (r.isStartElement()) {
                elements.start(r);
            }
        });
    }

    /// Parses a part, whatever is in it.
    private void each(String name, long most, Elements events) throws IOException, XMLStreamException, Unreadable {
        ZipEntry entry = find(name).orElseThrow(() -> new Unreadable(0, DAMAGED));
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            GuardedXml guarded = new GuardedXml(in, Math.min(most, LARGEST - unpacked));
            XMLStreamReader r = xml.createXMLStreamReader(guarded);
            int depth = 0;
            while (r.hasNext()) {
                int event = r.next();
                depth += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE || depth > DEEPEST) {
                    throw new Unreadable(0, DAMAGED);
                }
                events.start(r);
            }
            guarded.transferTo(OutputStream.nullOutputStream());
            unpacked += guarded.bytes();
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new Unreadable(0, DAMAGED);
            }
        } catch (RuntimeException e) {   // the parser's, which reads some texts late; a number or an address that is none
            throw new XMLStreamException(e);
        }
    }

    /// Counts the texts that cells share, all of which the library keeps.
    private static final class SharedTexts implements Elements {
        private final long most;
        private int count;
        private long bytes;
        private long length;

        SharedTexts(long most) {
            this.most = most;
        }

        @Override public void start(XMLStreamReader r) throws Unreadable {
            if (r.isStartElement() && r.getLocalName().equals("si")) {
                count++;
                bytes += TEXT_OVERHEAD;
                length = 0;
            } else if (r.hasText()) {
                length += r.getTextLength();
                bytes += 2L * r.getTextLength();
            }
            if (bytes > most || length > LONGEST_TEXT) {
                throw new Unreadable(0, length > LONGEST_TEXT ? DAMAGED : TOO_MANY_TEXTS);
            }
        }
    }

    private void sheet(Listed listed, String part) throws IOException, XMLStreamException, Unreadable {
        SheetScan scan = new SheetScan(texts);
        try {
            each(part, LARGEST, scan);
        } catch (XMLStreamException e) {
            throw new Unreadable(0, isTooMuch(e) ? TOO_LARGE : after(listed.name(), scan.row));
        }
        sheets.add(new SheetPart(listed.name(), listed.hidden(), scan.rows, scan.merged));
    }

    private static Bilingual after(String sheet, long row) {
        return DAMAGED.then(say(" (sheet " + sheet + ", row " + row + ")", "（工作表 " + sheet + "，第 " + row + " 行）"));
    }

    /// One pass over a sheet.
    private static final class SheetScan implements Elements {
        private static final Set<String> TYPES = Set.of("", "b", "e", "n", "str", "s", "inlineStr");

        private final int texts;
        private final List<Merged> merged = new ArrayList<>();
        private final StringBuilder index = new StringBuilder();
        private long rows;
        private long row;
        private int cells;
        private int arrays;
        private long length;
        private boolean shared;
        private boolean inCell;

        SheetScan(int texts) {
            this.texts = texts;
        }

        @Override public void start(XMLStreamReader r) throws Unreadable {
            if (r.isStartElement()) {
                element(r);
            } else if (r.isEndElement() && r.getLocalName().equals("c")) {
                endOfCell();
            } else if (inCell && r.hasText()) {
                length += r.getTextLength();
                if (shared && index.length() < 12) {
                    index.append(r.getText());
                }
                require(length <= LONGEST_TEXT);
            }
        }

        private void element(XMLStreamReader r) throws Unreadable {
            switch (r.getLocalName()) {
                case "row" -> row(attribute(r, "r"));
                case "c" -> cell(attribute(r, "r"), attribute(r, "t"));
                case "f" -> require(!attribute(r, "t").equals("array") || ++arrays <= MOST_ARRAY_FORMULAS);
                case "mergeCell" -> merged(attribute(r, "ref"));
                default -> { }
            }
        }

        private void row(String number) throws Unreadable {
            long next = number.isEmpty() ? row + 1 : Long.parseLong(number);
            require(next > row && next <= MOST_ROWS);
            row = next;
            rows++;
            cells = 0;
        }

        private void cell(String address, String type) throws Unreadable {
            require(++cells <= MOST_COLUMNS && (address.isEmpty() || column(address) < MOST_COLUMNS));
            require(TYPES.contains(type));
            inCell = true;
            shared = type.equals("s");
            length = 0;
            index.setLength(0);
        }

        private void endOfCell() throws Unreadable {
            inCell = false;
            String number = index.toString().strip();
            require(!shared || number.isEmpty() || number.length() < 10 && Integer.parseInt(number) < texts);
        }

        private void merged(String range) throws Unreadable {
            String[] ends = range.split(":", -1);
            if (ends.length == 2) {
                Merged cells = new Merged(line(ends[0]), column(ends[0]), line(ends[1]), column(ends[1]), range);
                require(merged.size() < MOST_MERGED);
                merged.add(cells);
            }
        }

        private static int line(String address) {
            return Integer.parseInt(address, letters(address), address.length(), 10);
        }

        /// From 0, of an address like `F17`.
        private static int column(String address) {
            int column = 0;
            for (int i = 0; i < letters(address); i++) {
                column = column * 26 + Character.toUpperCase(address.charAt(i)) - 'A' + 1;
            }
            return column - 1;
        }

        /// With how many letters it begins, 1 to 3.
        private static int letters(String address) {
            int letters = 0;
            while (letters < address.length() && Character.isLetter(address.charAt(letters))) {
                letters++;
            }
            if (letters < 1 || letters > 3 || !address.substring(0, letters).chars().allMatch(c -> c < 'z' + 1)) {
                throw new IllegalArgumentException("no address of a cell");
            }
            return letters;
        }

        private static void require(boolean sane) throws Unreadable {
            if (!sane) {
                throw new Unreadable(0, DAMAGED);
            }
        }
    }
}
