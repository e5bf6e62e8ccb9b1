-- two roles: longlin_owner owns and migrates the schema, longlin_service reads and writes rows and owns nothing
-- Roles belong to the whole cluster: another database may have created them, or be creating them right now.
do $do$
declare
  wanted text;
begin
  foreach wanted in array array['longlin_owner', 'longlin_service'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin nosuperuser nocreatedb nocreaterole', wanted);
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise warning 'Role % is missing and % may not create it. An administrator runs: create role % nologin;'
            ' then, in this database: select longlin.grant_roles();', wanted, current_user, wanted;
      end;
    end if;
  end loop;
end $do$;

-- Gives the schema to longlin_owner where the current user may, and longlin_service what it needs: rows of every table,
-- except that history and the list of migrations are read only. No truncate, no drop, no create.
-- It runs after the tables of the layers were defined, and may be run again at any time.
create or replace function longlin.grant_roles() returns void language plpgsql as $$
declare
  found record;
begin
  -- A superuser of that name must own nothing here: the capture functions run with the rights of their owner.
  if exists (select from pg_roles where rolname = 'longlin_owner' and not rolsuper)
    and current_user <> 'longlin_owner' and pg_has_role(current_user, 'longlin_owner', 'usage') then
    for found in
      select format('schema %I', nspname) as what from pg_namespace
      where nspname = 'longlin' and nspowner <> 'longlin_owner'::regrole
      union all
      select format('table %s', oid::regclass) from pg_class
      where relnamespace = 'longlin'::regnamespace and relkind in ('r', 'p', 'v', 'm')
        and relowner <> 'longlin_owner'::regrole
      union all
      select format('function %s', oid::regprocedure) from pg_proc
      where pronamespace = 'longlin'::regnamespace and proowner <> 'longlin_owner'::regrole
    loop
      execute format('alter %s owner to longlin_owner', found.what);
    end loop;
  end if;

  if exists (select from pg_roles where rolname = 'longlin_service') then
    grant usage on schema longlin to longlin_service;
    grant select, insert, update, delete on all tables in schema longlin to longlin_service;
    revoke insert, update, delete on longlin.history, longlin.migrations from longlin_service;
  end if;
end $$;
