using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Files in and changes out, over HTTP, by users of several roles.</summary>
public class ImportServiceTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Ledger =
        "code,name,lon,lat,户数,备注\nZ1,新寨,105.2,24.7,三十二,x\nZ2,旧寨,105.21,24.7,约三十,y\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<string> UserAsync(string name, string role, string? township = null) =>
        UserList.AddAsync(service.Database, name, role, township, "tester", Token);

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        HttpContent? content = null
    )
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await service.Client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        string? token,
        string file,
        string text,
        params (string Name, string Value)[] fields
    )
    {
        MultipartFormDataContent form = [];
        form.Add(new StringContent(text), "file", file);
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return SendAsync(HttpMethod.Post, "/api/imports", token, form);
    }

    private async Task<JsonElement> EndAsync(string id)
    {
        for (var i = 0; i < 600; i++)
        {
            var (_, job) = await SendAsync(HttpMethod.Get, $"/api/jobs/{id}", null);
            if (job.GetProperty("state").GetString() is not ("queued" or "running"))
                return job;
            await Task.Delay(50, Token);
        }

        throw new TimeoutException("The job does not end.");
    }

    [Theory]
    [InlineData("layer", "hamlets\0")]
    [InlineData("crs", "EPSG:\0 4490")]
    [InlineData("map", "name=\0")]
    [InlineData("set", "source=a\0b")]
    public async Task A_field_with_NUL_is_refused_and_named(string field, string value)
    {
        var (status, problem) = await PostAsync(
            await UserAsync($"空字符-{field}", "planner"),
            "a.csv",
            Ledger,
            ("layer", "hamlets"),
            (field, value)
        );
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, problem.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task A_file_is_previewed_imported_and_undone()
    {
        var token = await UserAsync("规划员", "planner");
        var (status, preview) = await PostAsync(
            token,
            "台账.csv",
            Ledger,
            ("layer", "hamlets"),
            ("crs", "EPSG:4490"),
            ("dryRun", "true")
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        var seen = (await EndAsync(preview.GetProperty("id").GetString()!)).GetProperty("result");
        Assert.Equal(
            "households",
            seen.GetProperty("columns")
                .EnumerateArray()
                .First(c => c.GetProperty("source").GetString() == "户数")
                .GetProperty("target")
                .GetString()
        );
        Assert.Equal(
            JsonValueKind.Null,
            seen.GetProperty("columns")
                .EnumerateArray()
                .First(c => c.GetProperty("source").GetString() == "备注")
                .GetProperty("target")
                .ValueKind
        );
        Assert.Equal(32, seen.GetProperty("sample")[0].GetProperty("households").GetInt32());
        Assert.Equal(
            0,
            await service.Database.ScalarAsync<long>("select count(*) from longlin.hamlets where code = 'Z1'")
        );

        var (_, posted) = await PostAsync(token, "台账.csv", Ledger, ("layer", "hamlets"), ("crs", "EPSG:4490"));
        var id = posted.GetProperty("id").GetString()!;
        var done = await EndAsync(id);
        Assert.Equal("done", done.GetProperty("state").GetString());
        Assert.Equal(
            (2, done.GetProperty("bytesTotal").GetInt64()),
            (done.GetProperty("rows").GetInt64(), done.GetProperty("bytesRead").GetInt64())
        );
        var result = done.GetProperty("result");
        var reject = Assert.Single(result.GetProperty("rejects").EnumerateArray());
        Assert.Equal(
            (2, "households", "约三十"),
            (
                reject.GetProperty("row").GetInt32(),
                reject.GetProperty("field").GetString(),
                reject.GetProperty("value").GetString()
            )
        );
        Assert.Contains(
            "约三十",
            await service.Client.GetStringAsync($"/api/jobs/{id}/rejects.csv", Token),
            StringComparison.Ordinal
        );
        var import = result.GetProperty("importId").GetInt64();
        Assert.Equal(
            "规划员",
            await service.Database.ScalarAsync<string>($"select actor from longlin.imports where id = {import}")
        );

        var history = await service.JsonAsync("/api/changes?layer=hamlets&code=Z1");
        Assert.Equal(
            (import, "import", "台账.csv"),
            (
                history.GetProperty("items")[0].GetProperty("importId").GetInt64(),
                history.GetProperty("items")[0].GetProperty("operation").GetString(),
                history.GetProperty("items")[0].GetProperty("fileName").GetString()
            )
        );
        var (undone, what) = await SendAsync(HttpMethod.Post, $"/api/imports/{import}/undo", token);
        Assert.Equal((HttpStatusCode.OK, 1L), (undone, what.GetProperty("removed").GetInt64()));
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await SendAsync(HttpMethod.Post, $"/api/imports/{import}/undo", token)).Status
        );
    }

    [Fact]
    public async Task Uploading_heights_over_HTTP_is_refused_and_the_message_names_the_command_to_use()
    {
        var (status, problem) = await PostAsync("secret", "dem.tif", "II*", ("layer", "terrain"), ("crs", "EPSG:4490"));
        Assert.Equal((HttpStatusCode.BadRequest, "layer"), (status, problem.GetProperty("parameter").GetString()));
        Assert.Contains(
            "./longlin import FILE.tif --layer terrain",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_change_lists_the_old_and_new_state_and_pages_of_changes_are_complete()
    {
        await service.Database.RunAsync(
            "update longlin.hamlets set population = population + 1 where code in (select code "
                + "from longlin.hamlets order by code limit 7)"
        );
        var code = await service.Database.ScalarAsync<string>("select code from longlin.hamlets order by code limit 1");
        var history = await service.JsonAsync($"/api/changes?layer=hamlets&code={code}");
        Assert.Equal(
            ["import", "update"],
            history.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("operation").GetString())
        );
        var change = history.GetProperty("items")[1];
        Assert.Equal(
            change.GetProperty("before").GetProperty("population").GetInt32() + 1,
            change.GetProperty("after").GetProperty("population").GetInt32()
        );
        Assert.Equal("Point", change.GetProperty("geometryAfter").GetProperty("type").GetString());
        List<string> codes = [];
        for (var cursor = ""; cursor is not null; )
        {
            var page = await service.JsonAsync(
                $"/api/changes?layer=hamlets&limit=3{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
            );
            codes.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Where(i => i.GetProperty("operation").GetString() == "update")
                    .Select(i => i.GetProperty("code").GetString()!)
            );
            cursor = page.GetProperty("next").GetString();
        }

        Assert.Equal(codes.Distinct(), codes);
        Assert.True(codes.Count >= 7);
    }

    [Fact]
    public async Task A_file_of_changes_holds_all_of_them_unless_a_limit_is_given()
    {
        await service.Database.RunAsync(
            "update longlin.hamlets set population = population + 1 where code in (select code "
                + "from longlin.hamlets order by code desc limit 130)"
        );
        var all = await service.Client.GetStringAsync("/api/changes?layer=hamlets&f=csv", Token);
        Assert.InRange(all.Split("hamlets,").Length - 1, 130, int.MaxValue);
        var few = await service.Client.GetStringAsync("/api/changes?layer=hamlets&f=csv&limit=5", Token);
        Assert.Equal(5, few.Split("hamlets,").Length - 1);
    }

    [Theory]
    [InlineData("?layer=nowhere", "layer")]
    [InlineData("?code=A", "layer")]
    [InlineData("?since=yesterday", "since")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=%25%25", "cursor")]
    [InlineData("?who=me", "who")]
    public async Task An_invalid_parameter_of_the_change_list_is_named(string query, string parameter)
    {
        var (status, problem) = await SendAsync(HttpMethod.Get, $"/api/changes{query}", null);
        Assert.Equal((HttpStatusCode.BadRequest, parameter), (status, problem.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task Writing_needs_a_valid_token_and_each_role_writes_only_its_own_layers()
    {
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await PostAsync(null, "a.csv", Ledger, ("layer", "hamlets"))).Status
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await PostAsync("ll_wrong", "a.csv", Ledger, ("layer", "hamlets"))).Status
        );
        var transport = await UserAsync("交通", "transport");
        var (status, problem) = await PostAsync(transport, "a.csv", Ledger, ("layer", "hamlets"), ("crs", "EPSG:4490"));
        Assert.Equal((HttpStatusCode.Forbidden, "layer"), (status, problem.GetProperty("parameter").GetString()));
        const string road = "code,surface,wkt\nZR,concrete,\"LINESTRING(105.2 24.7,105.21 24.7)\"\n";
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await PostAsync(transport, "r.csv", road, ("layer", "roads"), ("crs", "EPSG:4490"))).Status
        );
        await UserList.RevokeAsync(service.Database, "交通", "tester", Token);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await PostAsync(transport, "r.csv", road, ("layer", "roads"), ("crs", "EPSG:4490"))).Status
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "/api/rules", transport)).Status);
        Assert.DoesNotContain(
            transport,
            await service.Database.ScalarAsync<string>("select string_agg(u::text, ' ') from longlin.users u"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_township_user_writes_only_rows_of_that_township()
    {
        var townships = await service.Database.ScalarAsync<string[]>(
            "select array_agg(code order by code) from longlin.areas where level = 'township' and geom is not null"
        );
        var inside = await service.Database.ScalarAsync<string>(
            "select st_x(p) || ',' || st_y(p) from (select st_pointonsurface(geom) as p "
                + $"from longlin.areas where code = '{townships[0]}') x"
        );
        var outside = await service.Database.ScalarAsync<string>(
            "select st_x(p) || ',' || st_y(p) from (select st_pointonsurface(geom) as p "
                + $"from longlin.areas where code = '{townships[1]}') x"
        );
        var known = await service.Database.ScalarAsync<string>(
            $"select h.code from longlin.hamlets h join longlin.areas a on a.code = '{townships[1]}' "
                + "and st_intersects(a.geom, h.geom) limit 1"
        );
        var token = await UserAsync("乡镇员", "planner", townships[0]);
        // The third would draw a hamlet of another township over.
        var (_, posted) = await PostAsync(
            token,
            "t.csv",
            $"code,lon,lat\nT1,{inside}\nT2,{outside}\n{known},{inside}\n",
            ("layer", "hamlets"),
            ("crs", "EPSG:4490")
        );
        var result = (await EndAsync(posted.GetProperty("id").GetString()!)).GetProperty("result");
        Assert.Equal(
            [2, 3],
            result.GetProperty("rejects").EnumerateArray().Select(r => r.GetProperty("row").GetInt32())
        );
        Assert.Equal(1, result.GetProperty("inserted").GetInt64());
        var (_, replaced) = await PostAsync(
            token,
            "t.csv",
            $"code,lon,lat\nT1,{inside}\n",
            ("layer", "hamlets"),
            ("crs", "EPSG:4490"),
            ("mode", "replace")
        );
        Assert.Equal(
            "failed",
            (await EndAsync(replaced.GetProperty("id").GetString()!)).GetProperty("state").GetString()
        );
    }

    [Theory]
    [InlineData("layer", "nowhere")]
    [InlineData("mode", "perhaps")]
    [InlineData("dryRun", "perhaps")]
    [InlineData("map", "nothing")]
    [InlineData("datum", "1,2")]
    [InlineData("colour", "red")]
    public async Task An_invalid_field_is_named(string field, string value)
    {
        var (status, problem) = await PostAsync(
            "secret",
            "a.csv",
            Ledger,
            [.. field == "layer" ? [] : new[] { ("layer", "hamlets") }, ("crs", "EPSG:4490"), (field, value)]
        );
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, problem.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task A_bad_file_is_refused_with_the_reason_and_a_name_with_dot_dot_stays_in_its_folder()
    {
        var (_, posted) = await PostAsync(
            "secret",
            "../../etc/bad.csv",
            "code,x,y\nA,24.7,105.2\n",
            ("layer", "hamlets"),
            ("crs", "EPSG:4490")
        );
        var job = await EndAsync(posted.GetProperty("id").GetString()!);
        Assert.Equal("failed", job.GetProperty("state").GetString());
        Assert.Contains("颠倒", job.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await SendAsync(HttpMethod.Post, "/api/imports", "secret", new StringContent("x"))).Status
        );
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, "/api/jobs/none", null)).Status);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing()
    {
        var text = "code,lon,lat\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"C{i},105.2,24.7\n"));
        var (_, posted) = await PostAsync(
            "secret",
            "many.csv",
            text,
            ("layer", "facilities"),
            ("crs", "EPSG:4490"),
            ("set", "kind=school")
        );
        var id = posted.GetProperty("id").GetString()!;
        var other = await UserAsync("旁人", "planner");
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Delete, $"/api/jobs/{id}", other)).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(HttpMethod.Delete, $"/api/jobs/{id}", "secret")).Status);
        Assert.Equal("cancelled", (await EndAsync(id)).GetProperty("state").GetString());
        Assert.Equal(
            0,
            await service.Database.ScalarAsync<long>("select count(*) from longlin.facilities where code like 'C1%'")
        );
    }

    [Fact]
    public async Task An_invalid_user_definition_is_refused()
    {
        await Assert.ThrowsAsync<UsageException>(() => UserAsync("a b", "planner"));
        await Assert.ThrowsAsync<UsageException>(() => UserAsync("one", "king"));
        await Assert.ThrowsAsync<UsageException>(() => UserAsync("one", "planner", "12"));
        await UserAsync("once", "planner");
        await Assert.ThrowsAsync<UsageException>(() => UserAsync("once", "planner"));
        await UserList.RevokeAsync(service.Database, "once", null, Token);
        await Assert.ThrowsAsync<UsageException>(() => UserList.RevokeAsync(service.Database, "once", null, Token));
        Assert.StartsWith("ll_", await UserAsync("once", "water"), StringComparison.Ordinal);
        Assert.Equal("water", (await UserList.AllAsync(service.Database, Token)).Single(u => u.Name == "once").Role);
    }
}
