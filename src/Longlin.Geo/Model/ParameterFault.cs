namespace Longlin.Geo.Model;

/// <summary>
/// What is wrong with a parameter: its name, what to do, whether it names something that does not exist, and whether it
/// is well formed but wrong.
/// </summary>
public sealed record ParameterFault(
    string Parameter,
    Bilingual Message,
    bool NotFound = false,
    bool Unprocessable = false
);
