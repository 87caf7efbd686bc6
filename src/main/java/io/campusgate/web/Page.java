package io.campusgate.web;

import io.campusgate.daemon.ControlMessage;
import io.campusgate.domain.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What every page says around its content; the first parameter of each template.
///
/// @param links all there are
/// @param name  which page this is: one of the links, or none
public record Page(Words words, Optional<Session> session, Site site, List<Part.Link> links, String name) {

    /// Whose pages these are.
    ///
    /// @param place   `east · no1`, in the head of each page
    /// @param program name and version
    /// @param words   in the language of whoever has not chosen one
    public record Site(String place, String program, Words words) {}

    public String of(String key, Object... arguments) {
        return words.of(key, arguments);
    }

    /// Those that this user may follow.
    public List<Part.Link> navigation() {
        return session.map(s -> links.stream().filter(l -> l.access().admits(s.role())).toList()).orElse(List.of());
    }

    public boolean may(Access access) {
        return session.filter(s -> access.admits(s.role())).isPresent();
    }

    public String title() {
        return words.of(name + ".title");
    }

    public String userName() {
        return session.map(Session::name).orElse("");
    }

    public String role() {
        return session.map(Session::role).map(Role::word).map(w -> words.word("frame.role", w)).orElse("");
    }

    /// The path of a script, a style sheet or a picture; it changes with the content, so that browsers may keep it for ever.
    public String asset(String file) {
        return Assets.path(file);
    }

    /// The words of `files` as JSON, each key with its file's name, for the scripts of the page.
    public String scriptWords(String... files) {
        Map<String, Object> all = new TreeMap<>();
        for (String file : files) {
            words.all(file).forEach((key, text) -> all.put(file + "." + key, text));
        }
        return ControlMessage.write(all).replace("<", "\\u003c");
    }
}
