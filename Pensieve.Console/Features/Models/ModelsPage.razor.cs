using Microsoft.AspNetCore.Components;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Features.Models.Keeping;
using Pensieve.Console.Hosting;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Shared;
using Pensieve.Engine;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Features.Models;

/// <summary>What is loaded, what could be, and under which names. The address says what is being loaded or unloaded.</summary>
public sealed partial class ModelsPage
{
    private const int LoadsShown = 30;

    private readonly HashSet<string> _unloading = new(StringComparer.Ordinal);
    private IDisposable? _subscription;
    private IReadOnlyList<ModelSnapshot> _models = [];
    private IReadOnlyList<ModelFileTable.Line> _lines = [];
    private IReadOnlyList<DeviceInfo> _devices = [];
    private IReadOnlyList<LoadRow> _log = [];
    private IReadOnlyCollection<string> _loadedIds = [];
    private IReadOnlyCollection<string> _knownIds = [];
    private string? _logTrouble;
    private string? _said;
    private bool _isBad;
    private bool _scanning = true;

    /// <summary>Name of the file whose load is being prepared.</summary>
    [SupplyParameterFromQuery(Name = "load")]
    public string? Load { get; set; }

    /// <summary>Id of the model that somebody asked to unload.</summary>
    [SupplyParameterFromQuery(Name = "unload")]
    public string? Unload { get; set; }

    [Inject]
    private IEngine Engine { get; set; } = default!;

    [Inject]
    private PensieveOptions Options { get; set; } = default!;

    [Inject]
    private ModelFiles Files { get; set; } = default!;

    [Inject]
    private ModelLoader Loader { get; set; } = default!;

    [Inject]
    private ModelSettings Settings { get; set; } = default!;

    [Inject]
    private ModelAliases Aliases { get; set; } = default!;

    [Inject]
    private ModelRepository Repository { get; set; } = default!;

    [Inject]
    private OperatorActions Actions { get; set; } = default!;

    [Inject]
    private LiveFeed Feed { get; set; } = default!;

    [Inject]
    private LivePause Pause { get; set; } = default!;

    private string Summary
    {
        get
        {
            var files = _lines.Count(l => l.File.Gguf is not null);
            return _scanning && _lines.Count == 0 ? "Looking into the models folders." : $"{Format.Count(_loadedIds.Count, "model")} loaded, {Format.Count(files, "file")} that can be.";
        }
    }

    /// <summary>Address of the load of a file, below the base.</summary>
    public static string LoadLink(string name) => $"models?load={Uri.EscapeDataString(name)}";

    /// <summary>Address of the question whether to unload a model, below the base.</summary>
    public static string UnloadLink(string id) => $"models?unload={Uri.EscapeDataString(id)}";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _models = Feed.Current.Engine.Models;
        _subscription = Pause.Subscribe(() => InvokeAsync(Update));
        Loader.Changed += OnLoads;
        Settings.Changed += OnSettings;
        Name();
        if (await Settings.ReadAsync(Left) is { } failure) Say("Aliases and defaults cannot be read: " + failure, isBad: true);
        await ReadLogAsync();
        await ScanAsync();
        await ReadDevicesAsync();
    }

    /// <inheritdoc/>
    protected override void OnLeave()
    {
        _subscription?.Dispose();
        Loader.Changed -= OnLoads;
        Settings.Changed -= OnSettings;
    }

    private static bool IsServing(ModelSnapshot model) => model.State is EngineState.Ready or EngineState.Degraded or EngineState.Restarting or EngineState.Draining;

    private void Update()
    {
        var before = _loadedIds;
        _models = Feed.Current.Engine.Models;
        Name();
        if (!before.SequenceEqual(_loadedIds)) Draw();
        StateHasChanged();
    }

    private void Name()
    {
        _loadedIds = [.. _models.Where(IsServing).Select(m => m.Id)];
        _knownIds = [.. _loadedIds.Concat(_lines.Where(l => l.File.Gguf is not null).Select(l => l.File.Id)).Distinct()];
    }

    private async Task ScanAsync()
    {
        _scanning = true;
        StateHasChanged();
        if (!await UnlessLeftAsync(() => Files.ScanAsync(Left))) return;
        _scanning = false;
        Draw();
    }

    private async Task ReadDevicesAsync()
    {
        try
        {
            if (await UnlessLeftAsync(async () => _devices = await Engine.GetDevicesAsync(Left))) Draw();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or TimeoutException)
        {
            Say("The devices cannot be asked for, so that estimates count the CPU alone: " + e.Message, isBad: true);
        }
    }

    // Memory is estimated with the defaults of each file; what is free is asked anew each time.
    private void Draw()
    {
        _lines = [.. Files.Known.Select(file =>
        {
            var saved = Settings.DefaultsFor(file.Path);
            var plain = new ModelLoadOptions { Path = file.Path };
            var isLoaded = _models.Any(m => IsServing(m) && m.Info?.Path == file.Path);
            return new ModelFileTable.Line(file, file.Gguf is { } gguf && !isLoaded ? LoadPlan.For(saved?.Over(plain) ?? plain, _devices, gguf) : null, saved?.Describe(), isLoaded);
        })];
        Name();
    }

    private async Task ReadLogAsync()
    {
        var read = await Repository.LoadsAsync(LoadsShown, Left);
        _log = read.Value ?? [];
        _logTrouble = read.Failure?.Message;
    }

    private async Task StartAsync(ModelLoadOptions options)
    {
        if (await Actions.AskAsync("model.load", options.Path) is { } refusal)
        {
            Say(refusal, isBad: true);
            Navigation.NavigateTo("models", replace: true);
            return;
        }

        Loader.Start(options, "console");
        Say($"{options.Id ?? Path.GetFileNameWithoutExtension(options.Path)} is being loaded. It goes on if you leave this page.");
        Navigation.NavigateTo("models", replace: true);
    }

    private async Task UnloadAsync(string id)
    {
        if (await Actions.AskAsync("model.unload", id) is { } refusal)
        {
            Say(refusal, isBad: true);
            Navigation.NavigateTo("models", replace: true);
            return;
        }

        _unloading.Add(id);
        Navigation.NavigateTo("models", replace: true);
        StateHasChanged();
        try
        {
            var done = await Loader.UnloadAsync(id);
            Say(done ? $"{id} is unloaded." : $"{id} was not loaded any more.");
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            _unloading.Remove(id);
        }

        Update();
    }

    private void Say(string text, bool isBad = false) => (_said, _isBad) = (text, isBad);

    private void OnLoads() => _ = InvokeAsync(async () =>
    {
        if (Left.IsCancellationRequested) return;
        var newest = _log is [var first, ..] ? first.StartedAt : 0;
        await ReadLogAsync();
        if (_log is [var latest, ..] && latest.StartedAt > newest)
            Say(latest.Failure is { } failure ? $"{latest.Model} was not loaded: {failure}" : $"{latest.Model} was loaded in {Format.Milliseconds(latest.Seconds * 1000)}.", latest.Failure is not null);
        Update();
        Draw();
        StateHasChanged();
    });

    private void OnSettings() => _ = InvokeAsync(() =>
    {
        if (Left.IsCancellationRequested) return;
        Draw();
        StateHasChanged();
    });

    private string? LoadAgainLink(ModelSnapshot model) =>
        model.State == EngineState.Failed && _lines.FirstOrDefault(l => l.File.Path == model.Info?.Path) is { } line ? LoadLink(line.File.Name) : null;

    private string[] AliasesOf(string id) => [.. Aliases.All.Where(a => a.Value == id).Select(a => a.Key)];
}
