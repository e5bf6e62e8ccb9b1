using System.Globalization;
using System.Text.Json.Nodes;
using Longlin.Geo.Model.Requests;
using Longlin.Geo.Rules.Standards;
using Microsoft.OpenApi;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>A parameter as OpenAPI describes it.</summary>
internal static class ParameterSchema
{
    public static OpenApiParameter Describe(
        RequestParameter parameter,
        ParameterLocation place,
        Standard standard,
        string? language
    )
    {
        var list = parameter.Kind is ParameterKind.Words or ParameterKind.Box;
        return new()
        {
            Name = parameter.Name,
            In = place,
            Required = place == ParameterLocation.Path,
            Description = parameter.Description.Pick(language),
            Example = Value(parameter, parameter.Example),
            Schema = Schema(parameter, standard),
            // Joined by commas in one value.
            Style = list ? ParameterStyle.Form : null,
            Explode = !list && place != ParameterLocation.Path,
        };
    }

    private static OpenApiSchema Schema(RequestParameter parameter, Standard standard)
    {
        var schema = parameter.Kind switch
        {
            ParameterKind.Whole => new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = parameter.Least.ToString(CultureInfo.InvariantCulture),
                Maximum = parameter.Most.ToString(CultureInfo.InvariantCulture),
            },
            ParameterKind.Number => new()
            {
                Type = JsonSchemaType.Number,
                Minimum = parameter.Least.ToString(CultureInfo.InvariantCulture),
                Maximum = parameter.Most.ToString(CultureInfo.InvariantCulture),
            },
            ParameterKind.Flag => new() { Type = JsonSchemaType.Boolean },
            ParameterKind.Day => new() { Type = JsonSchemaType.String, Format = "date" },
            ParameterKind.Word => Words(parameter.Allowed),
            ParameterKind.Words => new() { Type = JsonSchemaType.Array, Items = Words(parameter.Allowed) },
            ParameterKind.Box => new()
            {
                Type = JsonSchemaType.Array,
                MinItems = 4,
                MaxItems = 6,
                Items = new OpenApiSchema { Type = JsonSchemaType.Number },
            },
            _ when parameter.Name == "rule" => Words([.. standard.Rules.Select(r => r.Rule)]),
            _ when parameter.Name == "service" => Words([.. standard.All.Select(s => s.Service)]),
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };
        if (parameter.Default is not null)
            schema.Default = Value(parameter, parameter.Default);
        return schema;
    }

    private static OpenApiSchema Words(IReadOnlyList<string> words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(w => (JsonNode)w)] };

    private static JsonNode Value(RequestParameter parameter, string text) =>
        parameter.Kind switch
        {
            ParameterKind.Whole or ParameterKind.Number => int.Parse(text, CultureInfo.InvariantCulture),
            ParameterKind.Flag => text == "true",
            ParameterKind.Words => new JsonArray([.. text.Split(',').Select(w => (JsonNode)w)]),
            ParameterKind.Box => new JsonArray([
                .. text.Split(',').Select(n => (JsonNode)double.Parse(n, CultureInfo.InvariantCulture)),
            ]),
            _ => text,
        };
}
