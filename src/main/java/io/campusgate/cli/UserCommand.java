package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Accounts;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.UserOrders;
import io.campusgate.domain.Account;
import io.campusgate.domain.Role;
import io.campusgate.store.JournalReader;
import io.campusgate.store.StoreException;
import io.campusgate.web.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `user …`: who may sign in to the pages, in the running gate or in the store of a stopped one.
@Command(description = "Users of the pages: add, list, change the password, remove.",
        subcommands = {UserCommand.Add.class, UserCommand.ListAll.class, UserCommand.Passwd.class, UserCommand.Remove.class})
final class UserCommand extends GroupCommand {

    /// In the running gate, or in the store of a stopped one.
    static Map<String, Object> apply(GateConfig config, String what, Map<String, Object> arguments) throws IOException, ControlClient.Refused {
        Optional<ControlClient> daemon = GateCommand.running(config);
        if (daemon.isPresent()) {
            return daemon.get().call(what, arguments);
        }
        Files.createDirectories(config.store().path().toAbsolutePath().getParent());
        return UserOrders.inStoppedGate(config, what, arguments);
    }

    /// What those that change something have.
    abstract static class Change extends GateCommand {
        @Parameters(paramLabel = "NAME", description = "1 to 40 letters, digits, dots, dashes and underscores.")
        private String user = "";
        @Mixin private Operator operator;
        @Option(names = "--json", description = "One JSON object.")
        private boolean json;

        /// @param what `user_put` or `user_remove`
        int change(String what, Map<String, Object> arguments, String sentence) throws Exception {
            GateConfig config = config();
            Map<String, Object> all = new LinkedHashMap<>(arguments);
            all.put("name", user);
            all.put("by", operator.name());
            answer(json, apply(config, what, all), sentence.formatted(user));
            return ExitCode.DONE;
        }

        String user() {
            return user;
        }
    }

    /// Where the password comes from: a file, the keyboard, or the first line of the standard input. Never the command line,
    /// which others can see.
    static final class Password {
        @Option(names = "--password-file", paramLabel = "FILE", description = "Take the password from the first line of FILE instead of asking.")
        private Optional<Path> file = Optional.empty();

        /// @return its hash
        String hash() throws IOException {
            Optional<Console> keyboard = Optional.ofNullable(System.console()).filter(Console::isTerminal);
            try {
                return PasswordHash.of(file.isPresent() ? firstLine(file.get()) : keyboard.isPresent() ? ask(keyboard.get()) : fromInput());
            } catch (IllegalArgumentException e) {
                throw new Fault("That password will not do: " + e.getMessage() + ".");
            }
        }

        static String firstLine(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            return lines.isEmpty() ? "" : lines.getFirst();
        }

        private static String ask(Console console) {
            char[] once = console.readPassword("Password: ");
            char[] again = console.readPassword("Once more: ");
            if (once == null || !Arrays.equals(once, again)) {
                throw new Fault("The two are not the same; nothing was changed.");
            }
            return new String(once);
        }

        private static String fromInput() throws IOException {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw new Fault("No password came from the standard input.");
            }
            return line;
        }
    }

    @Command(name = "add", description = "Add a user; asks for the password.")
    static final class Add extends Change {
        @Option(names = "--role", paramLabel = "ROLE", required = true, description = "guard, reviewer or admin.",
                converter = Converters.OfRole.class)
        private Role role = Role.GUARD;
        @Mixin private Password password;

        @Override public Integer call() throws Exception {
            try {
                var _ = new Account(user(), role, "");   // before anybody types a password
            } catch (IllegalArgumentException e) {
                throw wrongUsage("Invalid value for NAME: '" + user() + "'; " + e.getMessage());
            }
            return change("user_put", Map.of("role", role.word(), "password", password.hash(), "new", true), "%s may sign in as " + role.word() + ".");
        }
    }

    @Command(name = "list", description = "List the users and their roles.")
    static final class ListAll extends GateCommand {
        @Option(names = "--json", description = "One JSON object a user.")
        private boolean json;

        @Override public Integer call() throws Exception {
            for (Account a : accounts(config()).all()) {
                Map<String, Object> user = new LinkedHashMap<>();
                user.put("name", a.name());
                user.put("role", a.role().word());
                answer(json, user, a.role().word() + "\t" + a.name());
            }
            return ExitCode.DONE;
        }

        private static Accounts accounts(GateConfig config) {
            try (JournalReader journal = JournalReader.open(config.store().path())) {
                return Accounts.parse(journal.state(Accounts.KEY));
            } catch (StoreException e) {
                if (e.kind() == StoreException.Kind.MISSING) {
                    return Accounts.NONE;
                }
                throw e;
            }
        }
    }

    @Command(name = "passwd", description = "Change a user's password, and with --role the role; whoever is signed in with the old one is signed out.")
    static final class Passwd extends Change {
        @Option(names = "--role", paramLabel = "ROLE", description = "Change the role too.", converter = Converters.OfRole.class)
        private Optional<Role> role = Optional.empty();
        @Mixin private Password password;

        @Override public Integer call() throws Exception {
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("password", password.hash());
            role.ifPresent(r -> arguments.put("role", r.word()));
            return change("user_put", arguments, "The password of %s is changed.");
        }
    }

    @Command(name = "remove", description = "Remove a user; whoever is signed in as this one is signed out.")
    static final class Remove extends Change {
        @Override public Integer call() throws Exception {
            return change("user_remove", Map.of(), "%s may sign in no longer.");
        }
    }
}
