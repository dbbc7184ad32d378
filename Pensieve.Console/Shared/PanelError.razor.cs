using Microsoft.AspNetCore.Components;

namespace Pensieve.Console.Shared;

/// <summary>Stands where a part of a page failed, logs why and offers to show it again.</summary>
public sealed partial class PanelError : ComponentBase
{
    /// <summary>What went wrong.</summary>
    [Parameter, EditorRequired]
    public required Exception Error { get; set; }

    /// <summary>Renders the part again.</summary>
    [Parameter, EditorRequired]
    public EventCallback Retry { get; set; }

    [Inject]
    private ILogger<PanelError> Logger { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized() => LogPanelFailed(Logger, Error);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Error, Message = "A part of a page failed")]
    private static partial void LogPanelFailed(ILogger logger, Exception exception);
}
