using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>A user as the list shows him; his token is known to him alone.</summary>
/// <param name="Name">His name, also in the history of changes.</param>
/// <param name="Role">One of <see cref="LayerCatalog.Roles"/>.</param>
/// <param name="TownshipCode">The only township whose rows he may write; null: all.</param>
/// <param name="CreatedAt">When he was named.</param>
/// <param name="RevokedAt">Since when his token is void; null while it holds.</param>
public sealed record User(string Name, string Role, string? TownshipCode, DateTime CreatedAt, DateTime? RevokedAt);

/// <summary>The users and their tokens. A token is random, stored only as its hash, shown once.</summary>
public static partial class UserList
{
    /// <summary>Names a user and makes his token. A revoked user of that name gets a new one.</summary>
    /// <returns>The token; it cannot be shown again.</returns>
    /// <exception cref="UsageException">A name, role or township that cannot be, or a user of that name whose token
    /// holds.</exception>
    public static async Task<string> AddAsync(
        Database database,
        string name,
        string role,
        string? township,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        if (!NameForm().IsMatch(name))
            throw new UsageException(
                new(
                    $"用户名 \"{name}\" 应为 1 到 64 个字母、数字或 . _ - @。",
                    "A name has 1 to 64 letters, digits or . _ - @."
                )
            );
        var roles = database.Catalog.Roles;
        if (!roles.Contains(role))
            throw new UsageException(
                new(
                    $"--role {role}: 可用：{string.Join("、", roles)}",
                    $"--role {role}: use one of: {string.Join(", ", roles)}"
                )
            );
        if (township is not null && !TownshipForm().IsMatch(township))
            throw new UsageException(
                new(
                    $"--township {township}: 应为 9 位乡镇代码",
                    $"--township {township}: should be a township's nine digits"
                )
            );
        if (township is not null && role == Role.Administrator)
            throw new UsageException(
                new("--township: 管理员不限于一个乡镇", "--township: an administrator is not bound to one township")
            );
        var token = "ll_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var command = database.Source.CreateCommand(
            """
            insert into longlin.users as u (name, role, township_code, token_hash, created_by)
              values ($1, $2, $3, $4, coalesce($5, longlin.actor()))
            on conflict (name) do update set role = excluded.role, township_code = excluded.township_code,
              token_hash = excluded.token_hash, created_at = clock_timestamp(), created_by = excluded.created_by,
              revoked_at = null, revoked_by = null
            where u.revoked_at is not null
            """
        );
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = role });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = township });
        command.Parameters.Add(new() { Value = Hash(token) });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = actor });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new UsageException(
                new(
                    $"用户 {name} 已存在；先 user revoke {name} 再添加即换发令牌。",
                    $"User {name} exists: run user revoke {name} first, then add again for a new token."
                )
            );
        return token;
    }

    /// <summary>All users, revoked ones among them.</summary>
    public static async Task<IReadOnlyList<User>> AllAsync(Database database, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            "select name, role, township_code, created_at, revoked_at from longlin.users order by name"
        );
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Makes a user's token void from now on.</summary>
    /// <exception cref="UsageException">There is no such user, or his token is void already.</exception>
    public static async Task RevokeAsync(
        Database database,
        string name,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(
            "update longlin.users set revoked_at = clock_timestamp(), revoked_by = coalesce($2, "
                + "longlin.actor()) where name = $1 and revoked_at is null"
        );
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = actor });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new UsageException(new($"没有有效的用户 {name}。", $"There is no active user {name}."));
    }

    /// <summary>Whose token this is; null when the token is unknown or revoked.</summary>
    public static async Task<User?> OfTokenAsync(Database database, string token, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            "select name, role, township_code, created_at, revoked_at from longlin.users where token_hash = "
                + "$1 and revoked_at is null"
        );
        command.Parameters.Add(new() { Value = Hash(token) });
        var users = await ReadAsync(command, cancellationToken);
        return users.Count == 0 ? null : users[0];
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static async Task<List<User>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<User> users = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            users.Add(
                new(
                    reader.Get<string>("name"),
                    reader.Get<string>("role"),
                    reader.Find<string>("township_code"),
                    reader.Get<DateTime>("created_at"),
                    reader.FindValue<DateTime>("revoked_at")
                )
            );
        return users;
    }

    [GeneratedRegex(@"^[\p{L}\p{N}._@-]{1,64}$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^[0-9]{9}$")]
    private static partial Regex TownshipForm();
}
