package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.whitelist.PassBook;
import io.campusgate.whitelist.PassBook.NotPossible;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `pass revoke SRC PASS`: takes a pass out of the source's passes.csv.
@Command(name = "revoke", description = "Take a pass out of a folder's passes.csv; the next import or push makes its code nobody's.")
final class PassRevoke extends GateCommand {
    @Parameters(index = "0", paramLabel = "SRC", description = "Folder of CSV files.")
    private Path source = Path.of("");
    @Parameters(index = "1", paramLabel = "PASS", description = "The number of the pass, or its code.")
    private String pass = "";

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        if (Files.isRegularFile(source)) {
            throw new Fault(say(source + " is a workbook, which is not changed here: delete the row in its sheet passes.", source + " 是工作簿，这里不会修改：请在通行证工作表中删去该行。").in(locale()));
        }
        String id = pass.startsWith("CG1.") ? pass.split("\\.", -1)[1] : pass;
        try {
            new PassBook(source, config.site().timezone()).revoke(id);
        } catch (NotPossible e) {
            throw new Fault(e.why().in(locale()));
        }
        out().println(say("Pass " + id + " is taken out of " + source.resolve("passes.csv") + "; the next whitelist import or push makes its code nobody's.",
                "通行证 " + id + " 已从 " + source.resolve("passes.csv") + " 中删去；下次导入或下发后失效。").in(locale()));
        return ExitCode.DONE;
    }
}
