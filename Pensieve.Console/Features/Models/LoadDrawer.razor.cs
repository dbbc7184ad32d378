using Microsoft.AspNetCore.Components;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Features.Models;

/// <summary>The options of a load and their memory.</summary>
public sealed partial class LoadDrawer : ComponentBase
{
    private LoadForm _form = new();
    private LoadPlan? _plan;
    private string? _fault;
    private string _said = "";
    private ElementReference _heading;
    private (ModelFile?, int) _planned;

    /// <summary>Name of the file, from the address.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>The file; null = there is none of that name.</summary>
    [Parameter]
    public ModelFile? File { get; set; }

    /// <summary>Devices to choose from; empty while they are not known.</summary>
    [Parameter]
    public IReadOnlyList<DeviceInfo> Devices { get; set; } = [];

    /// <summary>Asks for the load.</summary>
    [Parameter]
    public EventCallback<ModelLoadOptions> Load { get; set; }

    [Inject]
    private ModelSettings Settings { get; set; } = default!;

    [Inject]
    private OperatorActions Actions { get; set; } = default!;

    private SavedLoadOptions? Saved => File is null ? null : Settings.DefaultsFor(File.Path);

    // The defaults of a file may name a device that this machine does not have, or not any more.
    private bool IsDeviceMissing => _form.Device is not ("" or "cpu" or "auto") && !Devices.Any(d => d.Type is "gpu" or "igpu" && d.Name == _form.Device);

    private bool IsMoreSet => LoadForm.More.Any(f => _form[f.Key].Length > 0) || _form.Reasoning.Length > 0 || _form.Pooling.Length > 0 || _form.ToolFormat.Length > 0;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_planned == (File, Devices.Count)) return;
        if (_planned.Item1?.Path != File?.Path) _form = LoadForm.From(Saved);
        _planned = (File, Devices.Count);
        Plan();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await _heading.FocusAsync(preventScroll: true);
    }

    private void Set(Action change)
    {
        change();
        _said = "";
        Plan();
    }

    private void Plan()
    {
        _plan = null;
        if (File?.Gguf is not { } gguf) return;
        _fault = LoadForm.Main.Concat(LoadForm.More).Select(_form.Fault).FirstOrDefault(f => f is not null);
        if (_form.Read(File.Path) is { } options) _plan = LoadPlan.For(options, Devices, gguf);
    }

    private async Task LoadAsync()
    {
        if (File is null || _form.Read(File.Path) is not { } options) return;
        await Load.InvokeAsync(options);
    }

    private async Task SaveAsync()
    {
        if (File is null || _form.Read(File.Path) is not { } options) return;
        if (await Actions.AskAsync("model.defaults", File.Name) is { } refusal)
        {
            _said = refusal;
            return;
        }

        var kept = SavedLoadOptions.Of(options, new ModelLoadOptions { Path = File.Path });
        _said = await Settings.SetDefaultsAsync(File.Path, kept == new SavedLoadOptions() ? null : kept, CancellationToken.None) is { } failure
            ? "Not saved: " + failure
            : "Saved.";
    }

    private async Task ForgetAsync()
    {
        if (File is null) return;
        var failure = await Actions.AskAsync("model.defaults", File.Name) ?? await Settings.SetDefaultsAsync(File.Path, null, CancellationToken.None);
        _said = failure is null ? "Forgotten." : "Not forgotten: " + failure;
    }

    private RenderFragment Number(LoadForm.Field field) => builder =>
    {
        builder.OpenElement(0, "label");
        builder.OpenElement(1, "span");
        builder.AddContent(2, field.Label);
        builder.CloseElement();
        builder.OpenElement(3, "input");
        builder.AddAttribute(4, "class", "field");
        builder.AddAttribute(5, "inputmode", "numeric");
        builder.AddAttribute(6, "name", field.Key);
        builder.AddAttribute(7, "value", _form[field.Key]);
        builder.AddAttribute(8, "placeholder", field.Hint);
        builder.AddAttribute(9, "title", field.Range.Expected);
        if (_form.Fault(field) is not null) builder.AddAttribute(10, "aria-invalid", "true");
        builder.AddAttribute(11, "oninput", EventCallback.Factory.Create<ChangeEventArgs>(this, e => Set(() => _form[field.Key] = Text(e))));
        builder.CloseElement();
        builder.CloseElement();
    };

    private static string Text(ChangeEventArgs e) => (string?)e.Value ?? "";
}
