package io.campusgate.report;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/// What reports say, in the site's language: headings, and the words of the journal in plain language. Immutable.
public final class Words {
    private static final ResourceBundle.Control NO_FALLBACK = ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private final Locale locale;
    private final ResourceBundle bundle;

    /// @param locale Chinese or, for all others, English
    public Words(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle("io.campusgate.report.words", locale, NO_FALLBACK);
    }

    /// For the `lang` of a page.
    public Locale locale() {
        return locale;
    }

    /// @param arguments for `{0}`, `{1}` …
    public String text(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), Locale.ROOT).format(arguments);
    }

    /// What a word of the journal means, such as `fever` among the reasons; the word itself if nobody has said.
    ///
    /// @param of `kind`, `reason`, `outcome`, `direction`, `verdict`, `incident`
    public String word(String of, String word) {
        try {
            return bundle.getString(of + "." + word);
        } catch (MissingResourceException e) {
            return word;
        }
    }
}
