package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFolder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `whitelist status`: the version in force.
@Command(name = "status", description = "Show the version in force, its age and what it holds.")
final class WhitelistStatus extends GateCommand {
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
            Rulebook rules = folder.rulebook();
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("version", rules.version().toString());
            if (!rules.version().equals(WhitelistVersion.NONE)) {
                m.put("content", rules.content());
                m.put("issued", rules.issued().atZone(config.site().timezone()).toOffsetDateTime().toString());
            }
            folder.with(WhitelistFile::counts).ifPresent(c -> {
                m.put("people", c.people());
                m.put("cards", c.cards());
                m.put("levels", c.levels());
                m.put("passes", c.passes());
                m.put("watch", c.watch());
                m.put("holidays", c.holidays());
            });
            m.put("kept", folder.versions().stream().map(WhitelistVersion::toString).toList());
            answer(json, m, m.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).collect(Collectors.joining("\n")));
            return ExitCode.DONE;
        }
    }
}
