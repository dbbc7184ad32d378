namespace Pensieve.Console.Shared;

/// <summary>The signs that pages use.</summary>
public enum IconName
{
    /// <summary>All is well; done.</summary>
    Check,

    /// <summary>Failed.</summary>
    Cross,

    /// <summary>Needs a look.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Nothing there.</summary>
    Circle,

    /// <summary>Under way.</summary>
    Hourglass,

    /// <summary>Starting again.</summary>
    Restart,

    /// <summary>At work.</summary>
    Pulse,

    /// <summary>Stopped by a limit.</summary>
    Limit,

    /// <summary>Stopped by someone.</summary>
    Stop,

    /// <summary>Freeze.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Play,

    /// <summary>Somebody signed in.</summary>
    User,

    /// <summary>Light theme.</summary>
    Sun,

    /// <summary>Dark theme.</summary>
    Moon,

    /// <summary>The system's theme.</summary>
    ThemeSystem,

    /// <summary>Overview.</summary>
    Gauge,

    /// <summary>Not found.</summary>
    Search,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A chart.</summary>
    Chart,

    /// <summary>Requests.</summary>
    List,

    /// <summary>Models.</summary>
    Cube,

    /// <summary>Playground.</summary>
    Chat,

    /// <summary>Runs.</summary>
    Flask,

    /// <summary>Compare.</summary>
    Scales,

    /// <summary>Logs.</summary>
    Lines,

    /// <summary>Settings.</summary>
    Sliders,

    /// <summary>Alerts.</summary>
    Bell,

    /// <summary>Opens the navigation.</summary>
    Menu,

    /// <summary>Keys.</summary>
    Keyboard,

    /// <summary>Into the clipboard.</summary>
    Copy,

    /// <summary>Upwards, to the newest.</summary>
    ArrowUp,

    /// <summary>Send again.</summary>
    Replay,

    /// <summary>Onwards.</summary>
    Next,

    /// <summary>Backwards.</summary>
    Previous,
}
