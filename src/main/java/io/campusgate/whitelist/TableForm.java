package io.campusgate.whitelist;

import java.util.List;
import java.util.Locale;

/// What a table of a source is called and which columns it has; the part of it that needs no site.
///
/// @param name    of its file (without ending) or its sheet
/// @param chinese further names of its sheet, the first of which people are told
record TableForm(String name, List<String> chinese, List<Column> columns) {

    boolean isNamed(String sheet) {
        String plain = Cells.strip(sheet).toLowerCase(Locale.ROOT);
        return plain.equals(name) || chinese.contains(plain);
    }

    String told() {
        return name + " (" + chinese.getFirst() + ")";
    }
}
