using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports.Networks;

/// <summary>Bottlenecks, and those cleared since an earlier day. The other findings carry their dates.</summary>
public sealed record BottlenecksRequest : FindingsRequest
{
    /// <summary>The earlier day; null: the day before the Decision's years.</summary>
    [Parameter(Default = "2015-12-31")]
    public DateOnly? Since { get; init; }
}
