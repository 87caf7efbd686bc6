package io.campusgate.link;

/// How far the journal has travelled. All are the last such seq, 0 for none.
///
/// @param seq       the newest event
/// @param published acknowledged by the broker
/// @param confirmed stored by the console; at most `published`
/// @param oddAcks   confirmations since the start that made no sense and were ignored: malformed, or beyond what was sent
public record Progress(String journal, long seq, long published, long confirmed, long oddAcks) {

    /// Events still to be taken over by the other side: the console, or the broker where no console is expected.
    public long backlog(boolean console) {
        return seq - (console ? confirmed : published);
    }
}
