using Longlin.Geo.Model;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Pictures of somebody else beneath the map: tiles in Web Mercator by an address with <c>{z}</c>, <c>{x}</c>,
/// <c>{y}</c> (also a WMTS in its key–value form), or a PMTiles archive of pictures.
/// </summary>
/// <param name="Address">https:// or http://, or a path of this service.</param>
/// <param name="Attribution">Whom the pictures are from; shown on the map.</param>
public sealed record Basemap(string Address, string? Attribution)
{
    /// <summary>Whether it is one archive instead of an address a tile.</summary>
    public bool IsArchive => Address.EndsWith(".pmtiles", StringComparison.OrdinalIgnoreCase);

    /// <summary>The host that a page must be allowed to ask; null where it is this service.</summary>
    public string? Origin =>
        Uri.TryCreate(Address.Replace('{', '0').Replace('}', '0'), UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;

    /// <summary>Reads the two settings; null where there is none.</summary>
    /// <exception cref="UsageException">The address is none.</exception>
    public static Basemap? Of(string? address, string? attribution)
    {
        if (string.IsNullOrWhiteSpace(address))
            return null;
        Basemap map = new(address.Trim(), string.IsNullOrWhiteSpace(attribution) ? null : attribution.Trim());
        var complete =
            map.IsArchive
            || ((string[])["{z}", "{x}", "{y}"]).All(p => map.Address.Contains(p, StringComparison.Ordinal));
        // What goes into a header must not end it, and a policy is split at blanks and semicolons.
        if (
            !complete
            || (map.Origin is null && !map.Address.StartsWith('/'))
            || map.Address.Any(c => c is ';' or ',' or '"' || char.IsWhiteSpace(c) || char.IsControl(c))
        )
            throw new UsageException(
                new(
                    $"LONGLIN_BASEMAP={address}：应为带 {{z}} {{x}} {{y}} 的 http(s) 地址，或以 .pmtiles 结尾。",
                    $"LONGLIN_BASEMAP={address}: should be an http(s) address with {{z}}, {{x}} and {{y}}, or "
                        + "end in .pmtiles."
                )
            );
        return map;
    }
}
