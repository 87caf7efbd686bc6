-- Visitors who came without a pass and got one at this gate: what the guard wrote down, as long as names are kept.
CREATE TABLE visitor (
  pass_id      TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  phone        TEXT NOT NULL,
  host         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  approved_by  TEXT NOT NULL,
  id_hmac      TEXT NOT NULL,
  from_millis  INTEGER NOT NULL,
  until_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
