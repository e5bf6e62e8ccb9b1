using System.Text;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Importing a file on the page: what was checked is what is imported.</summary>
public sealed class PageImportTests(RunningService service) : IClassFixture<RunningService>
{
    private const string FirstButton = "#intake-answer button >> nth=0";

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
