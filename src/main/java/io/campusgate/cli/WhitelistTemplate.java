package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.whitelist.Template;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist template [FILE.xlsx or FOLDER]`: a source to be filled in, or a list of all that one may hold.
@Command(name = "template", description = "Write a workbook or a folder of CSV files to be filled in; without one, list every column and the words it takes.")
final class WhitelistTemplate extends GateCommand {
    @Parameters(paramLabel = "FILE.xlsx or FOLDER", arity = "0..1", description = "A new workbook, or a folder for CSV files; nothing is overwritten.")
    private Optional<Path> target = Optional.empty();
    @Option(names = "--language", paramLabel = "LANG", description = "Of the headers: zh-CN or en (default: yours); both are understood.",
            converter = Converters.OfLanguage.class)
    private Optional<Locale> language = Optional.empty();

    @Override public Integer call() throws IOException {
        Template template = new Template(language.orElseGet(this::locale));
        if (target.isEmpty()) {
            template.listing().forEach(out()::println);
            return ExitCode.DONE;
        }
        Path place = target.get();
        boolean isWorkbook = !Files.isDirectory(place) && place.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".xlsx");
        try {
            if (isWorkbook) {
                template.workbook(place);
            } else {
                template.folder(place);
            }
        } catch (FileAlreadyExistsException e) {
            throw new Fault(say(e.getFile() + " is there already; a template overwrites nothing.", e.getFile() + " 已经存在；模板不会覆盖任何文件。").in(locale()));
        }
        out().println(say("Wrote " + place + ". Replace the two example rows of each " + (isWorkbook ? "sheet" : "file") + " by your own, then: campus-gate whitelist check " + place,
                "已写入 " + place + "。请把每个" + (isWorkbook ? "工作表" : "文件") + "中的两行示例换成自己的内容，然后运行：campus-gate whitelist check " + place).in(locale()));
        return ExitCode.DONE;
    }
}
