using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Parts of an answer about who should move.</summary>
internal static class CandidateAnswer
{
    public static string Verdict(JsonElement item, string test) =>
        item.GetProperty("tests")
            .EnumerateArray()
            .Single(t => t.GetProperty("test").GetString() == test)
            .GetProperty("verdict")
            .GetString()!;
}
