using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Formats;

/// <summary>Counts what of an OpenStreetMap file was left out, changed or is not certain.</summary>
internal sealed class OsmSkipped
{
    private const int Named = 10;
    private readonly List<long> _cut = [];
    private readonly List<long> _areas = [];
    private long _closed;
    private long _squares;
    private long _paths;
    private long _relations;
    private long _unknown;

    /// <summary>A way with the tag highway that is no road for vehicles.</summary>
    public void Road(IReadOnlyDictionary<string, string> tags, bool isRoad)
    {
        if (!isRoad)
            _paths++;
        else if (tags.GetValueOrDefault("area") == "yes")
            _squares++;
        else
            _closed++;
    }

    /// <summary>A way was cut because the file lacks some of its nodes.</summary>
    public void Cut(long way) => _cut.Add(way);

    /// <summary>A place drawn as an area was left out.</summary>
    public void Area(long way) => _areas.Add(way);

    /// <summary>A relation was left out.</summary>
    public void Relation() => _relations++;

    /// <summary>Whether vehicles may pass a road, or a barrier on it, is not certain: its surface is left
    /// open.</summary>
    public void Unknown() => _unknown++;

    /// <summary>All of it in words; only what there was.</summary>
    public IReadOnlyList<Bilingual> Notes()
    {
        List<Bilingual> notes = [];
        if (_cut.Count > 0)
            notes.Add(
                new(
                    $"{_cut.Count} 条线缺少节点，在缺处断开：{Some(_cut)}",
                    $"{_cut.Count} ways lack nodes and were cut there: {Some(_cut)}"
                )
            );
        if (_areas.Count > 0)
            notes.Add(
                new(
                    $"{_areas.Count} 个面状地物没有导入（节点不全，或不能由面得出驻地）：{Some(_areas)}",
                    $"{_areas.Count} places drawn as areas were left out, as nodes are missing or an area is no seat: "
                        + Some(_areas)
                )
            );
        Count(_closed, new("条道路禁止车辆通行，没有导入", "roads closed to vehicles were left out"));
        Count(
            _unknown,
            new(
                "段道路能否通行不确定（access、barrier），路面留空",
                "pieces of road where passing is not certain (access, barrier) have no surface"
            )
        );
        Count(_paths, new("条步道等不是公路，没有导入", "footways and the like were left out"));
        Count(_squares, new("个面状广场没有导入", "roads drawn as areas were left out"));
        Count(_relations, new("个关系没有导入", "relations were left out"));
        return notes;

        void Count(long count, Bilingual what)
        {
            if (count > 0)
                notes.Add(new($"{count} {what.Zh}", $"{count} {what.En}"));
        }
    }

    private static string Some(List<long> ways) =>
        string.Join(", ", ways.Take(Named).Select(w => $"w{w}")) + (ways.Count > Named ? " …" : "");
}
