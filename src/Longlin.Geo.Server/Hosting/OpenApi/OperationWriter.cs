using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Server.Hosting.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>Writes what the framework cannot know of an operation: words, parameters, access and problems.</summary>
internal static class OperationWriter
{
    public const string Problem = "Problem";
    public const string Token = "token";

    // Those of every operation, then those of some.
    private static readonly (int Status, Bilingual Text)[] Problems =
    [
        (400, new("参数未知、重复或不合要求", "A parameter is unknown, doubled or wrong")),
        (401, new("需要令牌", "A token is needed")),
        (403, new("该角色不可以这样做", "The role may not do this")),
        (404, new("没有这样的编码、图层或任务", "No such code, layer or job")),
        (409, new("已被他人修改，或不能再这样做", "Changed by somebody else, or no longer possible")),
        (413, new("内容过大", "The body is too large")),
        (415, new("不支持的内容类型", "This media type is not taken")),
        (422, new("写法正确但内容有误", "Well formed but wrong")),
        (429, new("任务太多，见 Retry-After", "Too many jobs: see Retry-After")),
        (503, new("数据库暂时不可用，见 Retry-After", "The database is unavailable: see Retry-After")),
    ];

    public static void Write(OpenApiOperation operation, OpenApiOperationTransformerContext context, string? language)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = context.Description.HttpMethod!;
        var path = Path(context.Description.RelativePath);
        operation.OperationId = Id(method, path);
        operation.Summary = metadata.OfType<EndpointSummary>().LastOrDefault()?.Text.Pick(language);
        var text = OperationTexts.All.GetValueOrDefault($"{method} {path}");
        WriteParameters(operation, context, language);
        if (text is not null)
        {
            operation.Description = Describe(operation, text, method, path, language);
            WriteSuccess(operation, text, $"{method} {path}", context.Document!, language);
        }

        RequestBodies.Write(operation, $"{method} {path}", context.Document!, language);

        WriteProblems(operation, context.Document!, method, path, language);
        operation.Security = metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy switch
        {
            AccessPolicy.Anyone => [],
            AccessPolicy.Read or AccessPolicy.Ask => [new OpenApiSecurityRequirement(), Needed(context.Document!)],
            _ => [Needed(context.Document!)],
        };
    }

    private static OpenApiSecurityRequirement Needed(OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(Token, document)] = [] };

    private static string Path(string? relative)
    {
        var path = "/" + relative?.TrimEnd('/');
        // Constraints are the router's: {id:long} is {id} to readers.
        return string.Join(
            '/',
            path.Split('/').Select(s => s.StartsWith('{') && s.Split(':') is [var name, _] ? name + "}" : s)
        );
    }

    // getApiCoverageGaps: generated clients name their methods by it.
    private static string Id(string method, string path) =>
        method.ToLowerInvariant()
        + string.Concat(
            path.Split(['/', '.', '-', '{', '}', ','], StringSplitOptions.RemoveEmptyEntries)
                .Select(w => char.ToUpperInvariant(w[0]) + w[1..])
        );

    private static void WriteParameters(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        string? language
    )
    {
        var standard = context.ApplicationServices.GetRequiredService<Standard>();
        string[] inPath =
        [
            .. (operation.Parameters ?? []).Where(p => p.In == ParameterLocation.Path).Select(p => p.Name!),
        ];
        var plan = RequestPlan.Read([.. context.Description.ActionDescriptor.EndpointMetadata], inPath.Contains);
        operation.Parameters =
        [
            .. inPath.Select(name =>
                ParameterSchema.Describe(RequestParameters.Find(name), ParameterLocation.Path, standard, language)
            ),
            .. plan.Query.Select(p => ParameterSchema.Describe(p, ParameterLocation.Query, standard, language)),
        ];
    }

    private static string Describe(
        OpenApiOperation operation,
        OperationText text,
        string method,
        string path,
        string? language
    )
    {
        var description = text.Description.Pick(language);
        if (method != "GET")
            return description;
        var address = path;
        foreach (var parameter in operation.Parameters ?? [])
            address = address.Replace(
                $"{{{parameter.Name}}}",
                parameter.Example is { } example && example.GetValueKind() == JsonValueKind.String
                    ? example.GetValue<string>()
                    : parameter.Example?.ToJsonString(),
                StringComparison.Ordinal
            );
        return description
            + "\n\n"
            + new Bilingual($"例：`{address}{text.Example}`", $"Example: `{address}{text.Example}`").Pick(language);
    }

    private static void WriteSuccess(
        OpenApiOperation operation,
        OperationText text,
        string name,
        OpenApiDocument document,
        string? language
    )
    {
        operation.Responses ??= [];
        var status = text.Status.ToString(CultureInfo.InvariantCulture);
        foreach (var other in operation.Responses.Keys.Where(k => k[0] == '2' && k != status).ToList())
            operation.Responses.Remove(other);
        if (!operation.Responses.TryGetValue(status, out var known) || known is not OpenApiResponse response)
            operation.Responses[status] = response = new OpenApiResponse();
        response.Description = new Bilingual("成功", "Success").Pick(language);
        if (text.Media.Count == 0)
            return;
        var schema = response.Content?.Values.Select(m => m.Schema).FirstOrDefault(s => s is not null);
        response.Content = text.Media.ToDictionary(
            m => m,
            m => new OpenApiMediaType
            {
                Schema =
                    schema is not null && m == text.Media[0] ? schema
                    : m.Contains("json", StringComparison.Ordinal)
                        ? AnswerSchemas.Find(name, m, document) ?? new OpenApiSchema { Type = JsonSchemaType.Object }
                    : m.StartsWith("text/", StringComparison.Ordinal)
                        ? new OpenApiSchema { Type = JsonSchemaType.String }
                    : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            }
        );
    }

    private static void WriteProblems(
        OpenApiOperation operation,
        OpenApiDocument document,
        string method,
        string path,
        string? language
    )
    {
        operation.Responses ??= [];
        foreach (var status in operation.Responses.Keys.Where(k => k[0] is '4' or '5').ToList())
            operation.Responses.Remove(status);
        foreach (var (status, text) in Problems)
        {
            var met = status switch
            {
                404 => path.Contains('{', StringComparison.Ordinal)
                    || operation.Parameters!.Any(p => p.Name is "area" or "layer"),
                403 or 409 or 413 or 415 or 422 or 429 => method != "GET",
                _ => true,
            };
            if (met)
                operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
                {
                    Description = text.Pick(language),
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, document) },
                    },
                };
        }
    }
}
