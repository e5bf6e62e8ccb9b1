using System.Globalization;

namespace Longlin.Geo.Model.Requests;

/// <summary>
/// One parameter of a question: its meaning, unit, default, allowed values and an example. The OpenAPI document, the
/// problem texts and <c>--help</c> are all written from this.
/// </summary>
/// <param name="Name">As the address spells it.</param>
/// <param name="Kind">What its text means.</param>
/// <param name="Meaning">What it does to the answer.</param>
public sealed record RequestParameter(string Name, ParameterKind Kind, Bilingual Meaning)
{
    /// <summary>A value that works with the demonstration county.</summary>
    public required string Example { get; init; }

    /// <summary>What holds where it is not given; null: nothing, or as the meaning says.</summary>
    public string? Default { get; init; }

    /// <summary>Of a number; null: a count, or no number.</summary>
    public string? Unit { get; init; }

    /// <summary>The least number.</summary>
    public int Least { get; init; }

    /// <summary>The greatest number.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>The words of a closed set.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Meaning, values, unit and default in one sentence each, for help and for the OpenAPI
    /// document.</summary>
    public Bilingual Description =>
        new(
            $"{Meaning.Zh}{(Kind == ParameterKind.Text ? "" : $"。应为{Wanted.Zh}")}"
                + (Unit is null ? "" : $"；单位 {Unit}")
                + (Default is null ? "" : $"；默认 {Default}"),
            $"{Meaning.En}{(Kind == ParameterKind.Text ? "" : $". Takes {Wanted.En}")}"
                + (Unit is null ? "" : $"; unit: {Unit}")
                + (Default is null ? "" : $"; default: {Default}")
        );

    /// <summary>As one request takes it.</summary>
    public RequestParameter Narrow(ParameterAttribute? request) =>
        request is null
            ? this
            : this with
            {
                Allowed = request.Allowed.Count == 0 ? Allowed : request.Allowed,
                Kind = request.Moment ? ParameterKind.Moment : Kind,
                Default = request.Default ?? Default,
                Most = request.Most == 0 ? Most : request.Most,
                Example =
                    request.Allowed.Count == 0 || request.Allowed.Contains(Example) ? Example : request.Allowed[0],
            };

    /// <summary>What is wrong with a text; null where nothing is.</summary>
    public ParameterFault? Check(string text) =>
        IsGood(text) ? null : new(Name, new($"\"{text}\" 应为{Wanted.Zh}", $"\"{text}\" should be {Wanted.En}"));

    /// <summary>The values that are taken, for the end of a sentence: "a whole number from 1 to 10000".</summary>
    public Bilingual Wanted =>
        Kind switch
        {
            ParameterKind.Whole => new(
                $" {Least} 到 {Most} 的整数",
                string.Create(CultureInfo.InvariantCulture, $"a whole number from {Least} to {Most}")
            ),
            ParameterKind.Number => new(
                $" {Least} 到 {Most} 的数",
                string.Create(CultureInfo.InvariantCulture, $"a number from {Least} to {Most}")
            ),
            ParameterKind.Flag => new(" true 或 false", "true or false"),
            ParameterKind.Day => new(" 2018-12-31 这样的日期", "a date like 2018-12-31"),
            ParameterKind.Moment => new("日期或时刻，如 2018-06-01", "a day or a moment, such as 2018-06-01"),
            ParameterKind.Word => new(
                $"其中之一：{string.Join("、", Allowed)}",
                $"one of: {string.Join(", ", Allowed)}"
            ),
            ParameterKind.Words => new(
                $"其中若干，用逗号分隔：{string.Join("、", Allowed)}",
                $"some of these, joined by commas: {string.Join(", ", Allowed)}"
            ),
            ParameterKind.Box => new(" 西,南,东,北（度）", "west,south,east,north in degrees"),
            _ => new("文字，不能为空", "text that is not empty"),
        };

    private bool IsGood(string text) =>
        Kind switch
        {
            ParameterKind.Whole => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= Least
                && number <= Most,
            ParameterKind.Number => double.TryParse(
                text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
                && number >= Least
                && number <= Most,
            ParameterKind.Flag => text is "true" or "false",
            ParameterKind.Day => DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            ) && day.Year is >= 1900 and <= 2200,
            ParameterKind.Moment => Moment.TryParse(text, null, out _),
            ParameterKind.Word => Allowed.Contains(text),
            ParameterKind.Words => WordList.Parse(text, null).Words is [_, ..] words && words.All(Allowed.Contains),
            ParameterKind.Box => Box.TryParse(text, null, out _),
            // An empty code or name would ask for nothing.
            _ => !string.IsNullOrWhiteSpace(text),
        };
}
