/** Version 2: chains have lineages, and files can be there whose records are not known. */
export const schemaV2 = `
-- Where the lineage in force begins in chain (see places.ts), and its id; null for a chain's first.
ALTER TABLE camera ADD COLUMN first_place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE camera ADD COLUMN lineage_id TEXT;

-- Every lineage but the first of a chain. Those that are not in force any more are kept for people to look at.
CREATE TABLE lineage (
  lineage_id   TEXT    NOT NULL PRIMARY KEY,
  camera_id    TEXT    NOT NULL,
  why          TEXT    NOT NULL CHECK (why IN ('index-damaged', 'refused', 'set-back')),
  begun_at_ms  INTEGER NOT NULL,
  -- When the camera was added, where that was known when the lineage began.
  added_at_ms  INTEGER,
  -- [filled_to_ms, fill_to_ms) is to be accounted for again; filled_to_ms is null until the control plane has told.
  filled_to_ms INTEGER,
  fill_to_ms   INTEGER NOT NULL,
  -- As it was signed last, JSON; null until the control plane has told its head.
  statement    TEXT,
  -- begun: nothing of it may be sent; taken: the control plane has the statement; filled: nothing is left to be done.
  state        TEXT    NOT NULL CHECK (state IN ('begun', 'taken', 'filled'))
) STRICT, WITHOUT ROWID;

-- Files, and segments whose file is gone since, whose records the control plane may know or not.
CREATE TABLE found (
  segment_id    TEXT    NOT NULL PRIMARY KEY,
  camera_id     TEXT    NOT NULL,
  -- From the id until the file was read.
  wall_start_ms INTEGER NOT NULL,
  -- null until the file was looked at.
  byte_length   INTEGER,
  -- 1: the control plane was asked and does not know it.
  is_unknown    INTEGER NOT NULL DEFAULT 0,
  -- What the file says of itself, JSON; null until it was read.
  facts         TEXT,
  -- Why the file was deleted; null where it is there.
  gone          TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX found_by_camera ON found (camera_id, is_unknown, wall_start_ms);
CREATE INDEX found_by_age ON found (wall_start_ms) WHERE gone IS NULL;

-- Gaps that were in the ledger of an earlier lineage and never reached the control plane.
CREATE TABLE known_gap (
  camera_id TEXT    NOT NULL,
  from_ms   INTEGER NOT NULL,
  to_ms     INTEGER NOT NULL,
  state     TEXT    NOT NULL,
  cause     TEXT    NOT NULL
) STRICT;
CREATE INDEX known_gap_by_time ON known_gap (camera_id, from_ms);

-- Records that will never be sent, for people to look at.
CREATE TABLE aside (
  camera_id TEXT    NOT NULL,
  place     INTEGER NOT NULL,
  hash      TEXT    NOT NULL,
  record    TEXT    NOT NULL,
  set_aside_at_ms INTEGER NOT NULL,
  PRIMARY KEY (camera_id, place)
) STRICT, WITHOUT ROWID;

-- Segments by the place of their evicted entry, until the control plane has that.
CREATE TABLE evicted (
  camera_id     TEXT    NOT NULL,
  place         INTEGER NOT NULL,
  segment_id    TEXT    NOT NULL,
  wall_start_ms INTEGER NOT NULL,
  cause         TEXT    NOT NULL,
  -- Its manifest, JSON.
  record        TEXT    NOT NULL,
  PRIMARY KEY (camera_id, place)
) STRICT, WITHOUT ROWID;
`
