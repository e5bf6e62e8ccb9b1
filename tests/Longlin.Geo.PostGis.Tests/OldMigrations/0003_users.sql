-- who may write, and the moment of every import
create table longlin.users (
  name text primary key,
  role text not null,
  -- only rows of this township; null: of every one
  township_code text,
  -- SHA-256 of a random token of 256 bits: there is nothing to guess, so no salt and no slow hash is needed
  token_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null default longlin.actor(),
  revoked_at timestamptz,
  revoked_by text
);

-- A day's changes are asked for by their time.
create index history_at on longlin.history (county_code, at);
create index imports_started on longlin.imports (started_at);
