using Longlin.Geo.Model;

namespace Longlin.Geo.Features;

/// <summary>The sheet of a workbook that says under which conditions its rows hold: day, standard, source.</summary>
internal static class AnswerConditions
{
    /// <summary>A line a condition.</summary>
    public static WorkbookSheet Sheet(IEnumerable<(Bilingual Title, object? Value)> conditions, string? language) =>
        new(
            new Bilingual("条件", "conditions").Pick(language),
            [new Bilingual("项目", "condition").Pick(language), new Bilingual("内容", "value").Pick(language)],
            conditions
                .Select(c =>
                    (object?[])
                        [
                            c.Title.Pick(language),
                            c.Value switch
                            {
                                Bilingual text => text.Pick(language),
                                System.Collections.IEnumerable list and not string => string.Join(
                                    ' ',
                                    list.Cast<object>()
                                ),
                                var value => value,
                            },
                        ]
                )
                .ToAsyncEnumerable()
        );
}
