namespace Pensieve.Tests.Unit.Console.Api.Support;

/// <summary>Waits for conditions, never for times.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var deadline = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "Never happened: " + what);
            await Task.Delay(2);
        }
    }
}
