-- Up to which seq of a journal the personal part (`who`, `health`) is cut out of everything; never beyond `stored`.
CREATE TABLE purged (
  journal INTEGER NOT NULL,
  part    TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  PRIMARY KEY (journal, part)
) STRICT, WITHOUT ROWID;
