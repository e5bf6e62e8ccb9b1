-- the closed sets of a coverage row, each defined once, and the codes that block as one list a row
-- A list of values is one domain: it is checked as the row arrives, not once more when it is merged.

-- How a service stands: 0 not met, 1 met, 2 unknown.
create domain longlin.verdicts as smallint[] constraint verdicts_known check (value <@ '{0,1,2}'::smallint[]);

-- Why.
create domain longlin.reasons as text[] constraint reasons_known check (value <@ array[
  'served', 'surveyed', 'declared', 'indicators_met', 'all_hamlets_met', 'inside', 'open',
  'no_link', 'upgrade_needed', 'upgrade_and_build', 'not_joined', 'nothing_served', 'out_of_reach',
  'indicator_failed', 'hamlets_lacking', 'none_inside', 'no_way', 'bottleneck',
  'attribute_missing', 'indicator_missing', 'hamlets_unknown', 'no_hamlets', 'outline_missing', 'no_data',
  'no_source', 'seat_missing', 'households_missing', 'not_computed']);

-- What the verdict rests on: 0 none, 1 geometry, 2 declared, 3 inspection, 4 acceptance.
create domain longlin.evidences as smallint[] constraint evidences_known check (value <@ '{0,1,2,3,4}'::smallint[]);

-- The codes of all pieces stand in one list: those of piece k end at blocking_end[k] and begin after blocking_end[k-1].
alter table longlin.coverage add column blocking_end integer[];

-- Until now a piece's codes were one text, with tabs between them.
update longlin.coverage c set
  blocking = coalesce((
    select array_agg(one.code order by piece.k, one.i)
    from unnest(c.blocking) with ordinality piece (codes, k)
    cross join unnest(string_to_array(piece.codes, chr(9))) with ordinality one (code, i)
  ), '{}'),
  blocking_end = coalesce((
    select array_agg(e.blocking_end order by e.k)
    from (
      select p.k, sum(cardinality(string_to_array(p.codes, chr(9)))) over (order by p.k)::integer as blocking_end
      from unnest(c.blocking) with ordinality p (codes, k)
    ) e
  ), '{}');

alter table longlin.coverage
  alter column blocking_end set not null,
  alter column verdict type longlin.verdicts,
  alter column reason type longlin.reasons,
  alter column evidence type longlin.evidences;
