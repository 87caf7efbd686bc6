/// What travels: a signed manifest, a full version and the changes since, as records in chunks (design.md section 5).
///
/// - Start at [Manifest], then [UpdateResult#of], which says what a gate makes of one. [RecordLines] reads the chunks,
///   [ChunkWriter] makes them; [BundleBuilder] makes a whole bundle, [BundleFolder] is one on disk.
/// - Whatever is read here may come from anybody: every length is bounded before anything is kept.
/// - No database, clock, network or log. May use `java.*`, jackson-core, `io.campusgate.domain`, `io.campusgate.trust`,
///   `io.campusgate.whitelist`. Used by: `daemon`, `cli`.
@NullMarked
package io.campusgate.whitelist.bundle;

import org.jspecify.annotations.NullMarked;
