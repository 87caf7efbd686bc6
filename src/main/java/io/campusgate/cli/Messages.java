package io.campusgate.cli;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/// The words of the command line in the user's language: English, or Chinese where the environment asks for it.
final class Messages {
    /// The English file is the root of the bundle; the machine's default locale has no say.
    static final ResourceBundle.Control NO_FALLBACK = ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ResourceBundle bundle;

    Messages(Locale locale) {
        this.bundle = ResourceBundle.getBundle("io.campusgate.cli.messages", locale, NO_FALLBACK);
    }

    String text(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), Locale.ROOT).format(arguments);
    }

    /// By the first of LC_ALL, LC_MESSAGES and LANG that says anything.
    static Locale localeOf(Map<String, String> environment) {
        return Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .filter(value -> value.startsWith("zh"))
                .map(_ -> Locale.SIMPLIFIED_CHINESE).orElse(Locale.ENGLISH);
    }
}
