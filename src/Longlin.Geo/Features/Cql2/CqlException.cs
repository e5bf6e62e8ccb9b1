namespace Longlin.Geo.Features.Cql2;

/// <summary>A filter that cannot be understood; the message says where, why, and what is allowed there.</summary>
public sealed class CqlException(Model.Bilingual reason) : Exception(reason.En)
{
    /// <summary>Where and why.</summary>
    public Model.Bilingual Reason => reason;

    internal static CqlException Of(CqlPlace place, string zh, string en) => new(place.Tell(zh, en));
}
