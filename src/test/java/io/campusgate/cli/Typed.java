package io.campusgate.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What a command line did: its exit code and what it printed.
record Typed(int exit, String out, String err) {

    static Typed run(String... args) {
        return run(Locale.ENGLISH, args);
    }

    static Typed run(Locale locale, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        int exit = new CampusGate(out, new PrintWriter(err), locale, false).run(args);
        return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString());
    }

    String firstError() {
        return err.lines().findFirst().orElse("");
    }

    boolean showsATrace() {
        return (out + err).contains("\tat ") || (out + err).contains("Exception");
    }
}
