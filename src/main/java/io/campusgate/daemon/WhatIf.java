package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.decision.AccessRules;
import io.campusgate.decision.Explanation;
import io.campusgate.decision.Moment;
import io.campusgate.decision.Past;
import io.campusgate.decision.Place;
import io.campusgate.decision.Question;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.JournalReader;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFolder;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Answers “why was she refused this morning?” and “what if she comes at 19:00?”: asks the rules that decide at the lane
/// about another moment, with the mode and the used entries of passes that the journal tells for it, and if wanted with an
/// older version of the whitelist. Where somebody was and how warm is not asked.
public final class WhatIf {
    private final GateConfig config;
    private final WhitelistFolder folder;
    private final UnaryOperator<Lookup> more;

    public WhatIf(GateConfig config, WhitelistFolder folder) {
        this(config, folder, UnaryOperator.identity());
    }

    /// @param more adds what the gate knows besides its whitelist: visitors admitted on the spot
    WhatIf(GateConfig config, WhitelistFolder folder, UnaryOperator<Lookup> more) {
        this.config = config;
        this.folder = folder;
        this.more = more;
    }

    /// @param who     a card in any spelling, a pass code, the id of a person or a pass, or an identity number
    /// @param mode    empty: that of the moment, as far as it is known
    /// @param version empty: the version in force now
    public record Asked(String who, GateConfig.Lane lane, Instant at, Optional<Mode> mode, Optional<WhitelistVersion> version) {}

    /// @param version  that was asked
    /// @param inForce  the version that was in force at the moment, as the journal tells
    public record Answer(Explanation explanation, Lookup lookup, Mode mode, WhitelistVersion version, Optional<String> inForce) {}

    /// @param now the mode that the gate is in, for moments from the present on
    /// @return empty if the version asked for is not kept
    /// @throws IllegalArgumentException if `who` is no credential and nobody's id; the message repeats no secret
    public Optional<Answer> ask(Asked asked, Optional<Mode> now) {
        JournalMoment then = moment(asked.at());
        Mode mode = asked.mode().or(() -> asked.at().isBefore(Instant.now()) ? then.mode().or(() -> now) : now.or(then::mode)).orElse(Mode.NORMAL);
        Function<WhitelistFile, Answer> ask = file -> {
            Lookup lookup = find(file, asked.who(), c -> c instanceof Credential.Card(var number) && then.blocked().contains(number));
            return answer(asked, more.apply(lookup), mode, then);
        };
        if (asked.version().isPresent()) {
            return folder.withKept(asked.version().get(), ask);
        }
        return folder.with(ask).or(() -> Optional.of(answer(asked, more.apply(folder.lookup(credential(asked.who()), _ -> false)), mode, then)));
    }

    private Answer answer(Asked asked, Lookup lookup, Mode mode, JournalMoment then) {
        Place place = new Place(config.site().gate(), asked.lane().id(), asked.lane().direction());
        Past past = new Past(Past.Presence.UNKNOWN, then.entriesUsed(), Optional.empty());
        Moment moment = new Moment(asked.at(), ClockState.SYNCED, config.site().timezone());
        return new Answer(AccessRules.explain(Question.whatIf(lookup, place, moment, mode, past)), lookup, mode, lookup.rulebook().version(), then.whitelist());
    }

    private JournalMoment moment(Instant at) {
        try (JournalReader journal = JournalReader.open(config.store().path())) {
            return JournalMoment.at(journal, at);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.MISSING) {
                return JournalMoment.UNKNOWN;
            }
            throw e;
        }
    }

    /// What looks like a card may be the number of a person; if both are known it is the card.
    private static Lookup find(WhitelistFile file, String who, Predicate<Credential> blocked) {
        if (file.find(who).isPresent() && !isCardOfSomebody(file, who)) {
            return file.lookup(new Credential.Manual(who), blocked);
        }
        return file.lookupPass(who).orElseGet(() -> file.lookup(credential(who), blocked));
    }

    private static boolean isCardOfSomebody(WhitelistFile file, String who) {
        try {
            return file.lookup(new Credential.Card(CardNumber.parse(who)), _ -> false).known();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// An identity number could also be read as nine bytes, which no card has.
    private static Credential credential(String who) {
        if (who.startsWith("CG1.")) {
            return Credential.Qr.parse(who);
        }
        try {
            return new Credential.IdCard(IdNumber.parse(who), "");
        } catch (IdNumber.BadIdNumber e) {
            return new Credential.Card(CardNumber.parse(who));
        }
    }
}
