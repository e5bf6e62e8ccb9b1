using System.Collections;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;
using Longlin.Geo.Model;

namespace Longlin.Geo.Reports;

/// <summary>
/// An answer document as rows: every published list in every format from its record alone. Its first list of records
/// gives the rows; what stands beside it are the conditions of the answer; further lists are sheets of their own.
/// A record inside a row is spread over columns (<c>slope.meanDegrees</c> becomes <c>slopeMeanDegrees</c>); a list of
/// records inside a row is JSON in a CSV cell and a sheet of its own in a workbook.
/// </summary>
public sealed class DocumentTable
{
    private readonly object _document;
    private readonly TableColumns _columns;
    private readonly List<object> _items;
    private readonly string _list;
    private readonly List<(string Name, TableColumns Columns, List<object> Items)> _more = [];
    private readonly List<(TableColumn Column, object? Value)> _conditions = [];

    private DocumentTable(object document, string list, TableColumns columns, List<object> items) =>
        (_document, _list, _columns, _items) = (document, list, columns, items);

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Formats => FeatureTable.Names;

    /// <summary>The machine names of the columns, as CSV has them.</summary>
    public IReadOnlyList<string> Columns => [.. _columns.All.Select(c => c.Name)];

    /// <summary>How many rows it has.</summary>
    public int RowCount => _items.Count;

    /// <summary>The conditions of the answer: its scalar members.</summary>
    public IReadOnlyList<(Bilingual Title, object? Value)> Conditions =>
        [.. _conditions.Select(c => (c.Column.Title, c.Value))];

    /// <summary>Whether the answer rests on the demonstration county.</summary>
    public bool Synthetic => _document.GetType().GetProperty("Synthetic")?.GetValue(_document) is true;

    /// <summary>The conditions that have a value, as text.</summary>
    public IEnumerable<(string Title, string Value)> ConditionTexts(string? language) =>
        _conditions
            .Where(c => c is { Value: not null, Column.Name: not ("synthetic" or "next") })
            .Select(c =>
                (c.Column.Title.Pick(language), TableColumn.Text(c.Column.Read(_document, language), language!))
            );

    /// <summary>The table of a document.</summary>
    public static DocumentTable Of(object document)
    {
        // Of several lists the one called items comes first.
        var lists = TableColumns
            .MembersOf(document.GetType())
            .Where(m => TableColumns.RecordOfList(m.PropertyType) is not null)
            .OrderByDescending(m => m.Name == "Items")
            .Select(m =>
                (
                    Name: TableColumns.Camel(m.Name),
                    Columns: TableColumns.Of(TableColumns.RecordOfList(m.PropertyType)!),
                    Items: ((IEnumerable?)m.GetValue(document) ?? Array.Empty<object>()).Cast<object>().ToList()
                )
            )
            .ToList();
        var own = TableColumns.Of(document.GetType());
        // An answer about one thing is one row, and has no further conditions.
        if (lists.Count == 0)
            return new(document, "items", own, [document]);
        DocumentTable table = new(document, lists[0].Name, lists[0].Columns, lists[0].Items);
        table._more.AddRange(lists[1..]);
        table._conditions.AddRange(own.All.Where(c => !c.IsList).Select(c => (c, c.Get(document))));
        return table;
    }

    /// <summary>The same table with what its document leaves unsaid of the conditions, by machine name.</summary>
    public DocumentTable With(IEnumerable<(string Name, object? Value)> conditions)
    {
        foreach (var (name, value) in conditions)
        {
            if (!_conditions.Exists(c => c.Column.Name == name))
                _conditions.Add(
                    (new(name, Words.Column(name), value?.GetType() ?? typeof(string), _ => value, null), value)
                );
        }

        return this;
    }

    /// <summary>Writes the document in a format of <see cref="Formats"/>.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="format">json, geojson, csv or xlsx.</param>
    /// <param name="language">zh or en: headers and words of a workbook.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task WriteAsync(Stream target, string format, string? language, CancellationToken cancellationToken) =>
        format switch
        {
            "json" => JsonSerializer.SerializeAsync(
                target,
                _document,
                _document.GetType(),
                JsonForms.Document,
                cancellationToken
            ),
            "geojson" => WriteGeoJsonAsync(target, cancellationToken),
            "csv" => WriteCsvAsync(target, cancellationToken),
            "xlsx" => WriteWorkbookAsync(target, language, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    /// <summary>Header and rows as text for people: no places, no lists of records.</summary>
    public IReadOnlyList<string[]> Text(string? language)
    {
        var shown = Shown.ToList();
        return
        [
            [.. shown.Select(c => c.Title.Pick(language))],
            .. _items.Select(i => shown.Select(c => TableColumn.Text(c.Read(i, language), language)).ToArray()),
        ];
    }

    /// <summary>The machine names of the columns of <see cref="Text"/>.</summary>
    public IReadOnlyList<string> TextColumns => [.. Shown.Select(c => c.Name)];

    /// <summary>Which columns of <see cref="Text"/> hold numbers.</summary>
    public IReadOnlyList<int> NumberColumns => [.. Shown.Index().Where(c => c.Item.IsNumber).Select(c => c.Index)];

    private IEnumerable<TableColumn> Shown =>
        _columns.All.Where(c => c is { IsList: false, Name: not ("lon" or "lat") });

    // A row stands for itself wherever it is pasted: each carries the conditions of the answer, and what all rows sum
    // to. Where the next page begins is no property of a row.
    private Task WriteCsvAsync(Stream target, CancellationToken cancellationToken)
    {
        List<(string Name, object? Value)> conditions =
        [
            .. _conditions.Where(c => c.Column.Name != "next").Select(c => (Condition(c.Column.Name), Cell(c.Value))),
        ];
        if (Synthetic && conditions.TrueForAll(c => c.Name != "note"))
            conditions.Add((Condition("note"), CountyState.SyntheticNote.Zh));
        return CsvTable.WriteAsync(
            target,
            [.. _columns.All.Select(c => c.Name), .. conditions.Select(c => c.Name)],
            _items
                .Select(i =>
                    _columns
                        .All.Select(c =>
                            Cell(c.IsList ? JsonSerializer.Serialize(c.Get(i), JsonForms.Document) : c.Get(i))
                        )
                        .Concat(conditions.Select(c => c.Value))
                )
                .ToAsyncEnumerable(),
            cancellationToken
        );
    }

    // A condition may be called like a column: what it is about stands before it.
    private string Condition(string name) => _columns.All.Any(c => c.Name == name) ? "answer_" + name : name;

    private static object? Cell(object? value) =>
        value switch
        {
            Bilingual text => text.Zh,
            DateOnly day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            DateTime moment => MomentText.Iso(moment),
            DateTimeOffset moment => moment.ToString("o", System.Globalization.CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            IEnumerable list and not string => string.Join(' ', list.Cast<object>()),
            _ => value,
        };

    private Task WriteGeoJsonAsync(Stream target, CancellationToken cancellationToken) =>
        GeoJsonWriter.WriteAsync(
            target,
            [.. _conditions.Select(c => (c.Column.Name, c.Value))],
            _items.ToAsyncEnumerable(),
            (json, item) =>
                GeoJsonWriter.WriteFeature(
                    json,
                    _columns.Shape(item),
                    j => JsonSerializer.Serialize(j, _columns.Properties(item), GeoJsonWriter.Options)
                ),
            cancellationToken
        );

    private Task WriteWorkbookAsync(Stream target, string? language, CancellationToken cancellationToken)
    {
        var first = _list == "items" ? new Bilingual("结果", "result") : Words.Column(_list);
        List<WorkbookSheet> sheets = [Sheet(first.Pick(language), _columns, _items, language)];
        foreach (var (name, columns, items) in _more)
            sheets.Add(Sheet(Words.Column(name).Pick(language), columns, items, language));
        foreach (var list in _columns.All.Where(c => c.IsList && c.Record is not null))
            sheets.Add(Inner(list, language));
        sheets.Add(AnswerConditions.Sheet(Conditions.Select(c => (c.Title, c.Value)), language));
        return Workbook.WriteAsync(target, sheets, language, cancellationToken);
    }

    private WorkbookSheet Sheet(string name, TableColumns columns, List<object> items, string? language)
    {
        var marks = Synthetic ? (object?[])[CountyState.SyntheticNote.Pick(language)] : [];
        return new(
            name,
            [
                .. columns.All.Select(c => c.Title.Pick(language)),
                .. marks.Select(_ => Words.Column("note").Pick(language)),
            ],
            items
                .Select(i => (object?[])[.. columns.All.Select(c => c.Read(i, language)), .. marks])
                .ToAsyncEnumerable()
        );
    }

    // The list of records inside each row, with the row's own key before it.
    private WorkbookSheet Inner(TableColumn list, string? language)
    {
        var columns = TableColumns.Of(list.Record!).All;
        var key = _columns.All[0];
        return new(
            list.Title.Pick(language),
            [key.Title.Pick(language), .. columns.Select(c => c.Title.Pick(language))],
            _items
                .SelectMany(i =>
                    ((IEnumerable?)list.Get(i) ?? Array.Empty<object>())
                        .Cast<object>()
                        .Select(r => (object?[])[key.Read(i, language), .. columns.Select(c => c.Read(r, language))])
                )
                .ToAsyncEnumerable()
        );
    }
}
