namespace Longlin.Geo.Features.Cql2;

/// <summary>What a part of a filter gives.</summary>
public enum CqlKind
{
    /// <summary>Characters.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A moment.</summary>
    Timestamp,

    /// <summary>Several texts.</summary>
    Texts,

    /// <summary>A geometry.</summary>
    Geometry,
}
