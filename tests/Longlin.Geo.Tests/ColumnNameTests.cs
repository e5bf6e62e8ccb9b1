using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests;

/// <summary>Columns of SQL answers are read by name: a statement may get a column, or another order, safely.</summary>
public sealed partial class ColumnNameTests
{
    // One column, a tile; and SQLite, whose statement stands beside the reading.
    private static readonly string[] ByPlace = ["TileExport.cs", "TileShares.cs", "GeoPackageReader.cs"];

    [Fact]
    public void No_column_of_a_statement_is_read_by_its_place()
    {
        List<string> found = [];
        foreach (var file in Sources())
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
                if (Place().IsMatch(lines[i]))
                    found.Add($"{Path.GetFileName(file)}:{i + 1}: {lines[i].Trim()}");
        }

        Assert.Equal([], found);
    }

    [Theory]
    [InlineData("r.GetString(3)", true)]
    [InlineData("reader.GetFieldValue<DateOnly[]>(13)", true)]
    [InlineData("reader.IsDBNull(2 + i) ? null : reader.GetValue(2 + i)", true)]
    [InlineData("string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);", true)]
    [InlineData("r.Get<string>(\"code\")", false)]
    [InlineData("reader.GetInt64(at.Id)", false)]
    [InlineData("RandomNumberGenerator.GetBytes(16)", false)]
    [InlineData("Encoding.GetEncoding(936)", false)]
    public void The_test_tells_places_from_names(string line, bool place) => Assert.Equal(place, Place().IsMatch(line));

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(ProjectRoot.Find(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !ByPlace.Contains(Path.GetFileName(f)))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj"));

    // A number, or a helper that takes one.
    [GeneratedRegex(
        @"\.(Get(String|Value|Boolean|DateTime|Decimal|Double|Float|Int16|Int32|Int64|FieldValue<[^(]+>)|IsDBNull)\(\d"
            + @"|\(int \w+\) => \w+\.IsDBNull\("
    )]
    private static partial Regex Place();
}
