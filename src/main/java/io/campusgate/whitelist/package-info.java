/// Where a whitelist comes from, what is wrong with it, and what it says: sources, checks, comparison, canonical text.
///
/// - Start at [WhitelistSource] and its kinds, [CsvSource] and [XlsxSource]. A table lies in a source as a [RawTable]
///   (`CsvFile`, `SheetTable`); what its columns mean and what is wrong with a row is one class a table (`PeopleTable`,
///   `LevelsTable`, …) over [Cells], which reads one row and collects its problems. [Template] makes an empty source.
/// - [RecordText] is the one text of a record, whose hash is a version's content; [Changes] compares two versions.
/// - Pure but for reading the source's own files: no database, no clock, no log. May use `java.*`, fastcsv, fastexcel
///   (with aalto, its XML parser), jackson-core, `io.campusgate.domain`. Used by: `daemon`, `cli`.
/// - To add a column: a constant in the table's class with its Chinese names, a line that reads it, its example in
///   [Template], rows in `CsvSourceTest`.
@NullMarked
package io.campusgate.whitelist;

import org.jspecify.annotations.NullMarked;
