using System.Text.Json;
using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>A county, township or village by its national code.</summary>
public sealed record Division(string Code, string Name);

/// <summary>
/// Names and figures of the demonstration county, read from <c>data/demo/</c>. Everything else is invented from a seed.
/// </summary>
public sealed record DemoFigures
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The county.</summary>
    public required Division County { get; init; }

    /// <summary>The file of townships and villages, beside this one.</summary>
    public required string Divisions { get; init; }

    /// <summary>Where names and codes come from.</summary>
    public required string DivisionsSource { get; init; }

    /// <summary>West side of the bounding box, degrees.</summary>
    public required double West { get; init; }

    /// <summary>South side, degrees.</summary>
    public required double South { get; init; }

    /// <summary>East side, degrees.</summary>
    public required double East { get; init; }

    /// <summary>North side, degrees.</summary>
    public required double North { get; init; }

    /// <summary>The day the data speaks for.</summary>
    public required DateOnly DataDate { get; init; }

    /// <summary>Where the figures come from.</summary>
    public required string FiguresSource { get; init; }

    /// <summary>Rural persons.</summary>
    public required int RuralPopulation { get; init; }

    /// <summary>Poor persons.</summary>
    public required int PoorPopulation { get; init; }

    /// <summary>Persons who should move.</summary>
    public required int ToMove { get; init; }

    /// <summary>Number of poor villages.</summary>
    public required int PoorVillages { get; init; }

    /// <summary>Hamlets when no number is given.</summary>
    public required int DefaultHamlets { get; init; }

    /// <summary>Road segments made for each hamlet.</summary>
    public required double RoadSegmentsPerHamlet { get; init; }

    /// <summary>Townships, then villages.</summary>
    public IReadOnlyList<Division> All { get; private init; } = [];

    /// <summary>Reads the figures and the names.</summary>
    /// <exception cref="DataFileException">A file is malformed.</exception>
    public static DemoFigures Load(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "demo");
        var figures =
            JsonSerializer.Deserialize<DemoFigures>(File.ReadAllText(Path.Combine(folder, "county.json")), Strict)
            ?? throw DataFileException.Empty("data/demo/county.json");
        return figures with
        {
            All =
            [
                .. File.ReadLines(Path.Combine(folder, figures.Divisions))
                    .Skip(1)
                    .Select(l => l.Split(','))
                    .Select(p => new Division(p[0], p[1])),
            ],
        };
    }
}
