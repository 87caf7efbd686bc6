package io.campusgate.web.gate;

import io.campusgate.store.EventFilter;
import io.campusgate.store.EventFilter.Field;
import io.campusgate.web.Call;
import io.campusgate.web.Problem;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which events a call asks for, from its query: the same words for the list, the exports and the print.
///
/// @param named the names of the filters that were used; for the journal, which keeps no personal data outside of `who`
record EventQuery(EventFilter filter, List<String> named) {
    private static final int PAGE = 50;
    private static final int PAGE_MOST = 1_000;
    private static final int TEXT_MOST = 200;

    /// @param defaultLimit where the query has none
    /// @throws Problem 400 that names what cannot be read
    static EventQuery of(Call call, ZoneId zone, int defaultLimit) {
        List<String> named = new ArrayList<>();
        Map<Field, String> equal = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            text(call, field.name().toLowerCase(Locale.ROOT), named).ifPresent(value -> equal.put(field, value));
        }
        Optional<Instant> from = text(call, "from", named).map(t -> instant(t, zone, false));
        Optional<Instant> to = text(call, "to", named).map(t -> instant(t, zone, true));
        Optional<BigDecimal> celsius = text(call, "celsius", named).map(EventQuery::celsius);
        long before = call.query("before").map(n -> number(n, Long.MAX_VALUE)).orElse(Long.MAX_VALUE);
        int limit = call.query("limit").map(n -> (int) number(n, PAGE_MOST)).orElse(defaultLimit);
        return new EventQuery(new EventFilter(from, to, equal, text(call, "text", named), celsius, before, limit), named);
    }

    static EventQuery page(Call call, ZoneId zone) {
        return of(call, zone, PAGE);
    }

    private static Optional<String> text(Call call, String name, List<String> named) {
        Optional<String> text = call.query(name);
        if (text.filter(t -> t.length() > TEXT_MOST).isPresent()) {
            throw new Problem(400, "too_long", name, TEXT_MOST);
        }
        text.ifPresent(_ -> named.add(name));
        return text;
    }

    private static long number(String text, long most) {
        if (!text.matches("0*[1-9]\\d{0,17}") || Long.parseLong(text) > most) {
            throw Problem.bad("'" + text + "': 1 – " + most);
        }
        return Long.parseLong(text);
    }

    private static BigDecimal celsius(String text) {
        if (!text.matches("\\d{2}(\\.\\d{1,2})?")) {
            throw Problem.bad("'" + text + "': 37.3");
        }
        return new BigDecimal(text);
    }

    /// A time with an offset or of the site's zone, to the minute or the day.
    ///
    /// @param isEnd a bare date includes that day
    static Instant instant(String text, ZoneId zone, boolean isEnd) {
        try {
            if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
                return LocalDate.parse(text).plusDays(isEnd ? 1 : 0).atStartOfDay(zone).toInstant();
            }
            String iso = text.replace(' ', 'T');
            return iso.matches(".*T.*(Z|[+-]\\d{2}:?\\d{2})") ? OffsetDateTime.parse(iso).toInstant() : LocalDateTime.parse(iso).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw Problem.bad("'" + text + "': 2026-09-01T07:30");
        }
    }
}
