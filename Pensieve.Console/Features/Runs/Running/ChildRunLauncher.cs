using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>
/// Runs as processes of their own: this very program with the command <c>run</c>, so that the load generator shares neither
/// threads nor garbage collector with what it measures. Keys go through the environment, never the command line.
/// </summary>
internal sealed class ChildRunLauncher(IServer server, PensieveOptions options, KeyRing keys) : IRunLauncher
{
    /// <summary>Name of the variable that carries the key to the child.</summary>
    public const string KeyVariable = "PENSIEVE_API_KEY";

    /// <inheritdoc/>
    public IRunProcess Start(RunRequest request, string id)
    {
        var target = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The server has no address yet.");
        // The truth suite brings its own server: it needs neither this one nor a model in it.
        string[] against = request.Suites.All(s => s == "truth") ? [] : ["--target", Reachable(target)];
        string[] command = [.. EngineHosting.WorkerCommandLine().SkipLast(1), "run", .. request.Arguments(), .. against, "--run-id", id, "--events", "-"];
        var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment[KeyVariable] = options.ApiKey ?? keys.RunnerKey;
        try
        {
            return new ChildRunProcess(Process.Start(info) ?? throw new InvalidOperationException($"{command[0]} did not start."));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{command[0]} did not start: {e.Message}", e);
        }
    }

    // A server that listens on every address is reached by the loopback one.
    private static string Reachable(string address)
    {
        var uri = new Uri(address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal));
        return uri.Host is "0.0.0.0" or "[::]" ? $"{uri.Scheme}://127.0.0.1:{uri.Port}" : uri.GetLeftPart(UriPartial.Authority);
    }
}
