package io.campusgate.config;

import io.campusgate.domain.Policies;
import io.campusgate.domain.WhitelistRecord.Setting;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// A whitelist's `policy.toml`: the keys of `[screening]` (without `offset`) and `[access]`, and `pass-modes`. It
/// travels as flat settings and overrides the gate's own defaults key by key.
public final class PolicyFile {
    private PolicyFile() {}

    /// Checks the text of a `policy.toml` and takes it apart, one setting a key.
    ///
    /// @param name how the problems call the file
    /// @throws BadConfig with everything that is wrong
    public static List<Setting> parse(Path name, String text) throws BadConfig {
        Problems problems = new Problems(name);
        TomlTable table = TomlText.parse(text, problems);
        PolicyReader.policies(TomlText.root(table, problems), Defaults.POLICIES);
        problems.throwIfAny();
        return table.keyPathSet().stream()
                .map(path -> new Setting(Toml.joinKeyPath(path), write(table.get(path))))
                .sorted(Comparator.comparing(Setting::key))
                .toList();
    }

    /// The base with the settings laid over it.
    ///
    /// @throws IllegalArgumentException if this version does not know a setting or its value: then the whitelist they
    ///                                  came with is not to be used
    public static Policies overlay(Policies base, List<Setting> settings) {
        String text = settings.stream().map(s -> s.key() + " = " + s.value()).collect(Collectors.joining("\n"));
        Problems problems = new Problems(Path.of("policy.toml"));
        try {
            Policies policies = PolicyReader.policies(TomlText.root(TomlText.parse(text, problems), problems), base);
            problems.throwIfAny();
            return policies;
        } catch (BadConfig e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String write(Object value) {
        return switch (value) {
            case String s -> '"' + Toml.tomlEscape(s).toString() + '"';
            case TomlArray array -> array.toToml().strip();
            default -> value.toString();
        };
    }
}
