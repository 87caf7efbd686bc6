package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.whitelist.RawTable.Unreadable;
import io.campusgate.whitelist.WorkbookParts.SheetPart;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Sheet;

/// A workbook that was looked through and may be read.
final class Workbook implements Closeable {
    private final WorkbookParts parts;
    private final ReadableWorkbook library;

    private Workbook(WorkbookParts parts, ReadableWorkbook library) {
        this.parts = parts;
        this.library = library;
    }

    /// @throws Unreadable if it is no workbook, is damaged, or is larger than can be read
    static Workbook open(Path file) throws IOException, Unreadable {
        WorkbookParts parts = WorkbookParts.of(file);
        try {   // all of the file was read by now, so whatever the library throws is its word for what it cannot make sense of
            return new Workbook(parts, new ReadableWorkbook(file.toFile(), new ReadingOptions(parts.hasStyles(), true)));
        } catch (IOException | RuntimeException e) {
            throw new Unreadable(0, WorkbookParts.DAMAGED);
        }
    }

    List<SheetPart> sheets() {
        return parts.sheets();
    }

    /// @param read is told of each row
    SheetTable table(SheetPart part, Runnable read) throws IOException, Unreadable {
        Sheet sheet = library.findSheet(part.name()).orElseThrow(() -> new Unreadable(0, say("a sheet " + part.name(), "工作表 " + part.name())));
        try {
            return new SheetTable(sheet, part, read);
        } catch (IOException | RuntimeException e) {
            throw new Unreadable(0, WorkbookParts.DAMAGED);
        }
    }

    @Override public void close() throws IOException {
        library.close();
    }
}
