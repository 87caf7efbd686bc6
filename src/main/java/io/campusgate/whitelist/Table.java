package io.campusgate.whitelist;

/// One table of a source, such as the people, for one reading: what a row of it says.
interface Table {

    TableForm form();

    /// Reads one row of `file`: a sound one becomes a record, the problems of another one are told by `cells`.
    void read(String file, Cells cells, WhitelistSource.Sink sink);
}
