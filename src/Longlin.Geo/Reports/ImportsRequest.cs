using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports;

/// <summary>Which imports are meant.</summary>
public sealed record ImportsRequest
{
    /// <summary>Imports into this layer; null: into all.</summary>
    public string? Layer { get; init; }

    /// <summary>How many on a page; null: 100.</summary>
    [Parameter(Most = 1000)]
    public int? Limit { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }
}
