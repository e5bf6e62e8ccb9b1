using System.CommandLine;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin what-if</c>: who would lose and gain if assets close, open or are built; nothing is
/// stored.</summary>
internal static class WhatIfCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE")
        {
            Description = Help.Text(
                "JSON 文件：asOf、closed、opened、added，与 POST /api/what-if 相同",
                "JSON file: asOf, closed, opened, added, as for POST /api/what-if"
            ),
        };
        return Question.Of<WhatIfDocument>(
            new("what-if", Help.Text("假设关闭、开通或新建：谁失去、谁得到", "What if assets close, open or are built"))
            {
                file,
            },
            parsed =>
                async (session, cancellationToken) =>
                    await WhatIfReport.RunAsync(
                        session.Database,
                        session.Standard,
                        await ReadAsync(parsed.GetValue(file)!, cancellationToken),
                        session.ReadCountyAsync,
                        Session.Today,
                        cancellationToken
                    )
        );
    }

    private static async Task<WhatIfRequest> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<WhatIfRequest>(stream, JsonForms.Request, cancellationToken)
                ?? throw new UsageException(new($"{file}: 文件内容为 null。", $"{file}: the file holds null."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(new($"{file}: 无法读取该文件。", $"{file}: the file cannot be read."));
        }
        catch (JsonException e)
        {
            var place = $"{file}:{e.LineNumber + 1}: {e.Path}";
            throw new UsageException(
                new(
                    $"{place}: 文件格式不对。可用成员：asOf、closed、opened、added；每项有 layer、code、geometry、"
                        + "set。",
                    $"{place}: the file is not a valid what-if question. Members: asOf, closed, opened, "
                        + "added; each item has layer, code, geometry, set."
                )
            );
        }
    }
}
