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
import io.campusgate.whitelist.RecordText;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads back what [RecordText] wrote. Only the one text that a record has is taken: then what a gate has stored gives the
/// same text again, by which it proves what it has.
final class RecordReader {
    private static final int HASH_DIGITS = 64;

    private final RecordScanner in;

    private RecordReader(byte[] line) {
        this.in = new RecordScanner(line);
    }

    /// @param line in UTF-8
    /// @throws BadBundle if it is no such text; the message does not repeat what it says
    static RecordChange read(byte[] line) {
        try {
            RecordChange change = new RecordReader(line).change();
            boolean isSureToBeTheOne = change instanceof RecordChange.Put(var record) && record instanceof Person;
            if (!isSureToBeTheOne && !Arrays.equals(text(change).getBytes(StandardCharsets.UTF_8), line)) {
                throw new BadBundle("its text is not the one that such a record has");
            }
            return change;
        } catch (IllegalArgumentException | DateTimeException e) {
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
        String table = in.required("{\"table\":");
        if (!RecordText.TABLES.contains(table)) {
            throw new BadBundle("there is no such table");
        }
        String key = in.required(",\"key\":");
        RecordChange change = in.skip(",\"deleted\":true") ? new RecordChange.Remove(table, key) : new RecordChange.Put(switch (table) {
            case "holiday" -> new Holiday(LocalDate.parse(key), in.text(",\"name\":"), word(",\"kind\":", Holidays.Day.class));
            case "level" -> level();
            case "pass" -> visit(key);
            case "person" -> person(key);
            case "policy" -> new Setting(key, in.required(",\"value\":"));
            default -> watch();
        });
        in.end();
        return change;
    }

    private WhitelistRecord person(String key) {
        String name = in.text(",\"name\":");
        PersonKind kind = word(",\"kind\":", PersonKind.class);
        String group = in.text(",\"group\":");
        List<String> levels = in.list(",\"levels\":", false);
        List<CardNumber> cards = in.list(",\"cards\":", true).stream().map(CardNumber::new).toList();
        Optional<String> idHmac = hash(",\"id_hmac\":");
        Optional<String> idMasked = in.optional(",\"id_masked\":");
        String phone = in.text(",\"phone\":");
        Validity validity = validity();
        String status = in.required(",\"status\":");
        if (!status.equals("active") && !status.equals("suspended")) {
            throw new BadBundle("status is neither active nor suspended");
        }
        return new Person(new Cardholder(key, name, kind, group, levels, validity, status.equals("active")), cards, idHmac, idMasked,
                Optional.empty(), phone);
    }

    private WhitelistRecord level() {
        String name = in.text(",\"level\":");
        Set<Mode> modes = words(",\"modes\":", Mode.class);
        Set<String> gates = Set.copyOf(in.list(",\"gates\":", true));
        Set<String> lanes = Set.copyOf(in.list(",\"lanes\":", true));
        Set<Direction> directions = words(",\"directions\":", Direction.class);
        return new Level(new AccessLevel(name, modes, gates, lanes, directions, days(), in.number(",\"from_minute\":"),
                in.number(",\"until_minute\":"), in.flag(",\"holidays\":"), in.flag(",\"needs_pass\":")));
    }

    private Set<DayOfWeek> days() {
        Set<DayOfWeek> days = new HashSet<>();
        in.expect(",\"days\":[");
        if (!in.skip("]")) {
            do {
                days.add(DayOfWeek.of(in.number()));
            } while (in.skip(","));
            in.expect("]");
        }
        return days;
    }

    private WhitelistRecord visit(String key) {
        Optional<String> person = in.optional(",\"person_id\":");
        String name = in.text(",\"name\":");
        Optional<String> idHmac = hash(",\"id_hmac\":");
        Optional<String> idMasked = in.optional(",\"id_masked\":");
        String host = in.text(",\"host\":");
        String reason = in.text(",\"reason\":");
        String approvedBy = in.text(",\"approved_by\":");
        String approvedAt = in.text(",\"approved_at\":");
        Validity validity = validity();
        Set<String> gates = Set.copyOf(in.list(",\"gates\":", true));
        Optional<Integer> entries = in.skip(",\"entries\":") ? Optional.of(in.number()) : Optional.empty();
        return new Visit(new Pass(key, person, name, host, reason, approvedBy, validity, gates, entries, hash(",\"code_sha256\":")), idHmac, idMasked, approvedAt);
    }

    private WhitelistRecord watch() {
        Optional<String> person = in.optional(",\"person_id\":");
        Optional<String> idHmac = hash(",\"id_hmac\":");
        Optional<CardNumber> card = in.optional(",\"card\":").map(CardNumber::new);
        WatchEntry.Action action = word(",\"action\":", WatchEntry.Action.class);
        return new Watch(new WatchEntry(action, in.text(",\"reason\":"), in.text(",\"source\":"), validity()), person, idHmac, card);
    }

    private Validity validity() {
        Optional<Instant> from = in.optional(",\"valid_from\":").map(RecordReader::time);
        Optional<Instant> until = in.optional(",\"valid_until\":").map(RecordReader::time);
        return from.isEmpty() && until.isEmpty() ? Validity.ALWAYS : new Validity(from, until);
    }

    private static Instant time(String text) {
        Instant time = Instant.parse(text);
        if (!time.toString().equals(text) || !time.equals(Instant.ofEpochMilli(time.toEpochMilli()))) {
            throw new BadBundle("a time is not written as 2026-09-01T00:00:00Z, or finer than a millisecond");
        }
        return time;
    }

    private Optional<String> hash(String name) {
        Optional<String> hash = in.optional(name);
        if (hash.isPresent() && !isHash(hash.get())) {
            throw new BadBundle(name + " is no hash of 32 bytes in hex");
        }
        return hash;
    }

    private static boolean isHash(String text) {
        boolean hex = text.length() == HASH_DIGITS;
        for (int i = 0; hex && i < HASH_DIGITS; i++) {
            char c = text.charAt(i);
            hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        return hex;
    }

    private <E extends Enum<E> & Word> E word(String name, Class<E> type) {
        return Word.of(type, in.required(name)).orElseThrow(() -> new BadBundle(name + " is none of " + Word.list(type)));
    }

    private <E extends Enum<E> & Word> Set<E> words(String name, Class<E> type) {
        Set<E> all = new HashSet<>();
        for (String word : in.list(name, true)) {
            all.add(Word.of(type, word).orElseThrow(() -> new BadBundle(name + " lists none of " + Word.list(type))));
        }
        return all;
    }
}
