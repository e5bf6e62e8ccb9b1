using System.Diagnostics;

namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>
/// Which test classes with PostGIS use which room of the library: those see the mutants that the fast suite cannot see,
/// for instance a column that is read from the wrong position.
/// </summary>
/// <param name="suite">The tests with PostGIS.</param>
/// <param name="given">Classes for every room; null: those of the room.</param>
internal sealed class PostGisClasses(MutantSuite suite, string[]? given)
{
    // The classes that take seconds come first: a run ends at the first failure.
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

    private readonly Dictionary<string, TimeSpan> _limits = [];

    /// <summary>Runs the classes of a room; call <see cref="PrepareAsync"/> before the mutant is written.</summary>
    /// <returns>Who noticed; null when all passed.</returns>
    public Task<string?> RunAsync(string room)
    {
        suite.Limit = _limits[room];
        return suite.RunAsync(Filter(room));
    }

    /// <summary>
    /// The first time a room is asked for, its classes run without a mutant: they must pass, or every mutant would count
    /// as noticed. A mutant may take four times as long and a minute; after that it counts as noticed.
    /// </summary>
    public async Task PrepareAsync(MutantLibrary library, string room)
    {
        if (_limits.ContainsKey(room))
            return;
        if (library.Write(null, suite.Library) is { } error)
            throw new InvalidOperationException(error);
        suite.Limit = TimeSpan.FromMinutes(20);
        var watch = Stopwatch.StartNew();
        if (await suite.RunAsync(Filter(room)) is { } failed)
            throw new InvalidOperationException($"The PostGIS classes of {room} fail without any mutant: {failed}");
        _limits[room] = TimeSpan.FromMinutes(1) + 4 * watch.Elapsed;
        Console.WriteLine($"PostGIS classes of {room} without a mutant: passed in {watch.Elapsed.TotalSeconds:F0} s");
    }

    /// <summary>Writes a mutant beside the tests.</summary>
    public void Write(MutantLibrary library, Mutant mutant) => library.Write(mutant, suite.Library);

    private string[] Filter(string room) =>
        ["--filter-class", .. (given ?? OfRoom[room]).Select(c => $"Longlin.Geo.PostGis.Tests.{c}")];
}
