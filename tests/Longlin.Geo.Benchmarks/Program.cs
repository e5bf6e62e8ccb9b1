using Longlin.Geo.Benchmarks;

// Ratios of one run against a named limit, on the default demonstration county in a private cluster of the benchmark's own.
await using var county = await BenchmarkCounty.OpenAsync(args.Contains("--home") ? args[Array.IndexOf(args, "--home") + 1] : null);
await CoverageBenchmark.RunAsync(county);
await TileBenchmark.RunAsync(county);
return 0;
