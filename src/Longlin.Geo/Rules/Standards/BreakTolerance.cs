namespace Longlin.Geo.Rules.Standards;

/// <summary>
/// How close two line ends must be to join, and up to which distance a gap is a suspected break.
/// </summary>
/// <param name="JoinMetres">Up to here they join.</param>
/// <param name="SuspectedMetres">Up to here a gap is reported, never bridged.</param>
public sealed record BreakTolerance(double JoinMetres, double SuspectedMetres);
