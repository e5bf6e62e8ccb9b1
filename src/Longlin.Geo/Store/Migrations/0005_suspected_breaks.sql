-- a place that only gaps between ends of links separate from service is unknown, for a reason of its own
alter domain longlin.reasons drop constraint reasons_known;
alter domain longlin.reasons add constraint reasons_known check (value <@ array[
  'served', 'surveyed', 'declared', 'indicators_met', 'all_hamlets_met', 'inside', 'open',
  'no_link', 'upgrade_needed', 'upgrade_and_build', 'not_joined', 'closed', 'nothing_served', 'out_of_reach',
  'indicator_failed', 'hamlets_lacking', 'none_inside', 'no_way', 'bottleneck',
  'attribute_missing', 'suspected_break', 'indicator_missing', 'hamlets_unknown', 'no_hamlets', 'outline_missing',
  'no_data', 'no_source', 'seat_missing', 'households_missing', 'not_computed']);
