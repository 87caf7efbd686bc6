package io.campusgate.decision;

/// What rule 0 asks about the tap and the lane.
///
/// @param fresh    the tap is not older than a second
/// @param laneFree nobody else is on the way through
/// @param storeWritable a record could be made
public record Readiness(boolean fresh, boolean laneFree, boolean storeWritable) {
    /// Nothing in the way: for a "what if".
    public static final Readiness READY = new Readiness(true, true, true);
}
