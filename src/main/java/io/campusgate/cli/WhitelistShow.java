package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist show [PERSON or CARD]`: people of the version in force.
@Command(name = "show", description = "Show people by number, name, group or card (the first 50 without any).")
final class WhitelistShow extends GateCommand {
    private static final int SHOWN = 50;

    @Parameters(paramLabel = "PERSON or CARD", arity = "0..1", description = "A person's number or name, or a card number.")
    private Optional<String> who = Optional.empty();
    @Option(names = "--json", description = "One JSON object a person.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
            List<Person> found = folder.with(this::find).orElse(List.of());
            found.forEach(this::print);
            if (found.isEmpty()) {
                err().println(who.map(w -> "Nobody in whitelist " + folder.version() + " is or has '" + w + "'.").orElse("The whitelist is empty."));
                return ExitCode.FAULT;
            }
            return ExitCode.DONE;
        }
    }

    private List<Person> find(WhitelistFile file) {
        String text = who.map(String::strip).orElse("");
        Optional<Person> byCard = card(text).flatMap(card -> file.lookup(new Credential.Card(card), _ -> false).holder())
                .flatMap(holder -> file.find(holder.id()));
        List<Person> found = new ArrayList<>();
        byCard.ifPresent(found::add);
        for (Person p : file.search(text, SHOWN)) {
            if (found.stream().noneMatch(f -> f.key().equals(p.key()))) {
                found.add(p);
            }
        }
        return found;
    }

    private static Optional<CardNumber> card(String text) {
        try {
            return Optional.of(CardNumber.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void print(Person p) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("person_id", p.holder().id());
        m.put("name", p.holder().name());
        m.put("kind", p.holder().kind().word());
        m.put("group", p.holder().group());
        m.put("levels", p.holder().levels());
        m.put("cards", p.cards().stream().map(CardNumber::hex).toList());
        m.put("status", p.holder().active() ? "active" : "suspended");
        p.idMasked().ifPresent(id -> m.put("id_number", id));
        p.holder().validity().from().ifPresent(t -> m.put("valid_from", t.toString()));
        p.holder().validity().until().ifPresent(t -> m.put("valid_until", t.toString()));
        out().println(json ? Json.text(m) : p.holder().id() + "  " + p.holder().name() + "  " + p.holder().kind().word() + "  " + p.holder().group()
                + "  levels " + String.join(";", p.holder().levels()) + "  cards " + String.join(";", p.cards().stream().map(CardNumber::hex).toList())
                + (p.holder().active() ? "" : "  suspended") + p.idMasked().map(id -> "  " + id).orElse(""));
    }
}
