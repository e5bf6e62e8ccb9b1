using System.CommandLine;
using Longlin.Geo.Cli.Commands.Data;
using Longlin.Geo.Cli.Commands.Questions;
using Longlin.Geo.Cli.Commands.Running;
using Longlin.Geo.Cli.Commands.Sites;

namespace Longlin.Geo.Cli;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
    {
        RootCommand root = new(
            Help.Text(
                "隆林乡村设施规划：哪些自然屯还缺什么设施、从何时起、为什么。",
                "Longlin Geo: which hamlets still lack which services, since when, and why."
            )
        );
        foreach (var option in ConnectionOptions.Options)
            root.Options.Add(option);
        foreach (
            var command in (Command[])
                [
                    Up.Create(),
                    Serve.Create(),
                    Commands.Data.Import.Create(),
                    Undo.Create(),
                    Export.Create(),
                    Gaps.Create(),
                    Explain.Create(),
                    ProgressCommand.Create(),
                    SummaryCommand.Create(),
                    NetworkCommand.Create(),
                    FixesCommand.Create(),
                    PlanCommand.Create(),
                    PowerCommand.Create(),
                    WaterCommand.Create(),
                    WorksCommand.Create(),
                    WhatIfCommand.Create(),
                    ChangesCommand.Create(),
                    ImportsCommand.Create(),
                    SurveyCommand.Create(),
                    Commands.Running.Demo.Create(),
                    TilesCommand.Create(),
                    UserCommand.Create(),
                    SitesCommand.Create(),
                    Psql.Create(),
                    Db.Create(),
                ]
        )
            root.Subcommands.Add(command);
        return root;
    }
}
