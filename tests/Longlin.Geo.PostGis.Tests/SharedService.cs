namespace Longlin.Geo.PostGis.Tests;

/// <summary>Classes that only read share one running service: starting one takes seconds.</summary>
[CollectionDefinition(Name)]
public sealed class SharedService : ICollectionFixture<RunningService>
{
    public const string Name = "answers of one running service";
}
