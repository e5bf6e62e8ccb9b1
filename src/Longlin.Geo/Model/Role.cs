namespace Longlin.Geo.Model;

/// <summary>What a user is: it decides which layers he may write, as the layers' descriptions say.</summary>
public static class Role
{
    /// <summary>May write every layer and name users.</summary>
    public const string Administrator = "administrator";

    /// <summary>May read and write nothing.</summary>
    public const string Viewer = "viewer";

    /// <summary>Whether a role may import and write a layer.</summary>
    public static bool MayWrite(string role, LayerDescription layer) =>
        role == Administrator || layer.Writers.Contains(role);
}
