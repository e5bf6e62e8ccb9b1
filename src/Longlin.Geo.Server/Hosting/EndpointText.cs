using Longlin.Geo.Model;
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

    public static T WithSummary<T>(this T builder, string zh, string en)
        where T : IEndpointConventionBuilder
    {
        builder.Add(b => b.Metadata.Add(new Summary(new(zh, en))));
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
                        var summary = context
                            .Description.ActionDescriptor.EndpointMetadata.OfType<Summary>()
                            .LastOrDefault();
                        if (summary is not null)
                            operation.Summary = summary.Text.Pick(Language(context.ApplicationServices));
                        return Task.CompletedTask;
                    }
                )
                .AddDocumentTransformer(
                    (document, context, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "Longlin Geo",
                            Version = "1",
                            Description = About.Pick(Language(context.ApplicationServices)),
                        };
                        document.Servers = [];
                        return Task.CompletedTask;
                    }
                )
        );
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

    private sealed record Summary(Bilingual Text);

    private sealed class DocumentLanguage
    {
        public string? Value { get; set; }
    }
}
