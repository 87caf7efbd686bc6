-- The search side of a journal. All of it can be made again from the journal, so a newer program makes it anew.

-- Each distinct value that events have, once. `field` is a letter of EventTerm.
CREATE TABLE word (
  id    INTEGER PRIMARY KEY,
  field TEXT NOT NULL,
  text  TEXT NOT NULL,
  UNIQUE (field, text)
) STRICT;

-- For each word the events that have it: rowid is the seq, the terms are ids of words. An inverted index is appended to
-- in bulk, where a B-tree of persons would touch a page for each event; and it intersects several filters at once.
-- `secure-delete`: forgetting removes an event's terms for good instead of marking them.
CREATE VIRTUAL TABLE posting USING fts5(terms, content='', columnsize=0, detail=none, tokenize='ascii');
INSERT INTO posting (posting, rank) VALUES ('secure-delete', 1);

-- Earliest and latest time of each 1024 seqs, so that a time narrows the seqs to look at.
CREATE TABLE block (
  id          INTEGER PRIMARY KEY,
  from_millis INTEGER NOT NULL,
  to_millis   INTEGER NOT NULL
) STRICT;

-- The last event that is indexed.
CREATE TABLE reached (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  seq  INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
