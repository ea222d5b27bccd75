/** Version 2: chains have lineages, and files can be there whose records are not known. */
export const schemaV2 = `
-- Where the lineage in force begins in chain (see places.ts), and its id; null for a chain's first.
ALTER TABLE camera ADD COLUMN first_place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE camera ADD COLUMN lineage_id TEXT;
-- 1 until the lineage has accounted for the time before it: what is recorded meanwhile waits in found and known_gap.
ALTER TABLE camera ADD COLUMN is_filling INTEGER NOT NULL DEFAULT 0;

-- Every lineage but the first of a chain. Those that are not in force any more are kept for people to look at.
CREATE TABLE lineage (
  lineage_id   TEXT    NOT NULL PRIMARY KEY,
  camera_id    TEXT    NOT NULL,
  why          TEXT    NOT NULL CHECK (why IN ('index-damaged', 'refused', 'set-back')),
  begun_at_ms  INTEGER NOT NULL,
  -- When the camera was added, where that was known when the lineage began.
  added_at_ms  INTEGER,
  -- Up to where time is accounted for; the rest up to the camera's accounted_to_ms waits. null until it was told.
  filled_to_ms INTEGER,
  -- As it was signed last, JSON; null until the control plane has told its head.
  statement    TEXT,
  -- begun: nothing of it may be sent; taken: the control plane has the statement; filled: nothing is left to be done.
  state        TEXT    NOT NULL CHECK (state IN ('begun', 'taken', 'filled'))
) STRICT, WITHOUT ROWID;

-- Segments without a place in the chain, their file there or gone since: found on the disk, of an earlier lineage, or
-- recorded while a lineage is not filled yet.
CREATE TABLE found (
  segment_id    TEXT    NOT NULL PRIMARY KEY,
  camera_id     TEXT    NOT NULL,
  -- From the id until the file was read.
  wall_start_ms INTEGER NOT NULL,
  -- null until the file was looked at.
  byte_length   INTEGER,
  -- unasked; known: the control plane has records of it; unknown: it has none.
  standing      TEXT    NOT NULL DEFAULT 'unasked' CHECK (standing IN ('unasked', 'known', 'unknown')),
  -- What the file says of itself, JSON; null until it was read.
  facts         TEXT,
  -- Why the file was deleted; null where it is there.
  gone          TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX found_by_camera ON found (camera_id, standing, wall_start_ms);
CREATE INDEX found_by_age ON found (wall_start_ms) WHERE gone IS NULL;

-- Gaps that the control plane has not been told of, because their lineage is not filled yet or came to its end.
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
