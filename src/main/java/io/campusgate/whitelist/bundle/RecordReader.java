package io.campusgate.whitelist.bundle;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.RecordChange;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Holiday;
import io.campusgate.domain.WhitelistRecord.Level;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistRecord.Setting;
import io.campusgate.domain.WhitelistRecord.Visit;
import io.campusgate.domain.WhitelistRecord.Watch;
import io.campusgate.domain.Word;
import io.campusgate.trust.JsonMap;
import io.campusgate.whitelist.RecordText;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads back what [RecordText] wrote. Only the one text that a record has is taken: then what a gate has stored gives the
/// same text again, by which it proves what it has.
final class RecordReader {
    private static final int DEPTH = 2;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, Object> members;

    private RecordReader(Map<String, Object> members) {
        this.members = members;
    }

    /// @throws BadBundle if it is no such text; the message names the member, not its value
    static RecordChange read(String line) {
        try {
            RecordReader r = new RecordReader(JsonMap.read(line, DEPTH));
            RecordChange change = r.change();
            if (!text(change).equals(line)) {
                throw new BadBundle("its text is not the one that such a record has");
            }
            return change;
        } catch (JsonMap.BadJson e) {
            throw new BadBundle(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException | DateTimeException | ClassCastException e) {
            throw new BadBundle("a member holds what it cannot hold (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /// The line that says `change`.
    static String text(RecordChange change) {
        return switch (change) {
            case RecordChange.Put(var record) -> RecordText.of(record);
            case RecordChange.Remove(var table, var key) -> RecordText.ofRemoved(table, key);
        };
    }

    private RecordChange change() {
        if (members.get("deleted") instanceof Boolean gone && gone) {
            return new RecordChange.Remove(table(), text("key"));
        }
        return new RecordChange.Put(switch (table()) {
            case "holiday" -> new Holiday(LocalDate.parse(text("key")), text("name"), word("kind", Holidays.Day.class));
            case "level" -> level();
            case "pass" -> visit();
            case "person" -> person();
            case "policy" -> new Setting(text("key"), text("value"));
            case "watch" -> watch();
            default -> throw new BadBundle("there is no such table");
        });
    }

    private String table() {
        String table = text("table");
        if (!RecordText.TABLES.contains(table)) {
            throw new BadBundle("there is no such table");
        }
        return table;
    }

    private WhitelistRecord person() {
        String status = text("status");
        if (!status.equals("active") && !status.equals("suspended")) {
            throw new BadBundle("status is neither active nor suspended");
        }
        Cardholder holder = new Cardholder(text("key"), text("name"), word("kind", PersonKind.class), text("group"), list("levels"),
                validity(), status.equals("active"));
        return new Person(holder, list("cards").stream().map(CardNumber::new).toList(), hash("id_hmac"), optional("id_masked"),
                Optional.empty(), text("phone"));
    }

    private WhitelistRecord level() {
        Set<DayOfWeek> days = new HashSet<>();
        for (Object day : items("days")) {
            days.add(DayOfWeek.of(Math.toIntExact((Long) day)));
        }
        return new Level(new AccessLevel(text("level"), words("modes", Mode.class), Set.copyOf(list("gates")), Set.copyOf(list("lanes")),
                words("directions", Direction.class), days, number("from_minute"), number("until_minute"), flag("holidays"), flag("needs_pass")));
    }

    private WhitelistRecord visit() {
        Optional<Integer> entries = members.containsKey("entries") ? Optional.of(number("entries")) : Optional.empty();
        Pass pass = new Pass(text("key"), optional("person_id"), text("name"), text("host"), text("reason"), text("approved_by"), validity(),
                Set.copyOf(list("gates")), entries, hash("code_sha256"));
        return new Visit(pass, hash("id_hmac"), optional("id_masked"), text("approved_at"));
    }

    private WhitelistRecord watch() {
        return new Watch(new WatchEntry(word("action", WatchEntry.Action.class), text("reason"), text("source"), validity()),
                optional("person_id"), hash("id_hmac"), optional("card").map(CardNumber::new));
    }

    private Validity validity() {
        Optional<Instant> from = optional("valid_from").map(Instant::parse);
        Optional<Instant> until = optional("valid_until").map(Instant::parse);
        return from.isEmpty() && until.isEmpty() ? Validity.ALWAYS : new Validity(from, until);
    }

    /// A text; an absent one is empty, as it is written.
    private String text(String name) {
        return optional(name).orElse("");
    }

    private Optional<String> optional(String name) {
        return switch (members.get(name)) {
            case null -> Optional.empty();
            case String text when text.chars().noneMatch(Character::isISOControl) -> Optional.of(text);
            default -> throw new BadBundle(name + " is no line of text");
        };
    }

    private Optional<String> hash(String name) {
        Optional<String> hash = optional(name);
        if (hash.filter(h -> !HASH.matcher(h).matches()).isPresent()) {
            throw new BadBundle(name + " is no hash of 32 bytes in hex");
        }
        return hash;
    }

    private int number(String name) {
        return Math.toIntExact((Long) Optional.ofNullable(members.get(name)).orElseThrow(() -> new BadBundle(name + " is missing")));
    }

    private boolean flag(String name) {
        return (Boolean) Optional.ofNullable(members.get(name)).orElseThrow(() -> new BadBundle(name + " is missing"));
    }

    private List<?> items(String name) {
        return members.get(name) instanceof List<?> list ? list : List.of();
    }

    private List<String> list(String name) {
        List<String> all = new ArrayList<>();
        for (Object item : items(name)) {
            String text = (String) item;
            if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
                throw new BadBundle(name + " lists what is no line of text");
            }
            all.add(text);
        }
        return all;
    }

    private <E extends Enum<E> & Word> E word(String name, Class<E> type) {
        return Word.of(type, text(name)).orElseThrow(() -> new BadBundle(name + " is none of " + Word.list(type)));
    }

    private <E extends Enum<E> & Word> Set<E> words(String name, Class<E> type) {
        Set<E> all = new HashSet<>();
        for (String word : list(name)) {
            all.add(Word.of(type, word).orElseThrow(() -> new BadBundle(name + " lists none of " + Word.list(type))));
        }
        return all;
    }
}
