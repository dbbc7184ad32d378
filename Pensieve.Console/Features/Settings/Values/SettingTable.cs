using System.Globalization;
using Pensieve.Console.Security.Audit;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>Every setting that can change while the server runs, in the order of the page.</summary>
public static class SettingTable
{
    /// <summary>Names.</summary>
    public const string Timeout = "requests.timeoutSeconds", MaxTokens = "requests.maxTokens", KeepAlive = "requests.keepAliveSeconds",
        WriteDeadline = "requests.writeDeadlineSeconds", MapUnknown = "requests.mapUnknownModels", MaxBody = "requests.maxBodyMiB", KeepBodies = "requests.keepBodies",
        Queue = "models.queue", Drain = "server.drainSeconds", Hosts = "access.hosts", Origins = "access.origins",
        RunsKept = "retention.runs", RunBytes = "retention.runsMiB", AuditDays = "retention.auditDays", RequestsKept = "retention.requests", AlertsKept = "retention.alerts", ChatsKept = "retention.playground", LogLevelName = "logs.level",
        AlertQueue = "alerts.queueSeconds", AlertMemory = "alerts.memoryPercent", AlertStall = "alerts.stalledSeconds", Webhook = "alerts.webhook", WebhookPrivate = "alerts.webhookPrivate";

    /// <summary>The definitions.</summary>
    public static IReadOnlyList<RuntimeSetting> All { get; } =
    [
        Number(Timeout, "Requests", "Time limit", "After this time a request ends with 504; 0 = no limit. Holds for requests that begin after the change.", 0, 86_400, "s", d => (long)(d.Api.RequestTimeout?.TotalSeconds ?? 0)),
        Number(MaxTokens, "Requests", "Output tokens by default", "Most tokens of an answer whose request names no limit; 0 = until the model stops or the context is full.", 0, 1_000_000, "tokens", _ => 0),
        Number(KeepAlive, "Requests", "Keep-alive", "A stream that was silent for so long gets a ping, so that proxies keep the connection.", 1, 60, "s", d => (long)d.Api.KeepAlive.TotalSeconds),
        Number(WriteDeadline, "Requests", "Slow readers", "A client that does not take a write for so long is disconnected.", 1, 300, "s", d => (long)d.Api.WriteDeadline.TotalSeconds),
        Number(MaxBody, "Requests", "Largest body", "Larger request bodies are refused with 413.", 1, 64, "MiB", d => d.Edge.MaxBodyBytes >> 20),
        Switch(MapUnknown, "Requests", "Serve unknown model names", "A request for a model that is not loaded is served by the default one instead of a 404.", d => d.Api.MapUnknownModels),
        Switch(KeepBodies, "Requests", "Keep request bodies", "Bodies of the latest requests are kept in memory, at most 100 and 16 MiB, for the requests page. They hold what users wrote. Off forgets them.", _ => false),
        Number(Queue, "Models", "Queue", "Requests that may wait for a slot of a model loaded at the start or over the API, unless its file has a default of its own; more are refused with 429.", 0, 65_536, "requests", d => d.App.Queue) with { AppliesAtOnce = false },
        Number(Drain, "Server", "Drain time", "How long running requests get to finish when the server is stopped.", 0, 3600, "s", d => d.App.DrainSeconds),
        Lines(Hosts, "Access", "Allowed hosts", "Host names that requests may name besides loopback names and the server's own address, one a line.", HostFault, d => d.Edge.AllowedHosts),
        Lines(Origins, "Access", "Allowed origins", "Origins of web pages, such as https://chat.example.org, that may call the API and read its answers besides the console itself, one a line. They bring a key of their own; cookies are not allowed.", OriginFault, d => d.Edge.AllowedOrigins),
        Number(RunsKept, "Retention", "Runs", "Runs of the test laboratory kept, baselines not counted; the oldest go when the next run ends.", 1, 100_000, "runs", d => d.Runs.Keep),
        Number(RunBytes, "Retention", "Size of runs", "Packed records of runs kept, baselines not counted.", 1, 1 << 20, "MiB", d => d.Runs.KeepBytes >> 20),
        Number(AuditDays, "Retention", "Audit trail", "Entries that are older are removed with the next one written.", 1, 3650, "days", _ => (long)AuditRepository.Retention.TotalDays),
        Number(RequestsKept, "Retention", "Requests", "Ended requests that are still there after a restart: times, counts and parameters, never what was asked or answered. 0 = none.", 0, 4000, "requests", _ => 4000),
        Number(AlertsKept, "Retention", "Alerts", "Ended alerts that are still there after a restart. 0 = none.", 0, 200, "alerts", _ => 200),
        Number(ChatsKept, "Retention", "Playground", "Conversations of the playground that are still there after a restart, for each of those who hold them, with all that was said. 0 = none, and what was kept is deleted.", 0, 100, "conversations", _ => 10),
        Choice(LogLevelName, "Logs", "Least level kept", "What the Logs page keeps of Pensieve's own entries. The terminal shows what the configuration says.", ["trace", "debug", "information", "warning", "error"], _ => "debug"),
        Number(AlertQueue, "Alerts", "Long wait", "The oldest waiting request has waited so long.", 1, 3600, "s", _ => 10),
        Number(AlertMemory, "Alerts", "Low memory", "Less of the memory is free than this; at 40 % of it the alert is critical.", 1, 50, "%", _ => 10),
        Number(AlertStall, "Alerts", "Stall", "Slots are at work and no token has come for so long.", 2, 600, "s", _ => 10),
        new(Webhook, "Alerts", "Webhook", "Alerts that begin and end are sent to this http or https address as JSON. Redirects are not followed.", SettingKind.Text, _ => "") { CheckText = UrlFault },
        Switch(WebhookPrivate, "Alerts", "Webhook inside", "The webhook may be on this machine or in a private network. Off protects what is not meant to be reached from here.", _ => false),
    ];

    private static readonly Dictionary<string, RuntimeSetting> s_byName = All.ToDictionary(s => s.Name, StringComparer.Ordinal);

    /// <summary>The setting of that name; null = there is none.</summary>
    public static RuntimeSetting? Find(string name) => s_byName.GetValueOrDefault(name);

    private static RuntimeSetting Number(string name, string group, string title, string meaning, long min, long max, string unit, Func<SettingDefaults, long> value) =>
        new(name, group, title, meaning, SettingKind.Number, d => Math.Clamp(value(d), min, max).ToString(CultureInfo.InvariantCulture)) { Min = min, Max = max, Unit = unit };

    private static RuntimeSetting Switch(string name, string group, string title, string meaning, Func<SettingDefaults, bool> value) =>
        new(name, group, title, meaning, SettingKind.Switch, d => value(d) ? "true" : "false");

    private static RuntimeSetting Choice(string name, string group, string title, string meaning, string[] choices, Func<SettingDefaults, string> value) =>
        new(name, group, title, meaning, SettingKind.Choice, value) { Choices = choices };

    private static RuntimeSetting Lines(string name, string group, string title, string meaning, Func<string, string?> check, Func<SettingDefaults, IList<string>> value) =>
        new(name, group, title, meaning, SettingKind.Lines, d => string.Join('\n', value(d))) { CheckText = check };

    private static string? HostFault(string host) =>
        Uri.CheckHostName(host) == UriHostNameType.Unknown ? $"'{host}' is not a host name; write it without scheme and port." : null;

    private static string? OriginFault(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0 && !origin.EndsWith('/')
            ? null : $"'{origin}' is not an origin: scheme://host or scheme://host:port, nothing after it.";

    private static string? UrlFault(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? null : $"'{url}' is not an http or https address.";
}
