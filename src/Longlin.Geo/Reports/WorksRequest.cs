using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports;

/// <summary>Which works are meant.</summary>
public sealed record WorksRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The responsible bureau, as the works have it.</summary>
    public string? Bureau { get; init; }

    /// <summary>Code of a township or village; null: the county.</summary>
    public string? Area { get; init; }

    /// <summary>States to list; null: all.</summary>
    public WordList? State { get; init; }

    /// <summary>What the totals are grouped by; null: bureau.</summary>
    [Parameter("bureau", "township", "village", "year", Default = "bureau")]
    public string? By { get; init; }
}
