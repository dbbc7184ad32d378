namespace Pensieve.Engine.Chat.Tools;

/// <summary>What a byte did to the calls being read.</summary>
internal enum BodyProgress
{
    /// <summary>It was taken; it is text if the rest is rejected.</summary>
    More,

    /// <summary>It was taken, and nothing up to it is or becomes text.</summary>
    Reported,

    /// <summary>It was taken and was the last: text follows.</summary>
    Done,

    /// <summary>It is not part of it: text follows from it on.</summary>
    DoneBefore,

    /// <summary>It is not part of it, and neither is what came since the last report: both are read again as text.</summary>
    Unread,

    /// <summary>This is no call after all; the byte was not taken, and what came before it is text.</summary>
    Rejected,
}

/// <summary>What follows a mark: one or more calls in a format's own notation.</summary>
internal interface ICallBody
{
    /// <summary>A mark was found.</summary>
    void Begin(string marker);

    /// <summary>Takes the next byte.</summary>
    BodyProgress Feed(byte next);

    /// <summary>Reports what is ready.</summary>
    void Flush();

    /// <summary>The output ends here. True = what was not reported is text.</summary>
    bool Cut();
}
