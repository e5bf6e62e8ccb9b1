namespace Longlin.Geo.Model.Requests;

/// <summary>What the text of a parameter means.</summary>
public enum ParameterKind
{
    /// <summary>Any text: a code, a cursor, a filter.</summary>
    Text,

    /// <summary>A whole number within a range.</summary>
    Whole,

    /// <summary>A number within a range.</summary>
    Number,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A day, yyyy-MM-dd, of the years 1900 to 2200.</summary>
    Day,

    /// <summary>A day or a moment.</summary>
    Moment,

    /// <summary>One word of a closed set.</summary>
    Word,

    /// <summary>Words of a closed set, joined by commas.</summary>
    Words,

    /// <summary>west,south,east,north in degrees.</summary>
    Box,
}
