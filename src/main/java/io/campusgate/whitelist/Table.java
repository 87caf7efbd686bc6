package io.campusgate.whitelist;

import java.util.List;

/// One table of a source, such as the people: its columns, and what a row of it says.
interface Table {

    /// Its file or sheet, without an ending.
    String name();

    List<Column> columns();

    /// Reads one row of `file`: a sound one becomes a record, the problems of another one are told by `cells`.
    void read(String file, Cells cells, WhitelistSource.Sink sink);
}
