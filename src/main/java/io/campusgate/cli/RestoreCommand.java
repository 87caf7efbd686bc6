package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.store.Restore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `restore FILE`: puts a backup in the place of the store of a stopped gate; what was there is kept aside.
@Command(name = "restore", description = "Put a backup in the place of a stopped gate's store; what was there is kept aside.")
final class RestoreCommand extends GateCommand {
    @Parameters(paramLabel = "FILE", description = "What 'backup' wrote.")
    private Path file = Path.of("");
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        Files.createDirectories(config.store().path().toAbsolutePath().getParent());
        Restore.Restored restored = Restore.restore(file, config.store().path(), config.site().timezone());
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("journal", restored.journalId());
        reply.put("last", restored.lastSeq());
        restored.setAside().ifPresent(aside -> reply.put("set_aside", aside));
        answer(json, reply, "Restored up to event " + restored.lastSeq() + "; the journal goes on as " + restored.journalId() + "."
                + restored.setAside().map(aside -> " What was there lies in " + aside + ".").orElse(""));
        return ExitCode.DONE;
    }
}
