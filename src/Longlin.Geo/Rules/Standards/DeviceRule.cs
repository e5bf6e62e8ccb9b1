namespace Longlin.Geo.Rules.Standards;

/// <summary>Point sources or devices of a service.</summary>
public sealed record DeviceRule
{
    /// <summary>The values of the layer's column <c>kind</c>.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>A link within this many metres joins it.</summary>
    public required double JoinMetres { get; init; }

    /// <summary>It serves places within this distance; the asset's own <c>reach_m</c> takes precedence.</summary>
    public double ReachMetres { get; init; }

    /// <summary>The same for hamlets marked dispersed.</summary>
    public double DispersedReachMetres { get; init; }

    /// <summary>Whether it serves without being joined.</summary>
    public bool Standalone { get; init; }

    /// <summary>When it works; null: whenever it is open.</summary>
    public Condition? When { get; init; }

    /// <summary>The layer it stands in; null: that of the links.</summary>
    public string? Layer { get; init; }
}
