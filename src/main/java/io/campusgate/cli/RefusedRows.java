package io.campusgate.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.campusgate.whitelist.Refused;
import io.campusgate.whitelist.WhitelistSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The rows of a source that `--skip-bad` left out, as a CSV file for a spreadsheet: which file or sheet, which row, and
/// its fields; each table begins with its header. Only its owner may read it, since it holds what the source holds.
final class RefusedRows {
    private RefusedRows() {}

    static void write(WhitelistSource source, Refused refused, Path file) throws IOException {
        Files.deleteIfExists(file);
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
             Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
             CsvWriter writer = CsvWriter.builder().build(text)) {
            text.write('\uFEFF');   // spreadsheets take the file for UTF-8 by it
            source.rows(refused, (name, row, fields) -> writer.writeRecord(with(name, row, fields)));
        }
    }

    private static List<String> with(String file, long row, List<String> fields) {
        List<String> all = new ArrayList<>(List.of(file, Long.toString(row)));
        all.addAll(fields);
        return all;
    }
}
