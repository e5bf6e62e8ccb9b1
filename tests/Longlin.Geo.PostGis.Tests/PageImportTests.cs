using System.Text;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Importing a file on the page: what was checked is what is imported.</summary>
public sealed class PageImportTests(RunningService service) : IClassFixture<RunningService>
{
    private const string FirstButton = "#intake-answer button >> nth=0";
    private const string Take = "#intake .take button";

    [Fact]
    public async Task A_second_check_keeps_the_chosen_columns_and_the_import_uses_them()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        var page = walk.Page;
        await page.ClickAsync("#import");
        await page.SelectOptionAsync("#intake select[name=layer]", "facilities");
        await page.FillAsync("#intake input[name=crs]", "EPSG:4490");
        // Two headers that the service cannot match by itself.
        await ChooseFileAsync(page, "编号甲,名称,种类别,lon,lat\nM1,甲,school,105.2,24.7\nM2,乙,clinic,105.21,24.71\n");
        await CheckAsync(page);
        await page.SelectOptionAsync("#intake select[data-source=编号甲]", "code");
        await page.SelectOptionAsync("#intake select[data-source=种类别]", "kind");
        await CheckAsync(page);
        await CheckAsync(page);
        await Assertions.Expect(page.Locator("#intake select[data-source=种类别]")).ToHaveValueAsync("kind");
        await page.ClickAsync(FirstButton);
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("已导入", new() { Timeout = 30_000 });
        Assert.Equal(
            "M1 school, M2 clinic",
            await service.Database.ScalarAsync<string>(
                "select string_agg(code || ' ' || kind, ', ' order by code) from longlin.facilities "
                    + "where code like 'M_'"
            )
        );
        await page.ClickAsync(FirstButton);
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("已撤销", new() { Timeout = 30_000 });
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task The_columns_chosen_for_one_file_are_not_applied_to_the_next()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        var page = walk.Page;
        await page.ClickAsync("#import");
        await page.SelectOptionAsync("#intake select[name=layer]", "facilities");
        await page.FillAsync("#intake input[name=crs]", "EPSG:4490");
        await ChooseFileAsync(page, "编码,名称,种类别,lon,lat\nN1,甲,school,105.2,24.7\n");
        await CheckAsync(page);
        await page.SelectOptionAsync("#intake select[data-source=种类别]", "kind");
        await CheckAsync(page);
        await ChooseFileAsync(page, "编码,名称,类别,种类别,lon,lat\nN1,甲,school,备注,105.2,24.7\n");
        await CheckAsync(page);
        await Assertions.Expect(page.Locator("#intake select[data-source=种类别]")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("#intake select[data-source=类别]")).ToHaveValueAsync("kind");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task Words_are_explained_once_and_a_fixed_value_fills_a_column_the_file_lacks()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        var page = walk.Page;
        await OpenAsync(page, "roads");
        const string head = "code,路面类型,wkt\n";
        await ChooseFileAsync(
            page,
            head
                + "W1,某料,\"LINESTRING(105.2 24.7,105.21 24.7)\"\n"
                + "W2,待查,\"LINESTRING(105.2 24.71,105.21 24.71)\"\n"
        );
        await CheckAsync(page);
        // Every row is rejected: the button says why it does nothing.
        await Assertions.Expect(page.Locator(Take)).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("#intake-why")).ToContainTextAsync("没有一行合格");
        await page.SelectOptionAsync("#intake [data-word=某料]", "=asphalt");
        await page.SelectOptionAsync("#intake [data-word=待查]", "=");
        await Assertions.Expect(page.Locator("#intake-why")).ToContainTextAsync("再检查");
        await page.SelectOptionAsync("#intake [name=fixed]", "class");
        await page.SelectOptionAsync("#intake [data-fixed=class]", "C");
        await CheckAsync(page);
        await Assertions.Expect(page.Locator(Take)).ToBeEnabledAsync();
        Assert.Empty(await PageWalk.BarriersAsync(page));
        await page.ClickAsync(Take);
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("已导入", new() { Timeout = 30_000 });
        Assert.Equal(
            "W1 asphalt C, W2 - C",
            await service.Database.ScalarAsync<string>(
                "select string_agg(concat_ws(' ', code, coalesce(surface, '-'), class), ', ' order by code) "
                    + "from longlin.roads where code in ('W1', 'W2')"
            )
        );
        // The next file of the bureau needs no explaining, in a page that knows nothing of the first.
        await page.ReloadAsync();
        await OpenAsync(page, "roads");
        await ChooseFileAsync(page, head + "W3,某料,\"LINESTRING(105.2 24.72,105.21 24.72)\"\n");
        await CheckAsync(page);
        await Assertions.Expect(page.Locator(Take)).ToBeEnabledAsync();
        await Assertions.Expect(page.Locator("#intake [data-word=某料]")).ToHaveValueAsync("=asphalt");
        await Assertions.Expect(page.Locator("#intake .meanings")).ToContainTextAsync("以前说明过");
        // What is taken away is not known any more.
        await page.SelectOptionAsync("#intake [data-word=某料]", "-");
        await CheckAsync(page);
        await Assertions.Expect(page.Locator(Take)).ToBeDisabledAsync();
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task What_a_file_leaves_open_is_chosen_on_the_page_sheet_repeated_codes_and_unknown_headers()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        var page = walk.Page;
        await OpenAsync(page, "roads");
        await page.SetInputFilesAsync(
            "#intake input[type=file]",
            new FilePayload
            {
                Name = "路.xlsx",
                MimeType = "application/octet-stream",
                Buffer = await WorkbookAsync(),
            }
        );
        await page.ClickAsync("#intake button[type=submit]");
        await Assertions
            .Expect(page.Locator("#intake-says"))
            .ToContainTextAsync("在“图层或工作表”选一个", new() { Timeout = 30_000 });
        await page.SelectOptionAsync("#intake [name=sourceLayer]", "二期");
        await CheckAsync(page);
        await Assertions.Expect(page.Locator("#intake .rejects")).ToContainTextAsync("重复的编码依次编号");
        await page.CheckAsync("#intake [name=numberRepeats]");
        await CheckAsync(page);
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("新增 2");
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("不合格 0");
        Assert.DoesNotContain("--", await page.InnerTextAsync("#intake"), StringComparison.Ordinal);
        // Headers that nobody knows.
        await page.UncheckAsync("#intake [name=numberRepeats]");
        await page.SelectOptionAsync("#intake select[name=layer]", "facilities");
        await ChooseFileAsync(page, "甲列,乙列,丙列,丁列\nU1,105.2,24.7,school\n");
        await page.ClickAsync("#intake button[type=submit]");
        await Assertions
            .Expect(page.Locator("#intake-says"))
            .ToContainTextAsync("“列的对应”", new() { Timeout = 30_000 });
        Assert.DoesNotContain("--", await page.InnerTextAsync("#intake"), StringComparison.Ordinal);
        await page.SelectOptionAsync("#intake select[data-source=甲列]", "code");
        await page.SelectOptionAsync("#intake select[data-source=乙列]", "lon");
        await page.SelectOptionAsync("#intake select[data-source=丙列]", "lat");
        await page.SelectOptionAsync("#intake select[data-source=丁列]", "kind");
        await CheckAsync(page);
        await Assertions.Expect(page.Locator(Take)).ToBeEnabledAsync();
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("新增 1");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task Every_row_is_drawn_beside_the_county_good_and_rejected_ones_apart()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        var page = walk.Page;
        await OpenAsync(page, "zones");
        await ChooseFileAsync(
            page,
            "code,kind,wkt\n"
                + "Z1,flood,\"POLYGON((105.2 24.7,105.3 24.7,105.3 24.8,105.2 24.7))\"\n"
                + "Z2,泛滥,\"POLYGON((105.4 24.7,105.5 24.7,105.5 24.8,105.4 24.7))\"\n"
                + "Z3,flood,\"LINESTRING(105.6 24.7,105.7 24.75)\"\n"
                + "Z4,flood,\n"
        );
        await CheckAsync(page);
        await Assertions.Expect(page.Locator("#intake .intake-map")).ToContainTextAsync("文件有 4 行");
        await Assertions.Expect(page.Locator("#intake .intake-map")).ToContainTextAsync("1 行没有能画的位置");
        await page.WaitForFunctionAsync("() => longlin.map.isSourceLoaded('intake') && !longlin.map.isMoving()");
        var drawn = await page.EvaluateAsync<string>(
            "() => [...new Set(longlin.map.queryRenderedFeatures({ layers: ['intake-area', 'intake-line'] })"
                + ".map(f => `${f.properties.row} ${f.geometry.type} ${f.properties.rejected}`))].sort().join(', ')"
        );
        Assert.Equal("1 Polygon false, 2 Polygon true, 3 LineString true", drawn);
        Assert.True(
            await page.EvaluateAsync<bool>(
                "() => { const [s, a] = ['scale', 'attrib'].map(n => document.querySelector(`.maplibregl-ctrl-${n}`)"
                    + ".getBoundingClientRect()); return s.right <= a.left || s.bottom <= a.top || a.bottom <= s.top; }"
            ),
            "the scale and the credits do not overlap"
        );
        // The county is in sight, too.
        Assert.True(
            await page.EvaluateAsync<bool>("() => longlin.map.getBounds().contains([105.35, 24.75])"),
            "the map shows the county"
        );
        await page.ClickAsync("#intake-close");
        Assert.Equal(
            0,
            await page.EvaluateAsync<int>(
                "async () => (await longlin.map.getSource('intake').getData()).features.length"
            )
        );
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task All_imports_are_listed_after_a_reload_with_report_and_undo()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        var page = walk.Page;
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await OpenAsync(page, "facilities");
        await ChooseFileAsync(page, "code,name,kind,lon,lat\nL1,甲,school,105.2,24.7\nL2,乙,庙,105.21,24.7\n");
        await CheckAsync(page);
        await page.ClickAsync(Take);
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("已导入", new() { Timeout = 30_000 });
        await page.ReloadAsync();
        await page.ClickAsync("#import");
        var first = page.Locator("#imports li >> nth=0");
        await Assertions.Expect(first).ToContainTextAsync("学校.csv", new() { Timeout = 20_000 });
        await Assertions.Expect(first).ToContainTextAsync("新增 1、更新 0、删除 0、不合格 1");
        await Assertions.Expect(first).ToContainTextAsync("admin");
        var report = await service.Client.GetStringAsync(
            "/" + await first.Locator("a").GetAttributeAsync("href"),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("庙", report, StringComparison.Ordinal);
        Assert.DoesNotContain("--", report, StringComparison.Ordinal);
        await first.Locator("button").ClickAsync();
        await Assertions
            .Expect(page.Locator("#imports li >> nth=0"))
            .ToContainTextAsync("已撤销", new() { Timeout = 30_000 });
        Assert.Equal(
            0,
            await service.Database.ScalarAsync<long>("select count(*) from longlin.facilities where code = 'L1'")
        );
        Assert.Empty(walk.Faults);
    }

    private static async Task OpenAsync(IPage page, string layer)
    {
        await page.ClickAsync("#import");
        await Assertions.Expect(page.Locator("#intake select[name=layer] option >> nth=3")).ToBeAttachedAsync();
        await page.SelectOptionAsync("#intake select[name=layer]", layer);
        await page.FillAsync("#intake input[name=crs]", "EPSG:4490");
    }

    // Two sheets that could both be roads.
    private static async Task<byte[]> WorkbookAsync()
    {
        using MemoryStream file = new();
        await using (var book = await SpreadCheetah.Spreadsheet.CreateNewAsync(file))
        {
            foreach (var sheet in (string[])["一期", "二期"])
            {
                await book.StartWorksheetAsync(sheet);
                foreach (
                    var row in (string[][])
                        [
                            ["编码", "名称", "wkt"],
                            ["X9", "甲", "LINESTRING(105.2 24.7,105.21 24.7)"],
                            ["X9", "乙", "LINESTRING(105.21 24.7,105.22 24.7)"],
                        ]
                )
                    await book.AddRowAsync(Array.ConvertAll(row, c => new SpreadCheetah.DataCell(c)));
            }

            await book.FinishAsync();
        }

        return file.ToArray();
    }

    private static Task ChooseFileAsync(IPage page, string csv) =>
        page.SetInputFilesAsync(
            "#intake input[type=file]",
            new FilePayload
            {
                Name = "学校.csv",
                MimeType = "text/csv",
                Buffer = Encoding.UTF8.GetBytes(csv),
            }
        );

    // The answer is emptied first, so that the text waited for is that of this check.
    private static async Task CheckAsync(IPage page)
    {
        await page.EvaluateAsync("() => { document.querySelector('#intake-says').textContent = ''; }");
        await page.ClickAsync("#intake button[type=submit]");
        await Assertions
            .Expect(page.Locator("#intake-says"))
            .ToContainTextAsync("尚未写入", new() { Timeout = 30_000 });
    }
}
