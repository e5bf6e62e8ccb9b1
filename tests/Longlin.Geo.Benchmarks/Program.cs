using System.Globalization;
using Longlin.Geo.Benchmarks;
using Longlin.Geo.Benchmarks.Mutants;

// Ratios of one run against a named limit, on the default demonstration county in a private cluster of the benchmark's
// own. Which: coverage, gaps, tiles (or parts of it: cold, far, warm, export, features), import; all of them when none
// is named.
// Without a database: suitability [--seed N] [--runs N], against GDAL's command-line tools; assignment [--seconds N].
// mutants [--seed S] [--count N] [--rooms A,B] [--near] [--postgis [CLASS,...]] [--only 3,7] changes the library at
// random, on a copy, and counts what the built tests notice.
// Beside them the long forms of two tests: fuzz [--cases N] [--seed N], kills [--rows N] [--kills N]; counties
// [--counties N], which takes a second each, and tilesizes [--counties N], which fills the
// tables with that many counties first.
string? Option(string name) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
int Number(string name, int otherwise) =>
    Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
if (args is ["load", ..])
    return await Load.RunAsync(args);
if (args is ["suitability", ..])
{
    SuitabilityBenchmark.Run(Number("--seed", 20160329), Number("--runs", 5));
    return 0;
}

if (args is ["mutants", ..])
{
    string[] List(string name) =>
        Option(name) is { } text && !text.StartsWith("--", StringComparison.Ordinal) ? text.Split(',') : [];
    return await new MutantRun(
        Number("--seed", 20160329),
        Number("--count", 60),
        List("--rooms") is { Length: > 0 } rooms ? rooms : MutantRun.AllRooms,
        args.Contains("--postgis"),
        List("--postgis") is { Length: > 0 } classes ? classes : null,
        args.Contains("--near"),
        [.. List("--only").Select(n => int.Parse(n, CultureInfo.InvariantCulture))]
    ).RunAsync();
}

string[] known = ["coverage", "gaps", "tiles", "import"];
var wanted = args.Where(known.Contains).ToArray();
if (wanted.Length == 0)
    wanted = known;
if (args.Contains("fuzz"))
    return await LongFuzz.RunAsync(Number("--cases", 5_000), Number("--seed", 20160329));
if (args.Contains("assignment"))
{
    AssignmentBenchmark.Run(Number("--seconds", 60));
    return 0;
}

await using var county = await BenchmarkCounty.OpenAsync(Option("--home"));
if (args.Contains("kills"))
    return await Kills.RunAsync(county, Number("--rows", 1_000_000), Number("--kills", 20), Number("--seed", 20160329));
if (args.Contains("counties"))
{
    await CountiesBenchmark.RunAsync(county, Number("--counties", 1_000));
    return 0;
}

if (args.Contains("tilesizes"))
{
    await TileSizes.RunAsync(county, Number("--counties", 1_000));
    return 0;
}

if (args.Contains("ways"))
{
    await WaysBenchmark.RunAsync(
        county,
        DateOnly.Parse(Option("--day") ?? "2018-12-31", CultureInfo.InvariantCulture),
        CancellationToken.None
    );
    return 0;
}

if (wanted.Contains("coverage"))
    await CoverageBenchmark.RunAsync(county);
if (wanted.Contains("gaps"))
    await GapBenchmark.RunAsync(county);
if (wanted.Contains("tiles"))
    await TileBenchmark.RunAsync(county, [.. args.Intersect(["cold", "far", "warm", "export", "features"])]);
if (wanted.Contains("import"))
    await ImportBenchmark.RunAsync(county, Number("--rows", 1_000_000), Number("--runs", 3));
return 0;
