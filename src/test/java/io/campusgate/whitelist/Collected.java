package io.campusgate.whitelist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one reading of a source gives.
final class Collected implements WhitelistSource.Sink {
    /// Stands in for the key: the hash is readable, so that a test can tell whose it is.
    static final IdNumbers KEY = new IdNumbers() {
        @Override public String hmac(IdNumber number) {
            return "ab" + number.number().substring(0, 6);
        }

        @Override public byte[] seal(IdNumber number) {
            return new byte[] {1, 2, 3};
        }
    };

    final List<WhitelistRecord> records = new ArrayList<>();
    final List<Long> rows = new ArrayList<>();
    final List<Problem> problems = new ArrayList<>();
    final List<String> claims = new ArrayList<>();
    final Map<String, String> notes = new TreeMap<>();
    long done;
    long total;

    static Collected of(WhitelistSource source) throws IOException {
        Collected all = new Collected();
        source.read(Refused.none(), all);
        return all;
    }

    /// A policy whose lines are `key=value`; `bad=…` is a problem.
    static List<Setting> policy(String text) throws PolicyText.BadPolicy {
        if (text.contains("bad=")) {
            throw new PolicyText.BadPolicy(List.of(new Problem("policy.toml", 1, "bad", "x", "something else")));
        }
        return text.lines().map(l -> new Setting(l.substring(0, l.indexOf('=')), l.substring(l.indexOf('=') + 1))).toList();
    }

    @Override public void record(String file, long row, WhitelistRecord record) {
        records.add(record);
        rows.add(row);
    }

    @Override public void claim(long row, Optional<String> personId, List<CardNumber> cards) {
        claims.add(row + " " + personId.orElse("?") + " " + cards.stream().map(CardNumber::hex).toList());
    }

    @Override public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override public void note(String file, Bilingual text) {
        notes.merge(file, text.english(), (a, b) -> a + "; " + b);
    }

    @Override public void progress(long bytes, long of) {
        done = bytes;
        total = of;
    }

    <T extends WhitelistRecord> List<T> all(Class<T> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends WhitelistRecord> T only(Class<T> type) {
        List<T> found = all(type);
        assertEquals(List.of(), problems);
        assertEquals(1, found.size(), () -> "records: " + records);
        return found.getFirst();
    }

    Problem problem() {
        assertEquals(1, problems.size(), () -> problems.toString());
        return problems.getFirst();
    }
}
