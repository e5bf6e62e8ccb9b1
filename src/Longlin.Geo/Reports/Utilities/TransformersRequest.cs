namespace Longlin.Geo.Reports.Utilities;

/// <summary>Which transformers are meant.</summary>
public sealed record TransformersRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Code of a township or village; null: the county.</summary>
    public string? Area { get; init; }

    /// <summary>Only those that serve poor villages.</summary>
    public bool? PoorOnly { get; init; }

    /// <summary>Least age in years; null: any.</summary>
    public double? MinAge { get; init; }

    /// <summary>How many to list; null: 100, or all of them in a file (<see cref="AsWhole"/>).</summary>
    public int? Limit { get; init; }

    /// <summary>The same question for all of them where no limit is given, as in a file.</summary>
    public TransformersRequest AsWhole() => this with { Limit = Limit ?? int.MaxValue };
}
