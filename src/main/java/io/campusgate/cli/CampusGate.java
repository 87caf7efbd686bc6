package io.campusgate.cli;

import io.campusgate.config.BadConfig;
import io.campusgate.config.Build;
import io.campusgate.daemon.ControlClient;
import io.campusgate.store.StoreException;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// The root of the command line: its commands, its exit codes, and what becomes of an error.
public final class CampusGate {
    /// In the order of the help.
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private final OutputStream stdout;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Locale locale;
    private final boolean terminal;

    /// @param stdout   texts are written to it in UTF-8: what is printed may be the journal's own text
    /// @param locale   of help and messages: Chinese or, for all others, English
    /// @param terminal a person looks at what is printed
    CampusGate(OutputStream stdout, PrintWriter err, Locale locale, boolean terminal) {
        this.stdout = stdout;
        this.out = utf8(stdout);
        this.err = err;
        this.locale = locale;
        this.terminal = terminal;
    }

    /// On the standard streams.
    public static CampusGate ofThisProcess() {
        boolean terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent() && System.getenv("NO_COLOR") == null;
        return new CampusGate(new FileOutputStream(FileDescriptor.out), utf8(new FileOutputStream(FileDescriptor.err)), Messages.localeOf(System.getenv()), terminal);
    }

    private static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("console", ConsoleCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("setup", SetupCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("keygen", KeygenCommand::new);
        commands.put("log", LogCommand::new);
        commands.put("report", ReportCommand::new);
        commands.put("contacts", ContactsCommand::new);
        commands.put("whitelist", WhitelistCommand::new);
        commands.put("trust", TrustCommand::new);
        commands.put("order", OrderCommand::new);
        commands.put("pass", PassCommand::new);
        commands.put("mode", ModeCommand::new);
        commands.put("drill", DrillCommand::new);
        commands.put("open", OpenCommand::new);
        commands.put("block", BlockCommand::new);
        commands.put("unblock", UnblockCommand::new);
        commands.put("user", UserCommand::new);
        commands.put("osdp", OsdpCommand::new);
        commands.put("clock", ClockCommand::new);
        commands.put("backup", BackupCommand::new);
        commands.put("restore", RestoreCommand::new);
        commands.put("screening", ScreeningCommand::new);
        commands.put("decode", DecodeCommand::new);
        commands.put("capture", CaptureCommand::new);
        commands.put("reader", ReaderCommand::new);
        commands.put(HelpPagesCommand.NAME, HelpPagesCommand::new);
        return commands;
    }

    /// Does what `args` ask for; returns the exit code. Never throws.
    public int run(String... args) {
        try {
            return commandLine(args).execute(args);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /// Only the commands that are named are made, since reflection over all of them takes longer than most of them do;
    /// if none is, all are: for the help, and to find what a misspelt one was meant to be.
    private CommandLine commandLine(String... args) {
        CommandLine root = new CommandLine(new Root(terminal, stdout));
        boolean named = !Arrays.asList(args).contains(HelpPagesCommand.NAME) && Arrays.stream(args).anyMatch(arg -> COMMANDS.containsKey(arg) || arg.equals("--version"));
        COMMANDS.forEach((name, command) -> {
            if (!named || Arrays.asList(args).contains(name)) {
                root.addSubcommand(name, command.get());
            }
        });
        return root.setOut(out).setErr(err)
                .setResourceBundle(ResourceBundle.getBundle("io.campusgate.cli.messages", locale, Messages.NO_FALLBACK))
                .setCaseInsensitiveEnumValuesAllowed(false)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler(this::failed);
    }

    private int wrongUsage(ParameterException e, String... args) {
        CommandLine command = e.getCommandLine();
        Messages messages = new Messages(locale);
        err.println(e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption() && !command.getSubcommands().isEmpty()
                ? messages.text("no-command", unmatched.getUnmatched().getFirst()) : e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println(messages.text("try-help", command.getCommandSpec().qualifiedName()));
        }
        return ExitCode.USAGE;
    }

    private int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        Messages messages = new Messages(locale);
        if (command.getCommandSpec().root().userObject() instanceof Root root && root.debug) {
            e.printStackTrace(err);
        }
        switch (e) {
            case BadConfig bad -> {
                err.println(messages.text("bad-config", bad.problems().size(), bad.problems().getFirst().file()));
                bad.problems().forEach(err::println);
                return ExitCode.CONFIG;
            }
            case ControlClient.NotDone not -> err.println(not.sentence().in(locale));
            case Fault _, StoreException _ -> err.println(e.getMessage());
            case IOException io -> err.println(Reasons.sentence(io));
            default -> err.println(messages.text("bug", e.getClass().getSimpleName(), String.valueOf(e.getMessage())));
        }
        return ExitCode.FAULT;
    }

    /// What is accepted after any command.
    @Command(name = "campus-gate", description = "Controller of a school gate: decides, records, opens.",
            mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND", usageHelpWidth = 110)
    static final class Root implements Runnable {
        final boolean terminal;
        final OutputStream stdout;

        @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

        @Option(names = {"-c", "--config"}, paramLabel = "FILE", scope = ScopeType.INHERIT,
                description = "The configuration (default: /etc/campus-gate/gate.toml; of the console: /etc/campus-gate/console.toml).")
        Optional<Path> config = Optional.empty();

        @Option(names = "--debug", scope = ScopeType.INHERIT, hidden = true)
        boolean debug;

        Root(boolean terminal, OutputStream stdout) {
            this.terminal = terminal;
            this.stdout = stdout;
        }

        @Override public void run() {
            throw new ParameterException(spec.commandLine(), "A command is missing.");
        }
    }

    static final class Version implements IVersionProvider {
        @Override public String[] getVersion() {
            return new String[] {"campus-gate " + Build.ofThisProgram().version()};
        }
    }
}
