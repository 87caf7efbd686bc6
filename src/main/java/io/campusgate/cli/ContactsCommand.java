package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.report.Contacts;
import io.campusgate.report.Contacts.Contact;
import io.campusgate.report.ReportJson;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `contacts PERSON`: who was at the gate near that person.
@Command(name = "contacts", description = "Who was at this gate near a person, and how near in time; let in or not.")
final class ContactsCommand extends GateCommand {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    @Parameters(paramLabel = "PERSON", description = "A person's number or name.")
    private String person = "";
    @Option(names = "--from", paramLabel = "T", description = "From this time on, like 2026-09-01T07:30 or 2026-09-01.")
    private Optional<String> from = Optional.empty();
    @Option(names = "--to", paramLabel = "T", description = "Before this time; a bare date includes that day.")
    private Optional<String> to = Optional.empty();
    @Option(names = "--minutes", paramLabel = "N", defaultValue = "5", converter = Converters.OfMinutes.class,
            description = "How near in time, to either side: 1 to 120 (default: ${DEFAULT-VALUE}).")
    private Duration within = Duration.ofMinutes(5);
    @Option(names = "--json", description = "One JSON object a person met.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        ZoneId zone = config.site().timezone();
        Optional<Instant> begin = from.map(t -> Times.from(this, "--from", t, zone));
        Optional<Instant> end = to.map(t -> Times.until(this, "--to", t, zone));
        try {
            Contacts.Found found = Contacts.of(config.store().path(), person, begin, end, within)
                    .orElseThrow(() -> new Fault("'" + person + "' was not at this gate in that time; a person is named by number or by the whole name."));
            if (!json) {
                err().println(found.person().id() + " " + found.person().name() + " was at the gate " + found.moments() + " times; "
                        + found.met().size() + " others were there within " + within.toMinutes() + " minutes.");
            }
            found.met().forEach(contact -> print(contact, zone));
            return ExitCode.DONE;
        } catch (Contacts.Ambiguous e) {
            throw new Fault("Say which by the number: " + e.getMessage() + ".");
        }
    }

    private void print(Contact c, ZoneId zone) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("person_id", c.person().id());
        m.put("name", c.person().name());
        m.put("kind", c.person().kind().word());
        m.put("group", c.person().group());
        m.put("times", c.times());
        m.put("nearest_s", c.nearest().toSeconds());
        m.put("same_lane", c.sameLane());
        m.put("last", ReportJson.time(c.last(), zone));
        m.put("lane", c.lane());
        out().println(json ? Json.text(m) : Columns.fit(Columns.printable(c.person().id()), 10) + "  " + Columns.fit(Columns.printable(c.person().name()), 16) + "  "
                + Columns.fit(c.person().kind().word(), 10) + "  " + Columns.fit(Columns.printable(c.person().group()), 14) + "  "
                + c.times() + " x  nearest " + c.nearest().toSeconds() + " s" + (c.sameLane() ? " at the same lane" : "") + "  last "
                + MINUTE.format(c.last().atZone(zone)) + " " + c.lane());
    }
}
