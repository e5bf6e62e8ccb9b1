-- what a verdict rests on (0 none, 1 geometry, 2 declared, 3 inspection, 4 acceptance) and whether weaker evidence says otherwise; computed anew at the next start
truncate longlin.coverage, longlin.coverage_runs, longlin.hamlet_since;
alter table longlin.coverage add column evidence smallint[] not null, add column conflict boolean[] not null;
