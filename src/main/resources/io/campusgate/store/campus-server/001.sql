-- What the gates of a campus have told its console. `stored` says up to where nothing is missing of a journal, `stored_hash` is
-- the hash of the event there: both can be made again from the events.
CREATE TABLE IF NOT EXISTS journal (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gate        TEXT NOT NULL,
  journal     TEXT NOT NULL,
  stored      BIGINT NOT NULL DEFAULT 0,
  stored_hash TEXT NOT NULL,
  UNIQUE (gate, journal)
);

-- `text` is the event as the gate published it, byte for byte; `prev` and `hash` are what its chain members say in hex.
CREATE TABLE IF NOT EXISTS event (
  journal   BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  at_millis BIGINT NOT NULL,
  type      TEXT NOT NULL,
  outcome   TEXT NOT NULL,
  prev      TEXT NOT NULL,
  hash      TEXT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (journal, seq)
);
CREATE INDEX IF NOT EXISTS incident ON event (journal, outcome) WHERE type = 'incident';

-- What an operator has to look into: an event that is not what its hash says, does not follow the one before it, or was told
-- in two ways.
CREATE TABLE IF NOT EXISTS finding (
  gate      TEXT NOT NULL,
  journal   TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  at_millis BIGINT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (gate, journal, seq, kind)
);

-- The last status of each gate; `status` is the last one it gave while it was online.
CREATE TABLE IF NOT EXISTS gate_state (
  gate           TEXT PRIMARY KEY,
  online         BIGINT NOT NULL,
  changed_millis BIGINT NOT NULL,
  heard_millis   BIGINT NOT NULL,
  status         TEXT NOT NULL
);

-- Up to which seq of a journal the personal part (`who`, `health`) is cut out of everything; never beyond `stored`.
CREATE TABLE IF NOT EXISTS purged (
  journal BIGINT NOT NULL,
  part    TEXT NOT NULL,
  seq     BIGINT NOT NULL,
  PRIMARY KEY (journal, part)
);
