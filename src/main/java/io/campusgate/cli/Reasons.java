package io.campusgate.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why a file could not be used, in words; Java's own messages are often just its name.
final class Reasons {
    private Reasons() {}

    /// As a whole sentence, with the file's name where there is one.
    static String sentence(IOException e) {
        return e instanceof FileSystemException f && f.getFile() != null ? "Cannot use " + f.getFile() + ": " + of(e) + "." : of(e);
    }

    static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case NotDirectoryException _ -> "that is no folder";
            case AccessDeniedException _ -> "this user may not";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
