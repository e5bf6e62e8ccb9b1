using System.Text.Json;

namespace Longlin.Geo.Features;

/// <summary>
/// The place of a feature in an order: its values by the sort keys, as text, and its id. It holds whatever happens to
/// the feature.
/// </summary>
public sealed record ItemsCursor(IReadOnlyList<string?> Keys, long Id)
{
    /// <summary>As opaque text.</summary>
    public string Write() =>
        System.Buffers.Text.Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web)
        );

    /// <summary>What the text means, or null.</summary>
    public static ItemsCursor? Read(string text, int keys)
    {
        try
        {
            return
                System.Buffers.Text.Base64Url.IsValid(text)
                && JsonSerializer.Deserialize<ItemsCursor>(
                    System.Buffers.Text.Base64Url.DecodeFromChars(text),
                    JsonSerializerOptions.Web
                )
                    is { Keys: { } all } cursor
                && all.Count == keys
                && all.All(k => k?.Contains('\0', StringComparison.Ordinal) is not true)
                ? cursor
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
