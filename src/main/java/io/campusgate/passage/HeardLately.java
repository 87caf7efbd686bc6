package io.campusgate.passage;

import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import io.campusgate.passage.State.Heard;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Optional;

/// The credentials a lane was shown lately, the last shown at the end. A value: whatever changes it gives another one.
///
/// A list that grew from another shares its places, and a credential is sought by a number, so a tap after a thousand others
/// costs what it costs after two. It belongs to the lane's passage, and so to one thread at a time.
public final class HeardLately extends AbstractList<Heard> {
    static final HeardLately NOTHING = new HeardLately(new Heard[0], new int[0], 0, 0);

    /// Nobody taps so fast; a broken reader does.
    private static final int AT_MOST = 1000;
    private static final int LEAST_ROOM = 8;

    private final Heard[] places;   // those from `from` to `to` are this list's; behind them another one's may follow
    private final int[] numbers;    // of the credentials at the same places
    private final int from;
    private final int to;

    private HeardLately(Heard[] places, int[] numbers, int from, int to) {
        this.places = places;
        this.numbers = numbers;
        this.from = from;
        this.to = to;
    }

    /// Without those that were last shown at `forgotten` or before.
    HeardLately after(Uptime forgotten) {
        int first = from;
        while (first < to && forgotten.hasReached(places[first].last())) {
            first++;
        }
        return first == to ? NOTHING : new HeardLately(places, numbers, first, to);
    }

    Optional<Heard> find(Credential credential) {
        int at = placeOf(credential);
        return at < 0 ? Optional.empty() : Optional.of(places[at]);
    }

    /// With `heard` at the end, in place of what it had of the same credential; the longest unseen goes when there are too many.
    HeardLately with(Heard heard) {
        int old = placeOf(heard.credential());
        HeardLately others = old >= 0 ? without(old) : to < places.length && places[to] == null ? this : moved();
        others.places[others.to] = heard;
        others.numbers[others.to] = heard.credential().sameness();
        int first = others.size() < AT_MOST ? others.from : others.from + 1;
        return new HeardLately(others.places, others.numbers, first, others.to + 1);
    }

    private int placeOf(Credential credential) {
        int number = credential.sameness();
        for (int i = from; i < to; i++) {
            if (numbers[i] == number && places[i].credential().isSameAs(credential)) {
                return i;
            }
        }
        return -1;
    }

    /// The same in places of its own, with room behind.
    private HeardLately moved() {
        int room = size() + Math.max(size(), LEAST_ROOM);
        return new HeardLately(Arrays.copyOf(Arrays.copyOfRange(places, from, to), room), Arrays.copyOf(Arrays.copyOfRange(numbers, from, to), room), 0, size());
    }

    private HeardLately without(int place) {
        HeardLately own = moved();
        int hole = place - from;
        System.arraycopy(own.places, hole + 1, own.places, hole, size() - hole - 1);
        System.arraycopy(own.numbers, hole + 1, own.numbers, hole, size() - hole - 1);
        own.places[size() - 1] = null;
        return new HeardLately(own.places, own.numbers, 0, size() - 1);
    }

    @Override public Heard get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index);
        }
        return places[from + index];
    }

    @Override public int size() {
        return to - from;
    }
}
