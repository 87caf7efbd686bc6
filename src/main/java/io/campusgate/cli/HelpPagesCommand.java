package io.campusgate.cli;

import io.campusgate.config.Build;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `help-pages DIR`: the manual page of each command (man(7) macros, gzip without a time stamp) and the completion for bash, made from the same model as
/// `--help`, so that they cannot say something else. Called when the package is built.
@Command(hidden = true, description = "Write the manual pages and the bash completion into a folder.")
final class HelpPagesCommand extends GateCommand {
    static final String NAME = "help-pages";

    private static final byte[] GZIP_HEAD = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 2, 3};

    @Spec private CommandSpec own;
    @Parameters(paramLabel = "DIR", description = "Made if it is missing.")
    private Path folder;
    @Option(names = "--changelog", paramLabel = "FILE", description = "Also compress this file, as changelog.gz.")
    private Optional<Path> changelog;

    @Override public Integer call() throws IOException {
        Files.createDirectories(folder);
        CommandLine root = own.root().commandLine();
        Files.writeString(folder.resolve("campus-gate.bash"), AutoComplete.bash("campus-gate", root).replaceFirst("#!.*\\R", ""));
        write(root.getCommandSpec());
        if (changelog.isPresent()) {
            compress(Files.readAllBytes(changelog.get()), folder.resolve("changelog.gz"));
        }
        return ExitCode.DONE;
    }

    /// Writes `content` as `gzip -9n` does (RFC 1952): without name and time, and saying that it is compressed the most.
    private static void compress(byte[] content, Path file) throws IOException {
        CRC32 check = new CRC32();
        check.update(content);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(GZIP_HEAD);
            DeflaterOutputStream body = new DeflaterOutputStream(out, deflater);
            body.write(content);
            body.finish();
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt((int) check.getValue()).putInt(content.length).array());
        } finally {
            deflater.end();
        }
    }

    private void write(CommandSpec command) throws IOException {
        compress(page(command).getBytes(StandardCharsets.UTF_8), folder.resolve(pageName(command) + ".1.gz"));
        for (CommandSpec below : below(command)) {
            write(below);
        }
    }

    private static List<CommandSpec> below(CommandSpec command) {
        return command.subcommands().values().stream().map(CommandLine::getCommandSpec).filter(c -> !c.usageMessage().hidden()).toList();
    }

    private static String pageName(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private static String page(CommandSpec command) {
        StringBuilder page = new StringBuilder();
        String about = String.join(" ", command.usageMessage().description());
        page.append(".TH \"%s\" 1 \"\" \"campus-gate %s\" \"Campus Gate\"%n".formatted(pageName(command).toUpperCase(Locale.ROOT),
                Build.ofThisProgram().version()));
        page.append(".SH NAME\n").append(text(pageName(command))).append(" \\- ").append(text(about)).append('\n');
        page.append(".SH SYNOPSIS\n.nf\n").append(text(command.commandLine().getHelp().synopsis(0).strip())).append("\n.fi\n");
        List<PositionalParamSpec> positional = command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!positional.isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            positional.forEach(p -> item(page, List.of(p.paramLabel()), "", p));
        }
        List<OptionSpec> options = command.options().stream().filter(o -> !o.hidden()).toList();
        if (!options.isEmpty()) {
            page.append(".SH OPTIONS\n");
            options.forEach(o -> item(page, List.of(o.names()), o.typeInfo().isBoolean() ? "" : o.paramLabel(), o));
        }
        if (!below(command).isEmpty()) {
            page.append(".SH COMMANDS\n");
            below(command).forEach(c -> page.append(".TP\n\\fB").append(text(pageName(c))).append("\\fR(1)\n")
                    .append(text(String.join(" ", c.usageMessage().description()))).append('\n'));
        }
        page.append("""
                .SH EXIT STATUS
                0 done; 1 something is wrong, refused, or not there; 2 wrong usage; 78 bad configuration.
                .SH FILES
                /etc/campus\\-gate/gate.toml, /var/lib/campus\\-gate
                """);
        page.append(".SH SEE ALSO\n").append(String.join(",\n", related(command).stream().map(name -> "\\fB" + text(name) + "\\fR(1)").toList())).append('\n');
        return page.toString();
    }

    private static SequencedSet<String> related(CommandSpec command) {
        SequencedSet<String> names = new LinkedHashSet<>();
        Collection<CommandSpec> around = new ArrayList<>(List.of(command.root()));
        if (command.parent() != null) {
            around.addAll(below(command.parent()));
        }
        around.stream().map(HelpPagesCommand::pageName).forEach(names::add);
        names.remove(pageName(command));
        return names.isEmpty() ? new LinkedHashSet<>(List.of("systemctl")) : names;
    }

    private static void item(StringBuilder page, List<String> names, String label, ArgSpec arg) {
        page.append(".TP\n\\fB").append(text(String.join(", ", names))).append("\\fR");
        if (!label.isEmpty()) {
            page.append(" \\fI").append(text(label)).append("\\fR");
        }
        page.append('\n').append(text(String.join(" ", arg.description()))).append('\n');
    }

    /// Escaped for roff: backslashes, hyphens that are to stay hyphens, and a dot or quote at the start of a line.
    private static String text(String plain) {
        return plain.replace("\\", "\\e").replace("-", "\\-").replace("%n", "\n").replaceAll("(?m)^(?=[.'])", "\\\\&");
    }
}
