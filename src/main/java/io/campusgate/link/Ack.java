package io.campusgate.link;

/// The console's word that it has stored everything of `journal` up to `seq` for good.
record Ack(String journal, long seq) {}
