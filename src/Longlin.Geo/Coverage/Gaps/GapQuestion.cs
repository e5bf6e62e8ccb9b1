using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;

namespace Longlin.Geo.Coverage.Gaps;

/// <summary>A question about gaps: a service, a threshold and a day, or a rule that names the first two.</summary>
public sealed record GapQuestion
{
    /// <summary>The service asked for.</summary>
    public required string Service { get; init; }

    /// <summary><c>hamlet</c>, <c>village</c>, <c>township</c> or <c>base</c>.</summary>
    public string Subject { get; init; } = "hamlet";

    /// <summary>Smallest number of households; 0 lists every hamlet.</summary>
    public int MinHouseholds { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>County, township, village or hamlet code whose subjects are meant, or null.</summary>
    public string? Area { get; init; }

    /// <summary>West, south, east, north in EPSG:4490 degrees, or null.</summary>
    public double[]? Bbox { get; init; }

    /// <summary>The verdicts listed.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [Verdict.NotMet, Verdict.Unknown];

    /// <summary>What is taken for granted of works after the data date: one of <see cref="Forecasts.Names"/>.</summary>
    public string Forecast { get; init; } = Forecasts.Planned;

    /// <summary>Whether the list of 2015 is the denominator.</summary>
    public bool Baseline { get; init; }

    /// <summary>The machine word of the denominator.</summary>
    public string Denominator => Baseline ? "baseline" : "current";

    /// <summary>
    /// What comes first: <c>code</c> ascending, <c>households</c> the largest, <c>poor</c> the poor villages.
    /// </summary>
    public string Sort { get; init; } = "code";

    /// <summary>Only hamlets that are not known to be without poor persons, or poor villages.</summary>
    public bool PoorOnly { get; init; }

    /// <summary>Only those whose straight-line answer is this; null: all.</summary>
    public bool? NearRoad { get; init; }

    /// <summary>Only those on which classes of evidence disagree, or agree; null: all.</summary>
    public bool? Conflict { get; init; }

    /// <summary>Only those for which this indicator fails or is missing; null: all.</summary>
    public string? Indicator { get; init; }

    /// <summary>Largest number of items.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Rank and code of the last item of the page before, or null.</summary>
    public (int Rank, string Code)? After { get; init; }
}
