-- more reasons of a verdict: it follows from another service, some households have it, the hamlet is vacated, not asked

-- Those that are known already stay, whatever migration added them.
do $$
declare known text;
begin
  select string_agg(quote_literal(word), ', ') into known
  from (
    select (regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g'))[1] as word
    from pg_constraint c
    where c.contypid = 'longlin.reasons'::regtype and c.conname = 'reasons_known'
    union
    select unnest(array['implied', 'partly', 'vacated', 'not_asked'])
  ) words;
  alter domain longlin.reasons drop constraint reasons_known;
  execute format('alter domain longlin.reasons add constraint reasons_known check (value <@ array[%s])', known);
end
$$;
