using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Sites;
using Longlin.Geo.Server.Hosting.OpenApi;
using Longlin.Geo.Server.Jobs;
using Microsoft.OpenApi;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// Summaries of endpoints in both languages. The OpenAPI document is made for each request, in one language:
/// <c>lang=en</c> or <c>lang=zh</c>, else <c>Accept-Language</c>, else Chinese.
/// </summary>
internal static class EndpointText
{
    private static readonly Bilingual About = new(
        "隆林乡村设施规划：哪些自然屯还没有通、从何时起、为什么。",
        "Rural infrastructure planning for Longlin: which hamlets still lack a service, since when, and why."
    );

    // A job holds its result as an object.
    private static readonly Type[] JobResults =
    [
        typeof(ImportDocument),
        typeof(AssignmentDocument),
        typeof(SuggestDocument),
    ];

    public static T WithSummary<T>(this T builder, string zh, string en)
        where T : IEndpointConventionBuilder
    {
        builder.Add(b => b.Metadata.Add(new EndpointSummary(new(zh, en))));
        return builder;
    }

    /// <summary>Registers the document and the language it is written in.</summary>
    public static void AddDocument(IServiceCollection services)
    {
        services.AddScoped<DocumentLanguage>();
        services.AddOpenApi(o =>
            o.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        OperationWriter.Write(operation, context, Language(context.ApplicationServices));
                        return Task.CompletedTask;
                    }
                )
                .AddDocumentTransformer(
                    async (document, context, cancellationToken) =>
                    {
                        document.Components ??= new();
                        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
                        foreach (var type in JobResults)
                            document.Components.Schemas[type.Name] = await context.GetOrCreateSchemaAsync(
                                type,
                                null,
                                cancellationToken
                            );
                        WriteDocument(document, Language(context.ApplicationServices));
                    }
                )
        );
    }

    private static void WriteDocument(OpenApiDocument document, string? language)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Longlin Geo",
            Version = "1",
            Description = About.Pick(language),
            License = new OpenApiLicense { Name = "Apache License 2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>(
            GroupText.All.Select(g => new OpenApiTag
            {
                Name = g.Tag,
                Description = $"**{g.Title.Pick(language)}** {g.Introduction.Pick(language)}",
            })
        );
        if (document.Components!.Schemas!["JobDocument"] is OpenApiSchema { Properties: { } job })
            job["result"] = new OpenApiSchema
            {
                Description = new Bilingual(
                    "结果，随任务的种类；没有为 null",
                    "The result, by kind of job; or null"
                ).Pick(language),
                OneOf =
                [
                    new OpenApiSchema { Type = JsonSchemaType.Null },
                    .. JobResults.Select(t => new OpenApiSchemaReference(t.Name, document)),
                ],
            };
        foreach (var (name, schema) in document.Components.Schemas)
        {
            if (schema is not OpenApiSchema { } known)
                continue;
            DescribeFields(known, language);
            // What is sent may leave a member out; an answer has all of them, null where there is no value.
            if (!name.EndsWith("Request", StringComparison.Ordinal) && name != nameof(WhatIfAsset))
                RequireAll(known);
        }

        document.Components.Schemas[OperationWriter.Problem] = ProblemSchema(language);
        AnswerSchemas.AddTo(document, language);
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [OperationWriter.Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = new Bilingual(
                    "Authorization: Bearer 令牌。令牌由 ./longlin user add 发给；在本机读取不需要。",
                    "Authorization: Bearer TOKEN. ./longlin user add issues tokens; reading on loopback needs none."
                ).Pick(language),
            },
        };
    }

    // The framework takes descriptions from the comments of the code, which are English.
    private static void DescribeFields(OpenApiSchema schema, string? language)
    {
        var english = language == "en";
        if (!english)
            schema.Description = null;
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (property is not OpenApiSchema field)
                continue;
            if (!(english && field.Description is { Length: > 0 } known && known.All(char.IsAscii)))
                field.Description = FieldText.Find(name)?.Pick(language);
            // A record that is written out where it is used.
            var text = field.Description;
            DescribeFields(field, language);
            field.Description = text;
            if (field.Items is OpenApiSchema item)
                DescribeFields(item, language);
            foreach (var way in (field.OneOf ?? []).OfType<OpenApiSchema>())
                DescribeFields(way, language);
        }
    }

    private static void RequireAll(OpenApiSchema schema)
    {
        if (schema.Properties is { Count: > 0 } properties)
            schema.Required = properties.Keys.ToHashSet();
        foreach (var member in (schema.Properties ?? new Dictionary<string, IOpenApiSchema>()).Values)
        {
            if (member is not OpenApiSchema inner)
                continue;
            RequireAll(inner);
            if (inner.Items is OpenApiSchema item)
                RequireAll(item);
            foreach (var way in (inner.OneOf ?? []).OfType<OpenApiSchema>())
                RequireAll(way);
        }
    }

    private static OpenApiSchema ProblemSchema(string? language)
    {
        Dictionary<string, (JsonSchemaType Type, Bilingual Text)> fields = new()
        {
            ["type"] = (JsonSchemaType.String, new("状态的说明地址", "Address that explains the status")),
            ["title"] = (JsonSchemaType.String, new("状态的名称", "Name of the status")),
            ["status"] = (JsonSchemaType.Integer, new("HTTP 状态", "HTTP status")),
            ["detail"] = (JsonSchemaType.String, new("哪里不对、怎样改", "What is wrong and what to do")),
            ["parameter"] = (JsonSchemaType.String, new("出错的参数", "The parameter at fault")),
            ["traceId"] = (
                JsonSchemaType.String,
                new("请求的编号，日志中可查", "Number of the request, as in the log")
            ),
        };
        return new()
        {
            Type = JsonSchemaType.Object,
            Description = new Bilingual("问题详情（RFC 9457）", "Problem details (RFC 9457)").Pick(language),
            Properties = fields.ToDictionary(
                f => f.Key,
                f =>
                    (IOpenApiSchema)new OpenApiSchema { Type = f.Value.Type, Description = f.Value.Text.Pick(language) }
            ),
            Required = new HashSet<string> { "title", "status" },
        };
    }

    public static void MapDocument(this IEndpointRouteBuilder routes) =>
        routes
            .MapOpenApi("/openapi.json")
            .AddEndpointFilter(
                (context, next) =>
                {
                    var http = context.HttpContext;
                    http.RequestServices.GetRequiredService<DocumentLanguage>().Value =
                        http.Request.Query["lang"].FirstOrDefault() ?? Problems.Language(http);
                    http.Response.Headers.Append("Vary", "Accept-Language");
                    return next(context);
                }
            );

    private static string? Language(IServiceProvider services) => services.GetService<DocumentLanguage>()?.Value;

    private sealed class DocumentLanguage
    {
        public string? Value { get; set; }
    }
}
