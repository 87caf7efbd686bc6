package io.campusgate.store;

import io.campusgate.domain.WhitelistRecord;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// All records of a version, sorted by table and key, a page in memory at a time. Close it: it may hold a connection.
public final class WhitelistRecords implements Iterator<WhitelistRecord>, AutoCloseable {
    private static final int PAGE = 500;
    private final Database db;
    private final Runnable atEnd;
    private final ArrayDeque<WhitelistRecord> page = new ArrayDeque<>();
    private int table;
    private String lastKey = "";

    WhitelistRecords(Database db, Runnable atEnd) {
        this.db = db;
        this.atEnd = atEnd;
    }

    @Override public boolean hasNext() {
        while (page.isEmpty() && table < WhitelistRows.IN_ORDER.size()) {
            readPage();
        }
        return !page.isEmpty();
    }

    @Override public WhitelistRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the version has no more records");
        }
        return page.remove();
    }

    private void readPage() {
        WhitelistRows.Table t = WhitelistRows.IN_ORDER.get(table);
        List<WhitelistRecord> read = WhitelistFile.sound(db, () -> db.list(t.page(), t.mapper(), lastKey, PAGE));
        page.addAll(read);
        if (read.size() == PAGE) {
            lastKey = read.getLast().key();
        } else {
            table++;
            lastKey = "";
        }
    }

    @Override public void close() {
        atEnd.run();
    }
}
