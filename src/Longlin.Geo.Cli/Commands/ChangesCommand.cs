using System.CommandLine;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin changes</c>: who changed what, when, on what basis.</summary>
internal static class ChangesCommand
{
    public static Command Create()
    {
        var layer = Question.Text("--layer", "图层", "Layer");
        var code = Question.Text("--code", "对象编码（需要 --layer）", "Code of one feature (needs --layer)");
        var since = Question.Text("--since", "自何时起", "Since when");
        var limit = Question.Text("--limit", "最多几行；缺省为 100", "At most so many rows; default: 100");
        var cursor = Question.Text("--cursor", "从上一页给出的位置继续", "Continue where the last page ended");
        return Question.Of<ChangesDocument>(
            new("changes", Help.Text("谁在何时依据什么改了什么", "Who changed what, when and on what basis"))
            {
                layer,
                code,
                since,
                limit,
                cursor,
            },
            (session, parsed, cancellationToken) =>
                ChangesReport.RunAsync(
                    session.Database,
                    parsed.GetValue(layer),
                    parsed.GetValue(code),
                    parsed.GetValue(since),
                    parsed.GetValue(limit),
                    parsed.GetValue(cursor),
                    cancellationToken
                )
        );
    }
}
