namespace Longlin.Geo.Features.Cql2;

/// <summary>A filter that cannot be understood; the message says where and why.</summary>
public sealed class CqlException(Model.Bilingual reason) : Exception(reason.En)
{
    /// <summary>Why.</summary>
    public Model.Bilingual Reason => reason;

    internal static CqlException Of(string zh, string en) => new(new(zh, en));
}
