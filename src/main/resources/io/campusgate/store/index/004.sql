-- Which words of few values (type, outcome, reason, lane, group; ids of words, the smaller first) have met in one event, by
-- eras of 65,536 seqs. Words that are frequent and hardly ever meet would else be looked for in millions of postings. After a
-- purge some rows say more than is true, which costs time only.
CREATE TABLE met (
  one   INTEGER NOT NULL,
  other INTEGER NOT NULL,
  era   INTEGER NOT NULL,
  PRIMARY KEY (one, other, era)
) STRICT, WITHOUT ROWID;
