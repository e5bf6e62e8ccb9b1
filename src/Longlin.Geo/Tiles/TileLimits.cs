namespace Longlin.Geo.Tiles;

/// <summary>How many tiles are made at once, and how long one may take.</summary>
/// <param name="Deadline">Of one tile; whole seconds.</param>
/// <param name="Patience">For so long a tile waits for its lane.</param>
/// <param name="Near">Near tiles at once.</param>
/// <param name="Far">Far tiles at once.</param>
public sealed record TileLimits(TimeSpan Deadline, TimeSpan Patience, int Near, int Far)
{
    /// <summary>Sane limits for this machine.</summary>
    public TileLimits()
        : this(
            TimeSpan.FromSeconds(20),
            TimeSpan.FromSeconds(8),
            Math.Max(8, 2 * Environment.ProcessorCount),
            Math.Max(3, Environment.ProcessorCount / 2)
        ) { }
}
