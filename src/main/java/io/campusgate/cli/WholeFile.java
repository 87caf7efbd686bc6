package io.campusgate.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes a file whole or not at all: one cut short by a full disk could be taken for the truth.
final class WholeFile {

    /// What fills it.
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /// A file that is there is replaced once the new one is whole.
    ///
    /// @throws Fault if it cannot be written; nothing is left behind then
    static void write(Path target, Content content) {
        Path aside = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(aside)) {
                content.writeTo(out);
            }
            Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Fault("Cannot write " + target + ": " + Reasons.of(e) + ".");
        } finally {
            deleteIfThere(aside);
        }
    }

    private static void deleteIfThere(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new Fault("Cannot delete " + file + ": " + Reasons.of(e) + ".");
        }
    }
}
