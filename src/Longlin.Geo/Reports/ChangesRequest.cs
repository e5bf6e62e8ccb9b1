using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports;

/// <summary>Which changes are meant.</summary>
public sealed record ChangesRequest
{
    /// <summary>Changes of this layer; null: of all.</summary>
    public string? Layer { get; init; }

    /// <summary>The history of this feature; needs its layer.</summary>
    public string? Code { get; init; }

    /// <summary>Null: from the first change on.</summary>
    [Parameter(Moment = true)]
    public Moment? Since { get; init; }

    /// <summary>How many on a page; null: 100.</summary>
    [Parameter(Most = 1000)]
    public int? Limit { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>The same question for all changes where no limit is given, as in a file.</summary>
    public ChangesRequest AsWhole() => this with { Limit = Limit ?? int.MaxValue - 1 };
}
