namespace Longlin.Geo.Demo;

/// <summary>When the declared attributes of the demonstration county were recorded.</summary>
internal static class DemoRecords
{
    /// <summary>The day of the household census before the Decision.</summary>
    public static readonly DateOnly AttributesOn = new(2015, 12, 31);
}
