namespace Longlin.Geo.Model;

/// <summary>Whether a place has a service. Stored by number.</summary>
public enum Verdict
{
    /// <summary>未通: it lacks the service.</summary>
    NotMet = 0,

    /// <summary>已通: it has the service.</summary>
    Met = 1,

    /// <summary>未知: the data does not tell.</summary>
    Unknown = 2,
}
