namespace Longlin.Geo.Model;

/// <summary>Bad usage or a bad file: nothing was changed (exit status 2).</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>The environment lacks something; the message names it and how to get it (exit status 4).</summary>
public sealed class EnvironmentMissingException(string message) : Exception(message);
