-- what the list of imports shows of each, and what the words of a bureau's files mean
alter table longlin.imports
  add column rows_deleted bigint not null default 0,
  add column repairs jsonb not null default '[]';

-- Until now only the history knew what a replacement removed. What an undo removes are the import's own rows.
update longlin.imports i set rows_deleted = (
  select count(*) from longlin.history h
  where h.import_id = i.id and h.layer = i.layer and h.operation = 'delete'
    and (h.before->>'import_id')::bigint is distinct from i.id
);

-- A word of a file in a column with a closed set of values, as the bureau (a role) explained it. A small shared table:
-- it belongs to no county.
create table longlin.word_meanings (
  role text not null,
  layer text not null,
  field text not null,
  word text not null,
  meaning text not null,
  actor text not null default longlin.actor(),
  at timestamptz not null default now(),
  primary key (role, layer, field, word)
);
