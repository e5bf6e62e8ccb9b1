namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>
/// Which test classes with PostGIS use which room of the library: those see the mutants that the fast suite cannot see,
/// for instance a column that is read from the wrong position.
/// </summary>
/// <param name="suite">The tests with PostGIS.</param>
/// <param name="given">Classes for every room; null: those of the room.</param>
internal sealed class PostGisClasses(MutantSuite suite, string[]? given)
{
    private static readonly Dictionary<string, string[]> OfRoom = new()
    {
        ["Assignment"] = ["AssignmentCommandTests", "AssignmentServiceTests"],
        ["Coverage"] =
        [
            "CandidateTests",
            "SqlRuleTests",
            "GapAnswerTests",
            "UtilityAnswerTests",
            "CoverageMemoryTests",
        ],
        ["Crs"] = ["ProjTests", "StoreTests"],
        ["Import"] = ["StoreTests", "RealDataTests"],
        ["Land"] = ["TerrainTests", "SitingQuestionTests"],
        ["Model"] = ["StoreTests", "SqlRuleTests", "TerrainTests"],
        ["Network"] = ["NetworkFindingTests", "CoverageMemoryTests"],
        ["Planning"] = ["UtilityAnswerTests", "WhatIfTests", "WorkTests"],
        ["Relocation"] = ["CandidateTests", "MoveProgressTests", "RedLineRelocationTests", "SitingQuestionTests"],
        ["Rules"] = ["SqlRuleTests", "CandidateTests"],
    };

    /// <summary>Runs the classes of a mutant's room.</summary>
    /// <returns>Who noticed; null when nobody did.</returns>
    public Task<string?> RunAsync(MutantLibrary library, Mutant mutant, string room) =>
        suite.NoticedAsync(
            library,
            mutant,
            ["--filter-class", .. (given ?? OfRoom[room]).Select(c => $"Longlin.Geo.PostGis.Tests.{c}")]
        );
}
