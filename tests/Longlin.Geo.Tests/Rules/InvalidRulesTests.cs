using System.Text.Json.Nodes;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Rules;

/// <summary>
/// One row for each check of <c>data/</c>: the shipped file with one value changed is refused, and the message names
/// the file and the fault. A path is written as <c>services/0/reachMetres</c>; <c>null</c> removes the value.
/// </summary>
public sealed class InvalidRulesTests : IDisposable
{
    private static readonly string Data = Path.Combine(ProjectRoot.Find(), "data");
    private static readonly Standard Standard = RulesFolder.Load(Data, SharedData.Catalog);
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("services/1/service", "\"road\"", "duplicate service road")]
    [InlineData("rules/1/rule", "\"ROAD-V-HARD\"", "duplicate rule ROAD-V-HARD")]
    [InlineData("services/0/layer", "\"streets\"", "service road: there is no layer streets")]
    [InlineData("services/2/servers/0/layer", "\"poles\"", "service power: there is no layer poles")]
    [InlineData("services/0/links", "{\"column\":\"colour\",\"in\":[\"red\"]}", "layer roads has no column colour")]
    [InlineData("services/0/links", "{\"column\":\"surface\"}", "exactly one of in, is, isNot, atLeast")]
    [InlineData("services/0/links", "{\"column\":\"surface\",\"in\":[],\"is\":true}", "exactly one of in, is")]
    [InlineData("services/0/links", "{\"any\":[],\"all\":[]}", "exactly one of any, all, column")]
    [InlineData("services/0/links", "{\"all\":[{\"column\":\"surface\"}]}", "exactly one of in, is")]
    [InlineData("services/2/servers/0/when", "{\"column\":\"colour\",\"is\":true}", "power has no column colour")]
    [InlineData("services/0/reachMetres", "-1", "service road: a distance is below zero")]
    [InlineData("services/0/footprintReachMetres", "-1", "service road: a distance is below zero")]
    [InlineData("services/0/joinMetres", "-1", "service road: a distance is below zero")]
    [InlineData("services/2/servers/0/joinMetres", "-1", "service power: a distance of a device is below zero")]
    [InlineData("services/2/servers/0/reachMetres", "-1", "service power: a distance of a device is below zero")]
    [InlineData("services/2/servers/0/dispersedReachMetres", "-1", "a distance of a device is below zero")]
    [InlineData("services/2/sources/joinMetres", "-1", "service power: a distance of a device is below zero")]
    [InlineData("services/5/declared/column", "\"kites\"", "layer hamlets has no column kites")]
    [InlineData("checks/0/ways", "{\"over\":\"access\"}", "exactly one of indicators, inside, ways")]
    [InlineData("checks/1/ways", "null", "exactly one of indicators, inside, ways")]
    [InlineData("checks/1/ways/over", "\"power\"", "ways need a service over roads")]
    [InlineData("bottleneck", "null", "ways need a service over roads and the bottleneck rule")]
    [InlineData("checks/0/indicators/columns/0", "\"taste\"", "layer hamlets has no column taste")]
    [InlineData("checks/0/indicators/titles/water_access", "null", "service water: titles has no water_access")]
    [InlineData("checks/2/inside/layer", "\"halls\"", "there is no layer halls")]
    [InlineData("checks/2/inside/kinds/0", "\"hall\"", "has no kind hall")]
    [InlineData("checks/2/inside/when", "{\"column\":\"colour\",\"is\":true}", "has no column colour")]
    [InlineData("services/0/implies", "[\"ferry\"]", "implies names ferry, which does not exist")]
    [InlineData("services/1/implies", "[\"road\"]", "implies leads back to itself")]
    [InlineData("checks/13/recorded/since", "\"founded_on\"", "layer areas has no column founded_on")]
    [InlineData("checks/13/recorded/titles/industry_on", "null", "layer areas has no column industry_on, or titles")]
    [InlineData("checks/13/recorded/when", "{\"column\":\"leader\",\"given\":true}", "exactly one of since, when")]
    [InlineData("counts/0/layer", "\"roads\"", "the layer of hospitals_to_standard should be facilities or zones")]
    [InlineData("counts/0/kinds/0", "\"inn\"", "counts: hospitals_to_standard: layer facilities has no kind inn")]
    [InlineData("counts/0/of", "\"beds\"", "of should be things, villages or area")]
    [InlineData("counts/0/level", "\"province\"", "layer facilities has no level province")]
    [InlineData("counts/1/name", "\"persons_moved\"", "counts: duplicate persons_moved")]
    [InlineData("rules/0/evidence", "[\"hearsay\"]", "rule ROAD-V-HARD: no kind of evidence hearsay")]
    [InlineData("bottleneck/required/0", "\"colour\"", "bottleneck: layer roads has no column colour")]
    [InlineData("deadEnd/nearMetres", "-1", "deadEnd or reservoir")]
    [InlineData("deadEnd/detour", "0.5", "deadEnd or reservoir")]
    [InlineData("reservoir/withinMetres", "-1", "deadEnd or reservoir")]
    [InlineData("uses/default", "\"water\"", "uses: default: there is no network service water")]
    [InlineData("uses/broadband", "\"gas\"", "uses: broadband: there is no network service gas")]
    [InlineData("uses/passableRoad", "\"power\"", "passableRoad: service power is not over the layer roads")]
    [InlineData("uses/hardenedRoad", "\"access\"", "hardenedRoad: service access needs links.in and dated")]
    [InlineData("uses/power", "null", "line 1")]
    [InlineData("baseline", "\"2015\"", "line 1")]
    [InlineData("nearRoad/withinMetres", "-1", "a number is below zero")]
    [InlineData("nearRoad", "null", "line 1")]
    [InlineData("measures/demonstrationZones/areaMu", "-1", "a number is below zero")]
    [InlineData("measures/demonstrationZones/poorPersons", "-1", "a number is below zero")]
    [InlineData("measures/villagesExited/fromYear", "16", "fromYear: should be 1950 to 2100")]
    [InlineData("measures/hardenedShare/roadClass", "\"Q\"", "class of layer roads has no value Q")]
    [InlineData("rules/1/service", "null", "needs exactly one of service, measure")]
    [InlineData("rules/22/service", "\"road\"", "needs exactly one of service, measure")]
    [InlineData("rules/1/minHouseholds", "-1", "minHouseholds is below zero")]
    [InlineData("rules/1/passRatio", "1.01", "passRatio is not between 0 and 1")]
    [InlineData("rules/1/passRatio", "-0.01", "passRatio is not between 0 and 1")]
    [InlineData("rules/22/subject", "\"hamlet\"", "a measure is of the county or of vacated hamlets")]
    [InlineData("rules/22/measure/name", "\"horses\"", "there is no measure horses")]
    [InlineData("rules/1/service", "\"gas\"", "there is no service gas; use one of: road, access")]
    [InlineData("rules/1/subject", "\"base\"", "service road is for hamlet, village")]
    [InlineData("rules/1/clause", "null", "line 1")]
    [InlineData("rules/1/weight", "1", "line 1")]
    [InlineData("services/0/reachMetres", "\"300\"", "line 1")]
    public void A_standard_with_one_wrong_value_is_refused(string path, string value, string fault)
    {
        Change(Directory.GetFiles(Path.Combine(Data, "standards"), "*.json").Single(), path, value);
        AssertRefused(() => RulesFolder.ReadStandard(_file, SharedData.Catalog), fault);
    }

    [Theory]
    [InlineData("services/gas", "{\"upgradeYuanPerMetre\":1,\"buildYuanPerMetre\":1}", "there is no service gas")]
    [InlineData("services/road/upgradeYuanPerMetre", "-1", "a price of road is below zero")]
    [InlineData("services/road/buildYuanPerMetre", "-1", "a price of road is below zero")]
    [InlineData("services/power/offGridYuanPerHousehold", "-1", "a price of power is below zero")]
    [InlineData("services/road/buildYuanPerMetre", "null", "line 1")]
    [InlineData("services/road/yuan", "1", "line 1")]
    public void Costs_with_one_wrong_price_are_refused(string path, string value, string fault)
    {
        Change(Directory.GetFiles(Path.Combine(Data, "costs"), "*.json").Single(), path, value);
        AssertRefused(() => RulesFolder.ReadCosts(_file, Standard), fault);
    }

    [Theory]
    [InlineData("candidates/harsh/withinMetres/value", "-1", "a figure (m) is below zero")]
    [InlineData("candidates/scattered/belowHouseholds/value", "-1", "a figure (households) is below zero")]
    [InlineData("moving/housingYuanPerM2/value", "-1", "a figure (yuan/m2) is below zero")]
    [InlineData("moving/siteYuanPerPerson/value", "-1", "a figure (yuan/person) is below zero")]
    [InlineData("moving/oldHouseYuanPerHousehold/value", "-1", "a figure (yuan/household) is below zero")]
    [InlineData("moving/moveYuanPerHousehold/value", "-1", "a figure (yuan/household) is below zero")]
    [InlineData("assignment/openingPersonMetres/value", "-1", "a figure (person metres) is below zero")]
    [InlineData("redLine/footprintBufferMetres/value", "-1", "a figure (m) is below zero")]
    [InlineData("readiness/facilities/1/withinMetres/value", "-1", "a figure (m) is below zero")]
    [InlineData("candidates/fragile/share/value", "1.1", "a share of 1.1 is above 1")]
    [InlineData("assignment/schoolAgeShare/value", "1.1", "a share of 1.1 is above 1")]
    [InlineData("candidates/fragile/pointRadiusMetres/value", "0", "a figure (m) that is divided by is zero")]
    [InlineData("moving/housingM2PerPerson/value", "0", "a figure (m2/person) that is divided by is zero")]
    [InlineData("assignment/schoolAgeShare/value", "0", "a figure (share) that is divided by is zero")]
    [InlineData("assignment/waterLitresPerPersonDay/value", "0", "(L/person/d) that is divided by is zero")]
    [InlineData("redLine/groundM2PerHousehold/value", "0", "(m2/household) that is divided by is zero")]
    [InlineData("assignment/straightLineFactor/value", "0.9", "straightLineFactor is below 1")]
    [InlineData("candidates/recommendAt", "0", "recommendAt is not 1 to 5")]
    [InlineData("candidates/recommendAt", "6", "recommendAt is not 1 to 5")]
    [InlineData("candidates/weight", "1", "line 1")]
    [InlineData("candidates/harsh/waterServices/1", "\"well\"", "there is no service well")]
    [InlineData("candidates/transport/service", "\"horse\"", "there is no service horse")]
    [InlineData("candidates/serving/oneOf/0/1", "\"path\"", "there is no service path")]
    [InlineData("candidates/serving/oneOf/0/1", "\"bus\"", "bus of oneOf is not among services")]
    [InlineData("candidates/serving/services/0", "\"path\"", "there is no service path")]
    [InlineData("candidates/serving/services/2", "\"access\"", "serving: duplicate service access")]
    [InlineData("candidates/serving/services/2", "\"broadcast\"", "serving: service broadcast has no price")]
    [InlineData("candidates/serving/services", "null", "line 1")]
    [InlineData("readiness/services/0", "\"water\"", "there is no network service water")]
    [InlineData("candidates/harsh/zoneKinds/0", "\"fire\"", "layer zones has no kind fire")]
    [InlineData("candidates/fragile/zoneKinds/0", "\"fire\"", "layer zones has no kind fire")]
    [InlineData("readiness/facilities/0/kinds/0", "\"academy\"", "layer facilities has no kind academy")]
    public void Relocation_rules_with_one_wrong_value_are_refused(string path, string value, string fault)
    {
        Change(Path.Combine(Data, "siting", "relocation.json"), path, value);
        AssertRefused(() => RulesFolder.ReadRelocation(_file, Standard, SharedData.Catalog), fault);
    }

    [Theory]
    [InlineData("factors", "[]", "factors: 1 to 15 are needed")]
    [InlineData("factors/1/factor", "\"road\"", "duplicate factor road")]
    [InlineData("factors/0/seats", "\"township\"", "exactly one of facilities, seats, served")]
    [InlineData("factors/0/served", "null", "exactly one of facilities, seats, served")]
    [InlineData("factors/3/facilities/0", "\"academy\"", "layer facilities has no kind academy")]
    [InlineData("factors/3/facilities", "[]", "at least one kind is needed")]
    [InlineData("factors/5/seats", "\"county\"", "seats: county is not a level")]
    [InlineData("factors/0/served", "\"gas\"", "there is no network service gas")]
    [InlineData("factors/0/curve", "[[0,1]]", "at least two pairs")]
    [InlineData("factors/0/curve/0", "[-1,1]", "at least two pairs")]
    [InlineData("factors/0/curve/0", "[0,1.1]", "at least two pairs")]
    [InlineData("factors/0/curve/3", "[3000,-0.1]", "at least two pairs")]
    [InlineData("factors/0/curve/0", "[0,1,2]", "at least two pairs")]
    [InlineData("factors/0/curve/1", "[0,1]", "curve[1]: metres should increase")]
    [InlineData("factors/0/curve/3", "[3000,0.7]", "curve[3]: metres should increase and scores should not")]
    [InlineData("comparisons", "null", "exactly one of comparisons and weights")]
    [InlineData("weights", "{\"road\":1}", "exactly one of comparisons and weights")]
    [InlineData("comparisons/0/factor", "\"gas\"", "there is no factor gas")]
    [InlineData("comparisons/0/over", "\"road\"", "road is compared with itself")]
    [InlineData("comparisons/0/times", "9.1", "should lie between 1/9 and 9")]
    [InlineData("comparisons/0/times", "0.1", "should lie between 1/9 and 9")]
    [InlineData("comparisons/1/over", "\"water\"", "are compared twice")]
    [InlineData("consistencyLimit", "0", "consistencyLimit")]
    [InlineData("consistencyLimit", "1.1", "consistencyLimit")]
    [InlineData("consistencyLimit", "0.0001", "comparisons contradict each other: CR = 0.0")]
    [InlineData("roads", "\"power\"", "roads: there is no service power whose links serve")]
    [InlineData("services/0", "\"gas\"", "services: there is no network service gas")]
    [InlineData("exclusions/0", "\"fire\"", "exclusions: layer zones has no kind fire")]
    [InlineData("exclusions/0", "\"flood\"", "exclusions: each kind once")]
    [InlineData("slope/gentleDegrees", "-1", "slope:")]
    [InlineData("slope/gentleDegrees", "25", "slope:")]
    [InlineData("slope/maxDegrees", "91", "slope:")]
    [InlineData("slope/penaltyShare", "1.1", "slope:")]
    [InlineData("connectMetres", "-1", "connectMetres or sliverSquareMetres is below zero")]
    [InlineData("sliverSquareMetres", "-1", "connectMetres or sliverSquareMetres is below zero")]
    [InlineData("squareMetresPerPerson", "0", "should be above zero")]
    [InlineData("mostSquareKilometres", "0", "should be above zero")]
    public void Siting_rules_with_one_wrong_value_are_refused(string path, string value, string fault)
    {
        Change(Path.Combine(Data, "siting", "weights.json"), path, value);
        AssertRefused(() => RulesFolder.ReadSiting(_file, Standard, SharedData.Catalog), fault);
    }

    [Theory]
    [InlineData("road", "-0.2", "weights: road is below zero")]
    [InlineData("road", "0.21", "weights: they sum to 1.01, should be 1")]
    [InlineData("road", "null", "weights: road has none")]
    [InlineData("gas", "0", "weights: there is no factor gas")]
    public void Weights_with_one_wrong_number_are_refused(string factor, string value, string fault)
    {
        Change(Path.Combine(Data, "siting", "weights.json"), "comparisons", "null");
        const string Weights = """
            {"road":0.2,"water":0.2,"power":0.2,"school":0.1,"clinic":0.1,"town":0.1,"industry_base":0.1}
            """;
        Change(_file, "weights", Weights);
        Assert.Null(RulesFolder.ReadSiting(_file, Standard, SharedData.Catalog).ConsistencyRatio);
        Change(_file, $"weights/{factor}", value);
        AssertRefused(() => RulesFolder.ReadSiting(_file, Standard, SharedData.Catalog), fault);
    }

    [Fact]
    public void A_file_that_gives_a_value_twice_is_refused()
    {
        var text = File.ReadAllText(Path.Combine(Data, "siting", "relocation.json"));
        File.WriteAllText(_file, $"{{\"version\":\"0\",{text.TrimStart()[1..]}");
        AssertRefused(() => RulesFolder.ReadRelocation(_file, Standard, SharedData.Catalog), "version");
    }

    // The other side of each limit: a road may cost nothing, a place may have to be reached exactly.
    [Theory]
    [InlineData("standards", "services/0/reachMetres", "0")]
    [InlineData("standards", "services/0/footprintReachMetres", "0")]
    [InlineData("standards", "services/0/joinMetres", "0")]
    [InlineData("standards", "services/2/servers/0/joinMetres", "0")]
    [InlineData("standards", "services/2/servers/0/reachMetres", "0")]
    [InlineData("standards", "services/2/servers/0/dispersedReachMetres", "0")]
    [InlineData("standards", "services/2/sources/joinMetres", "0")]
    [InlineData("standards", "deadEnd/nearMetres", "0")]
    [InlineData("standards", "deadEnd/detour", "1")]
    [InlineData("standards", "reservoir/withinMetres", "0")]
    [InlineData("standards", "rules/1/minHouseholds", "0")]
    [InlineData("standards", "rules/1/passRatio", "0")]
    [InlineData("standards", "rules/1/passRatio", "1")]
    [InlineData("costs", "services/road/upgradeYuanPerMetre", "0")]
    [InlineData("costs", "services/road/buildYuanPerMetre", "0")]
    [InlineData("costs", "services/power/offGridYuanPerHousehold", "0")]
    [InlineData("costs", "services/power/offGridYuanPerHousehold", "null")]
    [InlineData("relocation", "candidates/harsh/withinMetres/value", "0")]
    [InlineData("relocation", "candidates/scattered/belowHouseholds/value", "0")]
    [InlineData("relocation", "moving/housingYuanPerM2/value", "0")]
    [InlineData("relocation", "candidates/fragile/share/value", "0")]
    [InlineData("relocation", "candidates/fragile/share/value", "1")]
    [InlineData("relocation", "assignment/schoolAgeShare/value", "1")]
    [InlineData("relocation", "assignment/straightLineFactor/value", "1")]
    [InlineData("relocation", "candidates/recommendAt", "1")]
    [InlineData("relocation", "candidates/recommendAt", "5")]
    [InlineData("relocation", "redLine/footprintBufferMetres/value", "0")]
    [InlineData("weights", "factors/0/curve", "[[0,1],[1,1]]")]
    [InlineData("weights", "factors/0/curve", "[[0,0],[1,0]]")]
    [InlineData("weights", "consistencyLimit", "1")]
    [InlineData("weights", "slope/gentleDegrees", "0")]
    [InlineData("weights", "slope/gentleDegrees", "24.9")]
    [InlineData("weights", "slope/maxDegrees", "90")]
    [InlineData("weights", "slope/penaltyShare", "0")]
    [InlineData("weights", "slope/penaltyShare", "1")]
    [InlineData("weights", "connectMetres", "0")]
    [InlineData("weights", "sliverSquareMetres", "0")]
    [InlineData("weights", "squareMetresPerPerson", "0.1")]
    [InlineData("weights", "mostSquareKilometres", "0.1")]
    public void A_value_at_its_limit_is_allowed(string kind, string path, string value)
    {
        var inSiting = kind is "relocation" or "weights";
        Change(
            Directory.GetFiles(Path.Combine(Data, inSiting ? "siting" : kind), inSiting ? $"{kind}.json" : "*.json")[0],
            path,
            value
        );
        _ = kind switch
        {
            "standards" => (object)RulesFolder.ReadStandard(_file, SharedData.Catalog),
            "costs" => RulesFolder.ReadCosts(_file, Standard),
            "weights" => RulesFolder.ReadSiting(_file, Standard, SharedData.Catalog),
            _ => RulesFolder.ReadRelocation(_file, Standard, SharedData.Catalog),
        };
    }

    private void AssertRefused(Action read, string fault)
    {
        var message = Assert.Throws<DataFileException>(read).Message;
        Assert.StartsWith(_file, message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    private void Change(string source, string path, string value)
    {
        var root = JsonNode.Parse(File.ReadAllText(source))!;
        var keys = path.Split('/');
        var parent = keys[..^1].Aggregate(root, (node, key) => node is JsonArray a ? a[int.Parse(key)]! : node[key]!);
        var changed = JsonNode.Parse(value);
        if (parent is JsonArray array)
            array[int.Parse(keys[^1])] = changed;
        else if (changed is null)
            Assert.True(parent.AsObject().Remove(keys[^1]));
        else
            parent[keys[^1]] = changed;
        File.WriteAllText(_file, root.ToJsonString());
    }
}
