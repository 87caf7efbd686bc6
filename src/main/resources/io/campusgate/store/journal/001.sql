-- The journal of one gate. `text` is the event as it is published, `hash` the 32 bytes its chain member says in hex.
-- No further index: each costs a page an event on an SD card. Searching is the business of the index file beside it.
CREATE TABLE journal (
  seq  INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;

-- What the gate has to remember over a restart: journal id, boot number, cursors, campus mode.
CREATE TABLE state (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Cards blocked at this gate until a whitelist confirms or lifts it.
CREATE TABLE blocked (
  card      TEXT PRIMARY KEY,
  reason    TEXT NOT NULL,
  by        TEXT NOT NULL,
  at_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many entries of a pass are used up.
CREATE TABLE pass_use (
  pass_id TEXT PRIMARY KEY,
  used    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Identity numbers read at this gate: keyed hash for matching, the number itself encrypted.
CREATE TABLE id_number (
  hmac      TEXT PRIMARY KEY,
  sealed    BLOB NOT NULL,
  masked    TEXT NOT NULL,
  at_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
