package io.campusgate.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Uptime;
import io.campusgate.passage.State.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeardLatelyTest {
    private static final IdNumber NUMBER = IdNumber.parse("11010519491231002X");

    private static Heard heard(int card, long ms) {
        return new Heard(new Credential.Card(CardNumber.ofInt(card)), Uptime.ofMillis(ms), card % 2 == 0);
    }

    /// The same by plain lists, step by step, with few cards and with many.
    @Test void isTheListOfThoseShownLatelyEachOnce() {
        Random random = new Random(5);
        for (int cards : List.of(3, 40, 5000)) {
            HeardLately lately = HeardLately.NOTHING;
            List<Heard> plain = new ArrayList<>();
            for (int now = 0; now < 6000; now++) {
                Heard next = heard(random.nextInt(cards), now);
                if (random.nextInt(10) == 0) {
                    Uptime forgotten = Uptime.ofMillis(now - random.nextInt(3000));
                    lately = lately.after(forgotten);
                    plain.removeIf(h -> forgotten.hasReached(h.last()));
                }
                assertEquals(plain.stream().filter(h -> h.credential().equals(next.credential())).findFirst(), lately.find(next.credential()));
                plain.removeIf(h -> h.credential().equals(next.credential()));
                plain.add(next);
                if (plain.size() > 1000) {
                    plain.removeFirst();
                }
                lately = lately.with(next);
                if (now % 50 == 0) {
                    assertEquals(plain, lately);
                }
            }
        }
    }

    @Test void twoThatGrowFromOneDoNotDisturbEachOther() {
        HeardLately common = HeardLately.NOTHING.with(heard(1, 1)).with(heard(2, 2));
        HeardLately one = common.with(heard(3, 3));
        HeardLately other = common.with(heard(4, 4)).with(heard(1, 5));
        assertEquals(List.of(heard(1, 1), heard(2, 2)), common);
        assertEquals(List.of(heard(1, 1), heard(2, 2), heard(3, 3)), one);
        assertEquals(List.of(heard(2, 2), heard(4, 4), heard(1, 5)), other);
    }

    @Test void anIdentityCardIsTheSameWhateverNameWasRead() {
        HeardLately lately = HeardLately.NOTHING.with(new Heard(new Credential.IdCard(NUMBER, ""), Uptime.ofMillis(1), true));
        assertEquals(Optional.of(Uptime.ofMillis(1)), lately.find(new Credential.IdCard(NUMBER, "王小明")).map(Heard::last));
        assertEquals(1, lately.with(new Heard(new Credential.IdCard(NUMBER, "王小明"), Uptime.ofMillis(2), true)).size());
    }
}
