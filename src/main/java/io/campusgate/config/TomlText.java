package io.campusgate.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// From a file to its tables.
final class TomlText {
    private static final int MAX_BYTES = 1 << 20;
    private static final TomlPosition START = TomlPosition.positionAt(1, 1);

    private TomlText() {}

    static String read(Path file, Problems problems) throws BadConfig {
        try {
            if (Files.isDirectory(file)) {
                problems.add("a folder", "a TOML file");
            } else if (Files.size(file) > MAX_BYTES) {
                problems.add("more than 1 MiB", "a TOML file of a few kilobytes");
            } else {
                return Files.readString(file);
            }
        } catch (NoSuchFileException e) {
            problems.add("no such file", "the configuration; name another with -c FILE");
        } catch (AccessDeniedException e) {
            problems.add("a file that this user may not read", "a readable one; try sudo");
        } catch (CharacterCodingException e) {
            problems.add("bytes that are not UTF-8", "a TOML file in UTF-8");
        } catch (IOException e) {
            problems.add("a file that cannot be read (" + e.getMessage() + ")", "a TOML file");
        }
        throw new BadConfig(problems.inOrder());
    }

    /// With an error of syntax nothing else is looked for: what follows it may stand in the wrong table.
    static TomlTable parse(String text, Problems problems) throws BadConfig {
        TomlParseResult toml = Toml.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        toml.errors().forEach(e -> problems.add(e.position(), "", "no valid TOML", "it to be: " + e.getMessage()));
        problems.throwIfAny();
        return toml;
    }

    static Section root(TomlTable table, Problems problems) {
        return new Section(table, "", START, problems);
    }
}
