using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules;

/// <summary>Reads a file of <c>data/</c> strictly: no unknown member, no missing value, no duplicate.</summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>The file as a record.</summary>
    /// <exception cref="DataFileException">The file is malformed; the message names file, line and path.</exception>
    public static T Read<T>(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw DataFileException.Empty(file);
        }
        catch (JsonException e)
        {
            throw DataFileException.Unreadable(file, e);
        }
    }
}
