package io.campusgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Policies;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.WhitelistRecord.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
    private static final Path NAME = Path.of("policy.toml");
    private static final Policies BASE = new Policies(ScreeningPolicy.DEFAULT, AccessPolicy.DEFAULT);

    @Test void takesAPolicyApartIntoSettings() throws BadConfig {
        assertEquals(List.of(
                new Setting("access.anti-passback", "\"soft\""),
                new Setting("pass-modes", "[\"normal\"]"),
                new Setting("screening.required.normal", "[\"student\", \"staff\"]"),
                new Setting("screening.threshold-celsius", "37.1"),
                new Setting("screening.warm-up-s", "60")),
                PolicyFile.parse(NAME, """
                        pass-modes = ["normal"]
                        [screening]
                        threshold-celsius = 37.1   # ours
                        required.normal = ["student",
                                           "staff"]
                        warm-up-s = 0x3C
                        [access]
                        anti-passback = 'soft'
                        """));
    }

    @Test void settingsOverrideTheGatesOwnRulesKeyByKey() throws BadConfig {
        Policies policies = PolicyFile.overlay(BASE, PolicyFile.parse(NAME, """
                pass-modes = ["normal"]
                [screening]
                threshold-celsius = 37
                required.staggered = ["*"]
                required.closed = []
                valid-for = "30m"
                [access]
                stale = "deny"
                """));

        assertEquals(new Temperature(3700), policies.screening().threshold());
        assertEquals(30, policies.screening().guardBandCenti());
        assertEquals(Duration.ofMinutes(30), policies.screening().validFor());
        assertEquals(Set.of(PersonKind.VISITOR, PersonKind.CONTRACTOR), policies.screening().required().get(Mode.NORMAL));
        assertEquals(Set.of(PersonKind.values()), policies.screening().required().get(Mode.STAGGERED));
        assertEquals(Set.of(), policies.screening().required().get(Mode.CLOSED));
        assertEquals(AccessPolicy.Stale.DENY, policies.access().stale());
        assertEquals(AccessPolicy.DEFAULT.maxAge(), policies.access().maxAge());
        assertEquals(Set.of(Mode.NORMAL), policies.access().passModes());
    }

    @Test void withoutSettingsTheBaseStands() {
        assertEquals(BASE, PolicyFile.overlay(BASE, List.of()));
    }

    @Test void passModesMayStandAtTheEndOfTheFile() throws BadConfig {
        Policies policies = PolicyFile.overlay(BASE, PolicyFile.parse(NAME, "[access]\nstale = \"deny\"\npass-modes = [\"closed\"]\n"));
        assertEquals(Set.of(Mode.CLOSED), policies.access().passModes());
    }

    @Test void reportsEverythingThatIsWrongWithAPolicy() {
        BadConfig bad = assertThrows(BadConfig.class, () -> PolicyFile.parse(NAME, """
                pass-modes = ["open"]
                [screening]
                offset = [[16, 3.0]]
                threshold-celsius = 99
                [acess]
                stale = "deny"
                """));
        assertEquals(List.of("pass-modes", "screening.offset", "screening.threshold-celsius", "acess"),
                bad.problems().stream().map(Problem::key).toList());
        assertEquals("policy.toml:3:1: screening.offset: found an unknown key",
                bad.problems().get(1).toString().split(",")[0]);
    }

    @Test void aSettingThatThisVersionDoesNotKnowIsNotPassedOverInSilence() {
        for (Setting setting : List.of(new Setting("access.new-key", "1"), new Setting("access.stale", "\"maybe\""), new Setting("a b", "="))) {
            assertThrows(IllegalArgumentException.class, () -> PolicyFile.overlay(BASE, List.of(setting)), setting.key());
        }
    }
}
