package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.store.Backup;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backup FILE`: a consistent copy of journal and whitelist in one file, also while the gate runs.
@Command(name = "backup", description = "Copy journal and whitelist into one file, also while the gate runs.")
final class BackupCommand extends GateCommand {
    @Parameters(paramLabel = "FILE", description = "Replaced when it is there and the new copy is whole.")
    private Path file = Path.of("");
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        long last = Backup.write(config.store().path(), file);
        answer(json, Map.of("file", file, "last", last), "The store up to event " + last + " is in " + file + ".");
        return ExitCode.DONE;
    }
}
