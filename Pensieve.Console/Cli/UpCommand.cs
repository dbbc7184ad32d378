using System.CommandLine;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.SignIn;
using Pensieve.Engine;

namespace Pensieve.Console.Cli;

/// <summary>Starts the server and stays in the foreground.</summary>
internal static class UpCommand
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "up";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, "Starts the server in the foreground: HTTP API and console.");
        Configure(command);
        return command;
    }

    /// <summary>Gives a command the server's options and its action.</summary>
    public static void Configure(Command command)
    {
        List<(Setting Setting, Option<string?> Option)> options =
        [
            .. Setting.All.Where(s => !s.IsSecret).Select(s => (s, new Option<string?>("--" + s.Name)
            {
                Description = $"{s.Help} [{s.Variable}]",
                HelpName = s.Takes,
            })),
        ];
        options.ForEach(o => command.Options.Add(o.Option));
        command.SetAction((parsed, cancellationToken) => RunAsync(
            [.. options.Where(o => parsed.GetResult(o.Option) is not null).Select(o => $"--{PensieveOptions.Section}:{o.Setting.Key}={parsed.GetValue(o.Option)}")],
            parsed.InvocationConfiguration,
            cancellationToken));
    }

    private static async Task<int> RunAsync(string[] configuration, InvocationConfiguration io, CancellationToken cancellationToken)
    {
        WebApplication app;
        try
        {
            app = PensieveHost.Build(configuration, services => services.AddSingleton<IHostLifetime, DrainLifetime>());
        }
        catch (OptionsValidationException e)
        {
            return await FailAsync(e.Failures);
        }
        catch (InvalidDataException e)
        {
            // appsettings.json is not JSON; the message names file and line.
            return await FailAsync([e.Message, e.InnerException?.Message ?? ""]);
        }

        await using (app)
        {
            try
            {
                await app.StartAsync(cancellationToken);
            }
            catch (OptionsValidationException e)
            {
                return await FailAsync(e.Failures);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // What began to run must be told to stop, or its end would be taken for a failure and logged as one.
                await app.StopAsync(CancellationToken.None);
                await io.Error.WriteLineAsync(await ListenFailure.DescribeAsync(e, app.Services.GetRequiredService<PensieveOptions>(), cancellationToken));
                return 1;
            }

            var url = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
            await io.Output.WriteLineAsync($"Pensieve  {url}");
            await WriteLinkAsync(app.Services, url, io);

            // Not awaited here: a signal must end the server while the model is still loading.
            var banner = WriteBannerAsync(app.Services, url, io);
            await app.WaitForShutdownAsync(cancellationToken);
            await banner;
            return 0;
        }

        async Task<int> FailAsync(IEnumerable<string> failures)
        {
            await io.Error.WriteLineAsync("The server was not started:");
            foreach (var failure in failures)
            {
                await io.Error.WriteLineAsync("  " + failure);
            }

            return 2;
        }
    }

    private static async Task WriteLinkAsync(IServiceProvider services, string url, InvocationConfiguration io)
    {
        if (!services.GetRequiredService<PensieveOptions>().SignIn) return;
        services.GetRequiredService<SignInLink>().Renewed += () => io.Output.WriteLine(SignInLine(services, url));
        await io.Output.WriteLineAsync(SignInLine(services, url));
    }

    // An address that listens everywhere is none to go to.
    private static string SignInLine(IServiceProvider services, string url)
    {
        var reachable = url.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//[::1]", StringComparison.Ordinal);
        return $"  sign in    {reachable}{services.GetRequiredService<SignInLink>().Path} (good for one sign-in)";
    }

    private static async Task WriteBannerAsync(IServiceProvider services, string url, InvocationConfiguration io)
    {
        try
        {
            var outcome = await services.GetRequiredService<StartupModel>().Completion;
            var snapshot = services.GetService<IEngine>()?.Snapshot();
            var options = services.GetRequiredService<PensieveOptions>();
            await io.Output.WriteLineAsync(Banner.Of(url, outcome, snapshot, withKey: options.ApiKey is not null));

            // Once more at the end, where one looks for it.
            if (options.SignIn && !services.GetRequiredService<SignInLink>().WasUsed) await io.Output.WriteLineAsync($"\n{SignInLine(services, url)}");
        }
        catch (OperationCanceledException)
        {
            // Stopped before the model was loaded: nothing to announce.
        }
    }
}
