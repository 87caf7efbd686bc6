package io.campusgate.web;

import io.campusgate.domain.Bilingual;
import java.text.MessageFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/// The words of the pages in one language. The part of a key before its first dot is the file it stands in: `desk.open` is
/// `open` of `words/desk.properties` and `words/desk_zh.properties`. Thread-safe.
public final class Words {
    private static final ResourceBundle.Control NO_FALLBACK = ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    public static final Words CHINESE = new Words(Locale.SIMPLIFIED_CHINESE);
    public static final Words ENGLISH = new Words(Locale.ENGLISH);

    private final Locale locale;

    private Words(Locale locale) {
        this.locale = locale;
    }

    /// @param language as in the configuration or the cookie: `en…`, or Chinese for all others
    public static Words in(String language) {
        return language.startsWith("en") ? ENGLISH : CHINESE;
    }

    public boolean isChinese() {
        return this == CHINESE;
    }

    /// As `lang` of a page.
    public String language() {
        return isChinese() ? "zh-CN" : "en";
    }

    /// The text of `key`, with `{0}` and on replaced by `arguments`. A key that is missing shows itself.
    public String of(String key, Object... arguments) {
        try {
            String text = bundle(key.substring(0, key.indexOf('.'))).getString(key.substring(key.indexOf('.') + 1));
            return arguments.length == 0 ? text : new MessageFormat(text, Locale.ROOT).format(arguments);
        } catch (MissingResourceException e) {
            return key;
        }
    }

    public String of(Bilingual sentence) {
        return sentence.in(locale);
    }

    /// A word of the contract (`fever`, `forced_open`) as people read it: `<file>.<word>`, or the word itself.
    public String word(String file, String word) {
        String key = file + "." + word;
        String text = of(key);
        return text.equals(key) ? word : text;
    }

    /// A sentence that the gate says in English (why a device is lost), as these words would; unknown ones stay as they are.
    public String said(String english) {
        return isChinese() ? Said.inChinese(english) : english;
    }

    /// All words of one file, for the scripts of a page.
    public Map<String, String> all(String file) {
        Map<String, String> all = new LinkedHashMap<>();
        ResourceBundle bundle = bundle(file);
        bundle.keySet().stream().sorted().forEach(key -> all.put(key, bundle.getString(key)));
        return all;
    }

    private ResourceBundle bundle(String file) {
        return ResourceBundle.getBundle("io.campusgate.web.words." + file, locale, NO_FALLBACK);
    }
}
