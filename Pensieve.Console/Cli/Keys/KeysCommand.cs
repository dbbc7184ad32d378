using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;
using Pensieve.Console.Store;

namespace Pensieve.Console.Cli.Keys;

/// <summary>Named API keys, straight in the database: also for the first key, and while no server runs. A running server follows within seconds.</summary>
internal static class KeysCommand
{
    /// <summary>The command and those under it.</summary>
    public static Command Create() => new("keys", "Makes, lists and revokes API keys. A running server follows within 2 seconds.") { Make(), List(), Revoke(), Delete() };

    private static Command Make()
    {
        var name = new Argument<string>("name") { Description = "What the key is for; unique among keys that are not revoked" };
        var scope = new Option<string>("--scope") { Description = "inference: ask models. operate: also read and operate the server. admin: also keys and settings (inference)", DefaultValueFactory = _ => "inference" };
        scope.AcceptOnlyFromAmong("inference", "operate", "admin");
        var expires = new Option<string?>("--expires") { Description = "Time until it expires: 90m, 12h, 30d (never)", HelpName = "time" };
        var concurrent = new Option<int?>("--concurrent") { Description = "Most requests in progress at once (no limit)" };
        var requests = new Option<int?>("--requests-per-minute") { Description = "Most requests per minute (no limit)" };
        var tokens = new Option<int?>("--tokens-per-minute") { Description = "Most tokens per minute, uncached prompt and output (no limit)" };
        var data = Data();
        var command = new Command("create", "Makes a key and writes it, alone on its line, to standard output. It is not shown again.") { name, scope, expires, concurrent, requests, tokens, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, data, async (keys, audit, io) =>
        {
            DateTimeOffset? until = null;
            if (parsed.GetValue(expires) is { } text)
            {
                if (Duration.Parse(text) is not { } time) return await FailAsync(io, $"--expires is '{text}'; a time such as 90m, 12h or 30d is meant.");
                until = DateTimeOffset.UtcNow + time;
            }

            var wish = new CreateKeyRequest(parsed.GetValue(name), parsed.GetValue(scope), until, parsed.GetValue(concurrent), parsed.GetValue(requests), parsed.GetValue(tokens));
            var (wanted, error) = KeyManager.Check(wish, DateTimeOffset.UtcNow);
            if (wanted is null) return await FailAsync(io, error!.Message);
            var outcome = await keys.CreateAsync(wanted, "command line", cancellationToken);
            if (outcome.Value is not { } created) return await FailAsync(io, outcome.Failure!.Message);
            await audit("key.create", created.Key.Name);
            await io.Error.WriteLineAsync($"{created.Key.Id}, {created.Key.Name}, scope {created.Key.Scope.Scope()}{(until is { } at ? ", until " + Minute(at) : "")}. This is shown once:");
            await io.Output.WriteLineAsync(created.Secret);
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command List()
    {
        var data = Data();
        var command = new Command("list", "Lists all keys, newest first, with what was used in 30 days.") { data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, data, async (keys, _, io) =>
        {
            var all = await keys.ListAsync(cancellationToken);
            if (!all.IsDone) return await FailAsync(io, all.Failure.Message);
            var usage = await keys.UsageAsync(DateTimeOffset.UtcNow.AddDays(1 - KeysEndpoints.UsageDays), cancellationToken);
            if (!usage.IsDone) return await FailAsync(io, usage.Failure.Message);
            if (all.Value!.Count == 0) await io.Output.WriteLineAsync("There are no keys. Make one with: pensieve keys create NAME");
            foreach (var key in all.Value)
            {
                var used = usage.Value!.GetValueOrDefault(key.Id) ?? new KeyUsage();
                await io.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{key.Id}  {key.Prefix}…  {key.Scope.Scope(),-9}  {key.StateAt(DateTimeOffset.UtcNow),-7}  {key.Name,-24}  {used.Requests} requests, {used.PromptTokens} prompt ({used.CachedTokens} cached) and {used.OutputTokens} output tokens; last used {(key.LastUsedAt is { } at ? Minute(at) : "never")}"));
            }

            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Revoke()
    {
        var key = new Argument<string>("key") { Description = "Id, or name of a key that is not revoked" };
        var data = Data();
        var command = new Command("revoke", "Revokes a key: it is refused from then on.") { key, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, data, async (keys, audit, io) =>
        {
            var outcome = await keys.RevokeAsync(parsed.GetValue(key)!, cancellationToken);
            if (!outcome.IsDone) return await FailAsync(io, outcome.Failure.Message);
            if (outcome.Value is not { } revoked) return await FailAsync(io, $"There is no key '{parsed.GetValue(key)}'.");
            await audit("key.revoke", revoked.Name);
            await io.Output.WriteLineAsync($"{revoked.Id}, {revoked.Name}, is revoked.");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Delete()
    {
        var key = new Argument<string>("id") { Description = "Id of a revoked key" };
        var data = Data();
        var command = new Command("delete", "Removes a revoked key and its usage from the history. Without any key, programs of this machine need none again.") { key, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, data, async (keys, audit, io) =>
        {
            var outcome = await keys.DeleteAsync(parsed.GetValue(key)!, cancellationToken);
            if (!outcome.IsDone) return await FailAsync(io, outcome.Failure.Message);
            if (!outcome.Value) return await FailAsync(io, $"There is no revoked key '{parsed.GetValue(key)}'.");
            await audit("key.delete", parsed.GetValue(key)!);
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Option<string?> Data() => new("--data") { Description = "The server's data folder [PENSIEVE_DATA]; PENSIEVE_DATABASE names a PostgreSQL server instead", HelpName = "folder" };

    private static async Task<int> RunAsync(
        ParseResult parsed, Option<string?> data, Func<KeyRepository, Func<string, string, Task>, InvocationConfiguration, Task<int>> action, CancellationToken cancellationToken)
    {
        var io = parsed.InvocationConfiguration;
        var (options, failures) = CliSettings.Read(parsed.GetValue(data));

        // What else is wrong with the settings is no matter of keys.
        if (failures.FirstOrDefault(f => f.Contains("PENSIEVE_DATABASE", StringComparison.Ordinal)) is { } fault) return await FailAsync(io, fault);
        using var store = new ConsoleStore(StoreOptions.From(options), Schemas.All, TimeProvider.System, NullLogger<ConsoleStore>.Instance);
        var audit = new AuditRepository(store, TimeProvider.System);
        return await action(new KeyRepository(store, TimeProvider.System), RecordAsync, io);

        Task RecordAsync(string done, string target) => audit.AddAsync(
            [new AuditEntry { At = DateTimeOffset.UtcNow, Who = $"{Environment.UserName} (command line)", WhoId = "cli", Action = done, Target = target, Outcome = "done" }], cancellationToken);
    }

    private static async Task<int> FailAsync(InvocationConfiguration io, string message)
    {
        await io.Error.WriteLineAsync(message);
        return 1;
    }

    private static string Minute(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
