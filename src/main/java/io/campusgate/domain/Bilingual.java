package io.campusgate.domain;

import java.util.Locale;

/// A sentence or a word as people read it, in English and in Chinese.
public record Bilingual(String english, String chinese) {

    public static Bilingual say(String english, String chinese) {
        return new Bilingual(english, chinese);
    }

    /// For what needs no translation: a name, a number.
    public static Bilingual same(String text) {
        return new Bilingual(text, text);
    }

    public Bilingual then(Bilingual more) {
        return new Bilingual(english + more.english, chinese + more.chinese);
    }

    public String in(Locale locale) {
        return locale.getLanguage().equals("zh") ? chinese : english;
    }

    /// In English.
    @Override public String toString() {
        return english;
    }
}
