using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Pensieve.Console.Api.Generations;

/// <summary>
/// A response being written: bytes go straight into Kestrel's pipe, one flush per chunk. A reader
/// that takes nothing for the write deadline loses its connection.
/// </summary>
internal sealed partial class ResponseConnection(HttpContext context, TimeSpan writeDeadline, TimeProvider time, ILogger logger)
{
    private int _wroteSinceTick;
    private int _keepAliveDue;

    /// <summary>Where frames are built.</summary>
    public PipeWriter Output { get; } = context.Response.BodyWriter;

    /// <summary>True once status and headers are fixed: from here on errors are events.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>False once the reader is gone or was cut off.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Fixes status and headers of an event stream; they leave with the first flush.</summary>
    public void StartStream()
    {
        if (HasStarted) return;
        HasStarted = true;
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["x-accel-buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>Called at every keep-alive interval.</summary>
    /// <returns>True if nothing was written since the call before: a keep-alive is due.</returns>
    public bool Tick()
    {
        if (Interlocked.Exchange(ref _wroteSinceTick, 0) != 0) return false;
        Volatile.Write(ref _keepAliveDue, 1);
        return true;
    }

    /// <summary>True for the one reader that is to write the keep-alive.</summary>
    public bool TakeKeepAlive() => Interlocked.Exchange(ref _keepAliveDue, 0) != 0;

    /// <summary>Hands what was built to the network; false = the reader is gone.</summary>
    public ValueTask<bool> FlushAsync()
    {
        _wroteSinceTick = 1;
        var flush = Output.FlushAsync();
        if (!flush.IsCompletedSuccessfully) return WaitForReaderAsync(flush);
        IsOpen &= !flush.Result.IsCompleted;
        return new ValueTask<bool>(IsOpen);
    }

    private async ValueTask<bool> WaitForReaderAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            var result = await flush.AsTask().WaitAsync(writeDeadline, time);
            IsOpen &= !result.IsCompleted;
        }
        catch (TimeoutException)
        {
            IsOpen = false;
            LogReaderStopped(logger, context.TraceIdentifier, writeDeadline.TotalSeconds);
            context.Abort();
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            IsOpen = false;
        }

        return IsOpen;
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning,
        Message = "Response {RequestId} cut off: its reader took nothing for {Seconds} s.")]
    private static partial void LogReaderStopped(ILogger logger, string requestId, double seconds);
}
