package io.campusgate.cli;

import io.campusgate.config.BadConfig;
import io.campusgate.config.Defaults;
import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What all commands have: the streams, the configuration, the way to the daemon.
abstract class GateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /// Does it; returns the exit code.
    @Override public abstract Integer call() throws Exception;

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /// For what is no text; [#out] is flushed first, and not to be used meanwhile.
    OutputStream binaryOut() {
        out().flush();
        return root().stdout;
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /// Whether a person looks at what is printed: colours, progress.
    boolean isTerminal() {
        return root().terminal;
    }

    /// Of the person who typed it: Chinese or English.
    Locale locale() {
        return Optional.ofNullable(spec.resourceBundle()).map(ResourceBundle::getLocale).orElse(Locale.ENGLISH);
    }

    Path configFile() {
        return root().config.orElse(Defaults.FILE);
    }

    Path consoleFile() {
        return root().config.orElse(Defaults.CONSOLE_FILE);
    }

    private CampusGate.Root root() {
        return (CampusGate.Root) spec.root().userObject();
    }

    GateConfig config() throws BadConfig {
        return GateConfig.read(configFile());
    }

    ControlClient daemon(GateConfig config) throws ControlClient.NotRunning {
        return ControlClient.connect(config.store().path());
    }

    /// The running gate; empty if none runs, whose store a command may then take itself.
    static Optional<ControlClient> running(GateConfig config) {
        try {
            return Optional.of(ControlClient.connect(config.store().path()));
        } catch (ControlClient.NotRunning e) {
            return Optional.empty();
        }
    }

    /// What was typed is wrong although each word of it is right; exits 2.
    ParameterException wrongUsage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /// Prints `reply` as one JSON object, or `sentence` for people.
    void answer(boolean json, Map<String, ?> reply, String sentence) {
        out().println(json ? Json.text(reply) : sentence);
    }
}
