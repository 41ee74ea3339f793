/**
 * `s3_objects` holds what a GET without a version finds, so that listing reads nothing else; older versions and delete markers are in
 * `s3_versions`. `seq` counts a key's versions. Texts compare by their UTF-8 bytes, which is S3's order of keys.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS s3_buckets (name TEXT PRIMARY KEY, region TEXT NOT NULL, created INTEGER NOT NULL,
    versioning TEXT, settings TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_objects (bucket TEXT, key TEXT, seq INTEGER NOT NULL, version TEXT NOT NULL, etag TEXT NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL, segments TEXT NOT NULL, meta TEXT NOT NULL,
    PRIMARY KEY (bucket, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_versions (bucket TEXT, key TEXT, seq INTEGER, version TEXT NOT NULL, marker INTEGER NOT NULL,
    etag TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, segments TEXT NOT NULL, meta TEXT NOT NULL,
    PRIMARY KEY (bucket, key, seq)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_uploads (bucket TEXT, key TEXT, id TEXT, initiated INTEGER NOT NULL, meta TEXT NOT NULL,
    PRIMARY KEY (bucket, key, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_parts (upload TEXT, number INTEGER, etag TEXT NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL, segments TEXT NOT NULL, checksum TEXT, PRIMARY KEY (upload, number)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_segments (id TEXT PRIMARY KEY, bytes BLOB);
`;
