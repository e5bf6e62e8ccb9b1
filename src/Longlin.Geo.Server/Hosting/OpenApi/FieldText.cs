using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>Meaning and unit of the answers' fields by name; a name means the same in every document.</summary>
internal static class FieldText
{
    private static readonly Dictionary<string, Bilingual> ByName = new()
    {
        ["code"] = new("编码", "Code"),
        ["name"] = new("名称", "Name"),
    };

    public static Bilingual? Find(string name) => ByName.GetValueOrDefault(name);
}
