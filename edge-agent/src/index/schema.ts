import { schemaV2 } from './schema-v2.ts'
import { schemaV3 } from './schema-v3.ts'

/**
 * The index, version 1. Times are wall-clock milliseconds since the Unix epoch, lengths are bytes, hashes are SHA-256
 * in hex, ids are UUIDv7.
 */
export const schemaV1 = `
-- Facts of the agent itself: whose index this is, the id of its segments folder, the last clean stop.
CREATE TABLE note (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where each camera's chain and ledger stand. The ledger covers [begin, accounted_to_ms) without hole or overlap.
CREATE TABLE camera (
  camera_id       TEXT    NOT NULL PRIMARY KEY,
  next_sequence   INTEGER NOT NULL CHECK (next_sequence >= 0),
  -- Hash of the newest record; 64 zeros before the first.
  head_hash       TEXT    NOT NULL CHECK (length(head_hash) = 64),
  accounted_to_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The signed records, manifests and ledger entries in one sequence per camera, as they were sent. The oldest are
-- forgotten once the control plane has them and their segments are gone.
CREATE TABLE chain (
  camera_id TEXT    NOT NULL REFERENCES camera (camera_id),
  sequence  INTEGER NOT NULL CHECK (sequence >= 0),
  -- Over the canonical JSON of the record without its signature; the next record's previousHash.
  hash      TEXT    NOT NULL CHECK (length(hash) = 64),
  record    TEXT    NOT NULL CHECK (json_valid(record)),
  PRIMARY KEY (camera_id, sequence)
) STRICT, WITHOUT ROWID;

-- One row for each file that is complete, durable and kept: a row implies a file of that length and hash.
CREATE TABLE segment (
  segment_id     TEXT    NOT NULL PRIMARY KEY,
  camera_id      TEXT    NOT NULL,
  wall_start_ms  INTEGER NOT NULL,
  wall_end_ms    INTEGER NOT NULL CHECK (wall_end_ms > wall_start_ms),
  byte_length    INTEGER NOT NULL CHECK (byte_length > 0),
  media_hash     TEXT    NOT NULL CHECK (length(media_hash) = 64),
  -- Place of the manifest in the chain.
  sequence       INTEGER NOT NULL,
  manifest_hash  TEXT    NOT NULL CHECK (length(manifest_hash) = 64),
  -- The stretch that its recorded entry claims; null where the ledger had accounted for all of it before.
  ledger_from_ms INTEGER,
  ledger_to_ms   INTEGER,
  FOREIGN KEY (camera_id, sequence) REFERENCES chain (camera_id, sequence),
  CHECK ((ledger_from_ms IS NULL) = (ledger_to_ms IS NULL))
) STRICT, WITHOUT ROWID;

-- Retention asks for the oldest of a camera, usage for the sum: both are answered from here alone.
CREATE INDEX segment_by_camera ON segment (camera_id, wall_start_ms, wall_end_ms, byte_length);
CREATE INDEX segment_by_age ON segment (wall_start_ms);
-- Which records of a chain still have their segment; also what the reference to chain is checked by.
CREATE INDEX segment_by_place ON segment (camera_id, sequence);

-- Files whose row was taken away: to be unlinked, then forgotten.
CREATE TABLE garbage (
  segment_id  TEXT    NOT NULL PRIMARY KEY,
  camera_id   TEXT    NOT NULL,
  byte_length INTEGER NOT NULL,
  media_hash  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages for the control plane, in order of position within their lane, until it acknowledged them.
CREATE TABLE outbox (
  position       INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE,
  -- Camera id, or empty for messages that are of no camera.
  lane           TEXT NOT NULL,
  name           TEXT NOT NULL,
  -- JSON; null for records.appended, whose records are read from the chain.
  payload        TEXT,
  first_sequence INTEGER,
  last_sequence  INTEGER,
  -- Set where the control plane will never take it: kept for people to look at.
  rejected       TEXT,
  CHECK ((payload IS NULL) = (first_sequence IS NOT NULL AND last_sequence IS NOT NULL))
) STRICT;
CREATE INDEX outbox_waiting ON outbox (lane, position) WHERE rejected IS NULL;

-- The way of each segment to the archive: recorded, requested, sending, stored, acked.
CREATE TABLE upload (
  segment_id      TEXT    NOT NULL PRIMARY KEY REFERENCES segment (segment_id) ON DELETE CASCADE,
  state           TEXT    NOT NULL CHECK (state IN ('recorded', 'requested', 'sending', 'stored', 'acked')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_ms INTEGER NOT NULL DEFAULT 0,
  -- Why the last attempt failed.
  reason          TEXT,
  -- The outbox message that carries the manifest: the control plane takes no object that it has not been told of.
  message_id      TEXT    NOT NULL,
  receipt         TEXT,
  CHECK ((state = 'acked') = (receipt IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- Ids grow with time: in their order the oldest come first.
CREATE INDEX upload_pending ON upload (segment_id, next_attempt_ms) WHERE state <> 'acked';

-- Commands that were started, so that a repeated one does nothing.
CREATE TABLE command (
  id       TEXT    NOT NULL PRIMARY KEY,
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

/** Step n brings a database of version n to n + 1. Published steps are never edited. */
export const upgradeSteps: readonly string[] = [schemaV1, schemaV2, schemaV3]
