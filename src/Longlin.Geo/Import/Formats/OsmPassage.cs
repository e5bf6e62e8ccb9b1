namespace Longlin.Geo.Import.Formats;

/// <summary>Whether vehicles may pass.</summary>
internal enum OsmPassage
{
    /// <summary>Nothing speaks against it.</summary>
    Open,

    /// <summary>It depends on somebody, or on something that the tags do not say.</summary>
    Unknown,

    /// <summary>They may not, or cannot.</summary>
    Closed,
}

/// <summary>What the tags of a way or of a barrier say about passing.</summary>
internal static class OsmPassages
{
    private static readonly string[] OpenBarriers =
    [
        "cattle_grid",
        "toll_booth",
        "border_control",
        "entrance",
        "height_restrictor",
        "sally_port",
        "kerb",
        "no",
    ];
    private static readonly string[] ClosedBarriers =
    [
        "block",
        "bollard",
        "jersey_barrier",
        "debris",
        "log",
        "cycle_barrier",
        "motorcycle_barrier",
        "stile",
        "horse_stile",
        "turnstile",
        "full-height_turnstile",
        "kissing_gate",
        "wall",
        "fence",
        "ditch",
        "guard_rail",
    ];

    /// <summary>Of a way.</summary>
    public static OsmPassage Way(IReadOnlyDictionary<string, string> tags)
    {
        var said = Said(tags) ?? OsmPassage.Open;
        return said == OsmPassage.Open && tags.GetValueOrDefault("construction") is not (null or "no" or "minor")
            ? OsmPassage.Unknown
            : said;
    }

    /// <summary>Of a barrier: who may pass is said by its access, else by its kind.</summary>
    public static OsmPassage Barrier(IReadOnlyDictionary<string, string> tags) =>
        Said(tags)
        ?? tags["barrier"] switch
        {
            var kind when OpenBarriers.Contains(kind) => OsmPassage.Open,
            var kind when ClosedBarriers.Contains(kind) => OsmPassage.Closed,
            _ => OsmPassage.Unknown,
        };

    // The narrower tag counts: a road that is closed to all may be open to vehicles.
    private static OsmPassage? Said(IReadOnlyDictionary<string, string> tags)
    {
        foreach (var key in (ReadOnlySpan<string>)["motorcar", "motor_vehicle", "vehicle", "access"])
        {
            if (tags.GetValueOrDefault(key) is not { } value)
                continue;
            return value switch
            {
                "no" => OsmPassage.Closed,
                "yes" or "permissive" or "designated" or "destination" or "official" or "public" => OsmPassage.Open,
                _ => OsmPassage.Unknown,
            };
        }

        return null;
    }
}
