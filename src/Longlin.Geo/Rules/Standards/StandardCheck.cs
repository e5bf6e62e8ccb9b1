using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Standards;

/// <summary>Checks a standard against the layers, and its parts against each other.</summary>
internal static class StandardCheck
{
    private static readonly string[] Measures =
    [
        "dangerous_houses",
        "persons_moved",
        "villages_exited",
        "demonstration_zones",
        "red_lines",
        "persons_out_of_poverty",
    ];

    /// <summary>The first fault; null when there is none.</summary>
    public static Bilingual? FindFault(Standard standard, LayerCatalog catalog) =>
        FindDuplicate(standard)
        ?? standard.Services.Select(s => FindFault(s, catalog)).FirstOrDefault(f => f is not null)
        ?? standard.Checks.Select(c => FindFault(c, standard, catalog)).FirstOrDefault(f => f is not null)
        ?? FindImplicationFault(standard)
        ?? FindCountFault(standard, catalog)
        ?? FindLimitFault(standard, catalog)
        ?? FindUseFault(standard)
        ?? FindMeasureFault(standard, catalog)
        ?? standard.Rules.Select(r => FindFault(r, standard)).FirstOrDefault(f => f is not null);

    private static Bilingual? FindDuplicate(Standard standard)
    {
        if (standard.All.GroupBy(s => s.Service).FirstOrDefault(g => g.Count() > 1) is { } services)
            return new($"服务 {services.Key} 重复", $"duplicate service {services.Key}");
        return standard.Rules.GroupBy(r => r.Rule).FirstOrDefault(g => g.Count() > 1) is { } rules
            ? new Bilingual($"规则 {rules.Key} 重复", $"duplicate rule {rules.Key}")
            : null;
    }

    private static Bilingual? FindImplicationFault(Standard standard)
    {
        foreach (var service in standard.All)
        {
            if (service.Implies.FirstOrDefault(i => standard.Find(i) is null) is { } nothing)
                return new(
                    $"服务 {service.Service}: implies 中的 {nothing} 不存在",
                    $"service {service.Service}: implies names {nothing}, which does not exist"
                );
            HashSet<string> reached = [.. service.Implies];
            for (var before = -1; before != reached.Count; )
            {
                before = reached.Count;
                reached.UnionWith(reached.SelectMany(r => standard.Find(r)?.Implies ?? []).ToList());
            }

            if (reached.Contains(service.Service))
                return new(
                    $"服务 {service.Service}: implies 绕回自身",
                    $"service {service.Service}: implies leads back to itself"
                );
        }

        return null;
    }

    private static Bilingual? FindFault(ServiceRule service, LayerCatalog catalog)
    {
        if (catalog.Find(service.Layer) is not { } layer)
            return new(
                $"服务 {service.Service}: 没有图层 {service.Layer}",
                $"service {service.Service}: there is no layer {service.Layer}"
            );
        if (FindFault(service.Links, layer) is { } links)
            return new($"服务 {service.Service}: {links.Zh}", $"service {service.Service}: {links.En}");
        DeviceRule[] devices = [.. service.Servers.Append(service.Sources).OfType<DeviceRule>()];
        foreach (var device in devices)
        {
            if (catalog.Find(device.Layer ?? service.Layer) is not { } home)
                return new(
                    $"服务 {service.Service}: 没有图层 {device.Layer}",
                    $"service {service.Service}: there is no layer {device.Layer}"
                );
            if (FindFault(device.When, home) is { } fault)
                return new($"服务 {service.Service}: {fault.Zh}", $"service {service.Service}: {fault.En}");
        }

        if (service.ReachMetres < 0 || service.FootprintReachMetres < 0 || service.JoinMetres < 0)
            return new($"服务 {service.Service}: 有距离小于零", $"service {service.Service}: a distance is below zero");
        if (devices.Any(d => d.JoinMetres < 0 || d.ReachMetres < 0 || d.DispersedReachMetres < 0))
            return new(
                $"服务 {service.Service}: 设备的距离小于零",
                $"service {service.Service}: a distance of a device is below zero"
            );
        return service.Declared is { } declared && catalog["hamlets"].Column(declared.Column) is null
            ? new Bilingual(
                $"服务 {service.Service}: 图层 hamlets 没有列 {declared.Column}",
                $"service {service.Service}: layer hamlets has no column {declared.Column}"
            )
            : null;
    }

    private static Bilingual? FindFault(CheckRule check, Standard standard, LayerCatalog catalog)
    {
        if (new object?[] { check.Indicators, check.Inside, check.Ways, check.Recorded }.Count(f => f is not null) != 1)
            return new(
                $"服务 {check.Service} 必须且只能给出 indicators、inside、ways、recorded 之一",
                $"service {check.Service} needs exactly one of indicators, inside, ways, recorded"
            );
        if (
            check.Ways is { } ways
            && (standard.Services.All(s => s.Service != ways.Over || s.Layer != "roads") || standard.Bottleneck is null)
        )
            return new(
                $"服务 {check.Service}: ways 需要一项道路服务和 bottleneck 规则",
                $"service {check.Service}: ways need a service over roads and the bottleneck rule"
            );
        if (
            check.Indicators is { } indicators
            && indicators.Columns.FirstOrDefault(c => catalog["hamlets"].Column(c) is null) is { } column
        )
            return new(
                $"服务 {check.Service}: 图层 hamlets 没有列 {column}",
                $"service {check.Service}: layer hamlets has no column {column}"
            );
        if (
            check.Indicators is { } named
            && named.Columns.FirstOrDefault(c => !named.Titles.ContainsKey(c)) is { } untitled
        )
            return new(
                $"服务 {check.Service}: titles 没有 {untitled}",
                $"service {check.Service}: titles has no {untitled}"
            );
        if (check.Recorded is { } recorded)
            return FindFault(check.Service, recorded, catalog["areas"]);
        if (check.Inside is not { } inside)
            return null;
        if (catalog.Find(inside.Layer) is not { } layer)
            return new(
                $"服务 {check.Service}: 没有图层 {inside.Layer}",
                $"service {check.Service}: there is no layer {inside.Layer}"
            );
        if (inside.Kinds.FirstOrDefault(k => !layer.HasKind(k)) is { } kind)
            return new(
                $"服务 {check.Service}: 图层 {layer.Name} 没有类别 {kind}",
                $"service {check.Service}: layer {layer.Name} has no kind {kind}"
            );
        return FindFault(inside.When, layer) is { } fault
            ? new Bilingual($"服务 {check.Service}: {fault.Zh}", $"service {check.Service}: {fault.En}")
            : null;
    }

    private static Bilingual? FindFault(string service, RecordedForm recorded, LayerDescription areas)
    {
        if ((recorded.Since is null) == (recorded.When is null))
            return new(
                $"服务 {service}: recorded 必须且只能给出 since、when 之一",
                $"service {service}: recorded needs exactly one of since, when"
            );
        if ((FindFault(recorded.When, areas) ?? FindFault(recorded.Among, areas)) is { } fault)
            return new($"服务 {service}: {fault.Zh}", $"service {service}: {fault.En}");
        string[] read =
        [
            .. (recorded.When?.Columns ?? [recorded.Since!]).Concat(recorded.Among?.Columns ?? []).Distinct(),
        ];
        return
            read.Concat(recorded.Titles.Keys)
                .FirstOrDefault(c => areas.Column(c) is null || !recorded.Titles.ContainsKey(c))
                is { } column
            ? new Bilingual(
                $"服务 {service}: 图层 areas 没有列 {column}，或 titles 没有它",
                $"service {service}: layer areas has no column {column}, or titles lacks it"
            )
            : null;
    }

    private static Bilingual? FindCountFault(Standard standard, LayerCatalog catalog)
    {
        if (
            standard.Counts.Select(c => c.Name).Concat(Measures).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is
            { } twice
        )
            return new($"counts: {twice.Key} 重复", $"counts: duplicate {twice.Key}");
        foreach (var count in standard.Counts)
        {
            if (count.Layer is not ("facilities" or "zones"))
                return new(
                    $"counts: {count.Name} 的 layer 只能是 facilities 或 zones",
                    $"counts: the layer of {count.Name} should be facilities or zones"
                );
            if (count.Of is not ("things" or "villages" or "area"))
                return new(
                    $"counts: {count.Name} 的 of 只能是 things、villages 或 area",
                    $"counts: {count.Name}: of should be things, villages or area"
                );
            var layer = catalog[count.Layer];
            if (count.Kinds.FirstOrDefault(k => !layer.HasKind(k)) is { } kind)
                return new(
                    $"counts: {count.Name}: 图层 {layer.Name} 没有类别 {kind}",
                    $"counts: {count.Name}: layer {layer.Name} has no kind {kind}"
                );
            if (count.Level is { } level && layer.Column("level")?.Values?.ContainsKey(level) is not true)
                return new(
                    $"counts: {count.Name}: 图层 {layer.Name} 没有级别 {level}",
                    $"counts: {count.Name}: layer {layer.Name} has no level {level}"
                );
        }

        return null;
    }

    private static Bilingual? FindLimitFault(Standard standard, LayerCatalog catalog)
    {
        if (standard.Bottleneck?.Required.FirstOrDefault(c => catalog["roads"].Column(c) is null) is { } lacking)
            return new($"bottleneck: 图层 roads 没有列 {lacking}", $"bottleneck: layer roads has no column {lacking}");
        var (deadEnd, reservoir) = (standard.DeadEnd, standard.Reservoir);
        return !(deadEnd.NearMetres >= 0) || !(deadEnd.Detour >= 1) || !(reservoir.WithinMetres >= 0)
            ? new Bilingual(
                "deadEnd 或 reservoir: 距离小于零，或绕行倍数小于一",
                "deadEnd or reservoir: a distance is below zero, or a detour below one"
            )
            : null;
    }

    private static Bilingual? FindUseFault(Standard standard)
    {
        foreach (var (use, service) in standard.Uses.Pairs())
        {
            if (standard.Services.FirstOrDefault(s => s.Service == service) is not { } rule)
                return new(
                    $"uses: {use} 不是网络服务：{service}",
                    $"uses: {use}: there is no network service {service}"
                );
            if (use is "hardenedRoad" or "passableRoad" && rule.Layer != "roads")
                return new(
                    $"uses: {use}: 服务 {service} 不在图层 roads 上",
                    $"uses: {use}: service {service} is not over the layer roads"
                );
            if (use == "hardenedRoad" && rule is not { Links.In: not null, Dated: not null })
                return new(
                    $"uses: {use}: 服务 {service} 需要 links.in 和 dated",
                    $"uses: {use}: service {service} needs links.in and dated"
                );
        }

        return null;
    }

    private static Bilingual? FindMeasureFault(Standard standard, LayerCatalog catalog)
    {
        var (exits, zones, hardened) = standard.Measures;
        if (!(standard.NearRoad.WithinMetres >= 0) || !(zones.AreaMu >= 0) || !(zones.PoorPersons >= 0))
            return new(
                "nearRoad 或 measures.demonstrationZones: 数值小于零",
                "nearRoad or measures.demonstrationZones: a number is below zero"
            );
        if (exits.FromYear is < 1950 or > 2100)
            return new(
                "measures.villagesExited.fromYear: 应在 1950 到 2100 之间",
                "measures.villagesExited.fromYear: should be 1950 to 2100"
            );
        return catalog["roads"].Column("class")?.Values?.ContainsKey(hardened.RoadClass) is true
            ? null
            : new Bilingual(
                $"measures.hardenedShare: 图层 roads 的 class 没有 {hardened.RoadClass}",
                $"measures.hardenedShare: class of layer roads has no value {hardened.RoadClass}"
            );
    }

    private static Bilingual? FindFault(CoverageRule rule, Standard standard)
    {
        if ((rule.Service is null) == (rule.Measure is null))
            return new(
                $"规则 {rule.Rule} 必须且只能给出 service、measure 之一",
                $"rule {rule.Rule} needs exactly one of service, measure"
            );
        if (rule.MinHouseholds < 0)
            return new($"规则 {rule.Rule}: minHouseholds 小于零", $"rule {rule.Rule}: minHouseholds is below zero");
        if (rule.PassRatio is < 0 or > 1)
            return new(
                $"规则 {rule.Rule}: passRatio 不在 0 与 1 之间",
                $"rule {rule.Rule}: passRatio is not between 0 and 1"
            );
        if (rule.Evidence.FirstOrDefault(e => Enum.GetValues<EvidenceKind>().All(k => k.Code() != e)) is { } evidence)
            return new(
                $"规则 {rule.Rule}: 没有证据类别 {evidence}",
                $"rule {rule.Rule}: no kind of evidence {evidence}"
            );
        if (rule.Measure is { } measure)
            return FindFault(rule, measure, standard);
        if (standard.Find(rule.Service!) is not { } service)
            return new(
                $"规则 {rule.Rule}: 没有服务 {rule.Service}，可用："
                    + $"{string.Join("、", standard.All.Select(s => s.Service))}",
                $"rule {rule.Rule}: there is no service {rule.Service}; "
                    + $"use one of: {string.Join(", ", standard.All.Select(s => s.Service))}"
            );
        return service.Subjects.Contains(rule.Subject)
            ? null
            : new Bilingual(
                $"规则 {rule.Rule}: 服务 {rule.Service} 只用于 {string.Join("、", service.Subjects)}",
                $"rule {rule.Rule}: service {rule.Service} is for {string.Join(", ", service.Subjects)}"
            );
    }

    private static Bilingual? FindFault(CoverageRule rule, MeasureTarget measure, Standard standard)
    {
        if (rule.Subject is not ("county" or "vacated"))
            return new(
                $"规则 {rule.Rule}: measure 只用于 county 或 vacated",
                $"rule {rule.Rule}: a measure is of the county or of vacated hamlets"
            );
        string[] known = [.. Measures, .. standard.Counts.Select(c => c.Name)];
        return known.Contains(measure.Name)
            ? null
            : new Bilingual(
                $"规则 {rule.Rule}: 没有 measure {measure.Name}，可用：{string.Join("、", known)}",
                $"rule {rule.Rule}: there is no measure {measure.Name}; use one of: {string.Join(", ", known)}"
            );
    }

    private static Bilingual? FindFault(Condition? condition, LayerDescription layer)
    {
        if (condition is null)
            return null;
        if (condition.FindFault() is { } fault)
            return fault;
        return condition.Columns.FirstOrDefault(c => layer.Column(c) is null) is { } column
            ? new Bilingual($"图层 {layer.Name} 没有列 {column}", $"layer {layer.Name} has no column {column}")
            : null;
    }
}
