package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.qr.QrCode;
import io.campusgate.whitelist.PassBook;
import io.campusgate.whitelist.PassBook.Issued;
import io.campusgate.whitelist.PassBook.NotPossible;
import io.campusgate.whitelist.PassBook.Terms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pass issue SRC …`: a new pass in the source's passes.csv, and its QR code for the visitor.
@Command(name = "issue", description = "Issue a visitor's pass into a folder's passes.csv, and show its QR code once; the next import or push puts it in force.")
final class PassIssue extends GateCommand {
    private static final int MODULE_PIXELS = 8;

    @Parameters(paramLabel = "SRC", description = "Folder of CSV files. A workbook is not changed: the row to paste into it is printed.")
    private Path source = Path.of("");
    @ArgGroup(multiplicity = "1")
    private Holder holder = new Holder();
    @Option(names = "--from", paramLabel = "TIME", required = true, description = "Like 2026-09-01T08:00 or 2026-09-01.")
    private String from = "";
    @Option(names = "--until", paramLabel = "TIME", required = true, description = "Like 2026-09-01T12:00; a bare date includes that day.")
    private String until = "";
    @Option(names = "--host", paramLabel = "WHO", description = "Who is visited.")
    private String host = "";
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private String reason = "";
    @Option(names = "--gates", paramLabel = "GATE", split = ";", description = "Only these gates, separated by ; (default: all).")
    private List<String> gates = List.of();
    @Option(names = "--entries", paramLabel = "N", description = "How often it lets in (default: 1; 0: no limit).")
    private int entries = 1;
    @Option(names = "--approved-by", paramLabel = "WHO", description = "Who approved it; without, it is refused at the gate until approved_by is filled in.")
    private String approvedBy = "";
    @Option(names = "--png", paramLabel = "FILE", description = "Write the code as a picture to a new file.")
    private Optional<Path> png = Optional.empty();
    @Option(names = "--json", description = "One JSON object: {\"pass_id\",\"code\",\"approved\",\"png\"}.")
    private boolean json;

    /// One person a pass.
    static final class Holder {
        @Option(names = "--person", paramLabel = "ID", required = true, description = "Whose: the number of somebody among the people, such as the visitor with a lent card.")
        private String person = "";
        @ArgGroup(exclusive = false, multiplicity = "1")
        private Visitor visitor = new Visitor();
    }

    /// Somebody who is not among the people.
    static final class Visitor {
        @Option(names = "--name", paramLabel = "NAME", required = true, description = "Whose: a visitor's name.")
        private String name = "";
        @Option(names = "--id-number", paramLabel = "NUMBER", description = "The visitor's identity number: then the identity card opens too.")
        private String idNumber = "";
    }

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        if (entries < 0 || entries > 999_999) {
            throw wrongUsage("Invalid value for option '--entries': '" + entries + "'; expected 0 (no limit) to 999999");
        }
        if (png.isPresent() && Files.exists(png.get())) {
            throw isThere(png.get());
        }
        PassBook book = new PassBook(source, config.site().timezone());
        Issued pass = book.draft(new Terms(holder.person, holder.visitor.name, holder.visitor.idNumber, host, reason, approvedBy, from, until, gates,
                entries == 0 ? Optional.empty() : Optional.of(entries)), LocalDateTime.now(config.site().timezone()));
        boolean isWorkbook = Files.isRegularFile(source);
        if (!isWorkbook) {
            issue(book, pass);
        }
        QrCode code = QrCode.of(pass.code());
        if (png.isPresent()) {
            write(png.get(), code.png(MODULE_PIXELS));
        }
        tell(pass, code, isWorkbook);
        return ExitCode.DONE;
    }

    private void issue(PassBook book, Issued pass) throws IOException {
        try {
            book.issue(pass);
        } catch (NotPossible e) {
            throw new Fault(e.why().in(locale()));
        }
    }

    private Fault isThere(Path file) {
        return new Fault(say(file + " is there already; nothing is overwritten.", file + " 已经存在；不会覆盖。").in(locale()));
    }

    /// Who has the picture gets in: it is its owner's alone.
    private void write(Path file, byte[] bytes) {
        try (FileChannel out = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            out.write(ByteBuffer.wrap(bytes));
        } catch (FileAlreadyExistsException e) {
            throw isThere(file);
        } catch (IOException e) {
            throw new Fault(say("Cannot write " + file + ": ", "不能写入 " + file + "：").in(locale()) + Reasons.of(e) + ".");
        }
    }

    private void tell(Issued pass, QrCode code, boolean isWorkbook) {
        if (json) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("pass_id", pass.passId());
            m.put("code", pass.code());
            m.put("approved", !approvedBy.isEmpty());
            png.ifPresent(file -> m.put("png", file.toString()));
            out().println(Json.text(m));
            return;
        }
        code.lines().forEach(line -> out().println(isTerminal() ? "\u001B[30;107m" + line + "\u001B[0m" : line));
        out().println(pass.code());
        out().println(say("Pass " + pass.passId() + (isWorkbook ? "; the workbook is not changed, paste this row into its sheet passes:" : " is in " + source.resolve("passes.csv")
                + "; the next whitelist import or push puts it in force."), "通行证 " + pass.passId() + (isWorkbook ? "；工作簿没有修改，请把这一行粘贴到通行证工作表："
                : " 已写入 " + source.resolve("passes.csv") + "；下次导入或下发后生效。")).in(locale()));
        if (isWorkbook) {
            out().println(String.join("\t", PassBook.cells(pass)));
        }
        if (approvedBy.isEmpty()) {
            out().println(say("It is not approved: the gate refuses it until approved_by is filled in.", "尚未批准：填写批准人之前不能进入。").in(locale()));
        }
        out().println(say("The code is shown this once; whoever has it gets in.", "此码只显示这一次；持有者即可进入。").in(locale()));
    }
}
