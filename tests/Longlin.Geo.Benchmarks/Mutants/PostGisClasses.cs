namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>
/// Which test classes with PostGIS use which room of the library: those see the mutants that the fast suite cannot see,
/// for instance a column that is read from the wrong position.
/// </summary>
/// <param name="suite">The tests with PostGIS.</param>
/// <param name="given">Classes for every room; null: those of the room.</param>
internal sealed class PostGisClasses(MutantSuite suite, string[]? given)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // a mutant; the classes of a room take one to two
    private static readonly Dictionary<string, string[]> OfRoom = new()
    {
        ["Assignment"] = ["AssignmentCommandTests", "RelocationTests"],
        ["Coverage"] = ["RelocationTests", "SqlRuleTests", "ServiceTests", "CoverageMemoryTests"],
        ["Crs"] = ["ProjTests", "StoreTests"],
        ["Import"] = ["StoreTests", "RealDataTests"],
        ["Land"] = ["TerrainTests", "SitingQuestionTests"],
        ["Model"] = ["StoreTests", "SqlRuleTests", "TerrainTests"],
        ["Network"] = ["RelocationTests", "CoverageMemoryTests"],
        ["Planning"] = ["ServiceTests", "WhatIfTests"],
        ["Relocation"] = ["RelocationTests", "RedLineRelocationTests", "SitingQuestionTests"],
        ["Rules"] = ["SqlRuleTests", "RelocationTests"],
    };

    private readonly HashSet<string> _passing = [];

    /// <summary>
    /// Runs the classes of a mutant's room. A failure counts only where the same test passes without the mutant, and a
    /// run that takes too long only where the classes pass in that time without it.
    /// </summary>
    /// <returns>Who noticed; null when nobody did.</returns>
    public async Task<string?> RunAsync(MutantLibrary library, Mutant mutant, string room)
    {
        suite.Limit = Limit;
        library.Write(mutant, suite.Library);
        if (await suite.RunAsync(Filter(room)) is not { } failed)
            return null;
        var isTest = !failed.Contains(' ', StringComparison.Ordinal);
        if (!_passing.Contains(isTest ? failed : room))
        {
            library.Write(null, suite.Library);
            if (await suite.RunAsync(isTest ? ["--filter-method", $"*.{failed}"] : Filter(room)) is { } anyway)
            {
                Console.WriteLine($"      {anyway} without the mutant: not counted");
                return null;
            }

            _passing.Add(isTest ? failed : room);
        }

        return failed;
    }

    private string[] Filter(string room) =>
        ["--filter-class", .. (given ?? OfRoom[room]).Select(c => $"Longlin.Geo.PostGis.Tests.{c}")];
}
