package io.campusgate.store;

/// How far the journal has travelled (design.md section 4): `published` is acknowledged by the broker, `confirmed` is
/// stored for good by the console. Both are the last such seq, 0 for none.
public record Cursors(long published, long confirmed) {
    public static final Cursors NONE = new Cursors(0, 0);

    public Cursors {
        if (confirmed < 0 || published < confirmed) {
            throw new IllegalArgumentException("published (" + published + ") is never behind confirmed (" + confirmed + ")");
        }
    }
}
