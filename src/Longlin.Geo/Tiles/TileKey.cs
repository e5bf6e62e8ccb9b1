using System.Globalization;

namespace Longlin.Geo.Tiles;

/// <summary>Which tile: layers joined by commas as they were asked for, and its place in the WebMercatorQuad.</summary>
public readonly record struct TileKey(string Layers, int Z, int X, int Y)
{
    /// <summary>As addresses write it: <c>layers/z/x/y</c>.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Layers}/{Z}/{X}/{Y}");
}
