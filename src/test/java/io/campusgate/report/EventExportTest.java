package io.campusgate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Draft;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import io.campusgate.report.EventExport.Format;
import io.campusgate.store.Drafts;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventIndex;
import io.campusgate.store.Found;
import io.campusgate.store.Journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventExportTest {
    @TempDir Path folder;

    private Path journal(List<Draft> drafts) {
        Path file = folder.resolve("gate.db");
        try (Journal journal = Journal.open(file, "east", Drafts.ZONE)) {
            journal.append(drafts);
        }
        return file;
    }

    private static byte[] export(Path store, EventFilter filter, Format format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventExport.write(store, filter, format, out, EventExport.Progress.SILENT);
        return out.toByteArray();
    }

    private Map<String, List<List<String>>> sheets(byte[] workbook) throws IOException {
        return Sheets.of(Files.write(folder.resolve("book.xlsx"), workbook));
    }

    @Test void aWorkbookHoldsTextsAsTextsAndNumbersAsNumbers() throws IOException {
        Path store = journal(List.of(Drafts.entry(new Who.Person("T1", "=HYPERLINK(\"http://x\")", PersonKind.STAFF, "数学组 <&>"), "001293D8", Drafts.MORNING)));
        Map<String, List<List<String>>> sheets = sheets(export(store, EventFilter.newest(Integer.MAX_VALUE), Format.XLSX));

        assertEquals(List.of("events 1"), List.copyOf(sheets.keySet()));
        List<List<String>> rows = List.copyOf(sheets.values()).getFirst();
        assertEquals("A1=seq", rows.getFirst().getFirst());
        assertEquals("AD1=details", rows.getFirst().getLast());
        List<String> entry = rows.get(1);
        assertTrue(entry.containsAll(List.of("A2:1", "B2=2026-09-01T07:31:05.123+08:00", "C2=entry", "H2=T1", "I2==HYPERLINK(\"http://x\")", "K2=数学组 <&>",
                "M2=001293D8", "O2:36.52", "R2:1", "V2=17", "W2=false")), entry.toString());
    }

    @Test void aWorkbookIsWholeWhateverTheTextsAre() throws IOException {
        String odd = " \u0001\ud800]]>\uffff 👋\ud83d\udc4b\t\r\n\"'& ";
        Path store = journal(List.of(Drafts.entry(new Who.Person("T1", odd, PersonKind.STAFF, "长".repeat(40_000)), "001293D8", Drafts.MORNING)));
        List<String> entry = List.copyOf(sheets(export(store, EventFilter.newest(Integer.MAX_VALUE), Format.XLSX)).values()).getFirst().get(1);

        assertTrue(entry.contains("I2= ��]]>� 👋👋\t\r\n\"'& "), entry.toString());
        assertTrue(entry.contains("K2=" + "长".repeat(32_000) + "…"));
    }

    @Test void aWorkbookGoesOnInTheNextSheetWhenOneIsFull() throws IOException {
        List<Draft> drafts = IntStream.range(0, 7).mapToObj(i -> Drafts.entryOf(i, Drafts.MORNING)).toList();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Journal journal = Journal.open(folder.resolve("gate.db"), "east", Drafts.ZONE); EventWriter book = new EventBook(out, 3)) {
            List<Found> events = journal.append(drafts).stream().map(Found::new).toList();
            book.write(book.rows(events.subList(0, 2)));
            book.write(book.rows(List.of()));
            book.write(book.rows(events.subList(2, 7)));
        }
        Map<String, List<List<String>>> sheets = sheets(out.toByteArray());
        assertEquals(List.of("events 1", "events 2", "events 3"), List.copyOf(sheets.keySet()));
        assertEquals(List.of(4, 4, 2), sheets.values().stream().map(List::size).toList());
        assertEquals("A2:7", List.copyOf(sheets.values()).getLast().get(1).getFirst());
        assertEquals("A1=seq", List.copyOf(sheets.values()).getLast().getFirst().getFirst());
        assertTrue(EventBook.ROWS + 1 <= 1_000_000, "rows a sheet, with the heading");
    }

    @Test void tellsHowFarItIsAndEndsAtTheNewest() throws IOException {
        Path store = journal(IntStream.range(0, 4_500).mapToObj(i -> Drafts.entryOf(i, Drafts.MORNING)).toList());
        List<String> told = new ArrayList<>();
        long rows = EventExport.write(store, EventFilter.newest(Integer.MAX_VALUE), Format.JSON, OutputStream.nullOutputStream(),
                (done, seq, newest) -> told.add(done + " " + seq + " " + newest));
        assertEquals(4_500, rows);
        assertEquals(List.of("2240 2240 4500", "4288 4288 4500", "4500 4500 4500"), told);
    }

    @Test void theNewestAreOldestFirstWithAndWithoutAnIndex() throws IOException {
        Path store = journal(IntStream.range(0, 900).mapToObj(i -> Drafts.entryOf(i % 50, Drafts.MORNING)).toList());
        EventFilter filter = EventFilter.newest(3).where(EventFilter.Field.GROUP, "高一7班");
        List<String> newest = List.of("\"seq\":858,", "\"seq\":878,", "\"seq\":898,");   // persons 7, 27, 47 of each 50
        assertHolds(newest, lines(export(store, filter, Format.JSON)));
        try (EventIndex index = EventIndex.open(store)) {
            index.catchUp(10_000);
        }
        assertHolds(newest, lines(export(store, filter, Format.JSON)));
    }

    private static void assertHolds(List<String> parts, List<String> lines) {
        assertEquals(parts.size(), lines.size());
        for (int i = 0; i < parts.size(); i++) {
            assertTrue(lines.get(i).contains(parts.get(i)), lines.get(i));
        }
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    @Test void aStreamThatBreaksEndsItWithItsReason() {
        Path store = journal(IntStream.range(0, 3_000).mapToObj(i -> Drafts.entryOf(i, Drafts.MORNING)).toList());
        OutputStream broken = new OutputStream() {
            @Override public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        for (Format format : Format.values()) {
            IOException e = assertThrows(IOException.class, () -> EventExport.write(store, EventFilter.newest(Integer.MAX_VALUE), format, broken, EventExport.Progress.SILENT),
                    format.word());
            assertEquals("broken pipe", e.getMessage());
        }
    }
}
