namespace Longlin.Geo.Rules.Standards;

/// <summary>Which dangerous reservoirs endanger which hamlets.</summary>
/// <param name="WithinMetres">Hamlets up to this far in a straight line that lie lower.</param>
/// <param name="Dangerous">The words of the column <c>danger_class</c> that say a dam is dangerous.</param>
/// <param name="Verified">Whether the number was checked against a public source.</param>
public sealed record ReservoirRule(double WithinMetres, IReadOnlyList<string> Dangerous, bool Verified);
