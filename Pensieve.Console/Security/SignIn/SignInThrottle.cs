using System.Net;
using System.Net.Sockets;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Security.SignIn;

/// <summary>Slows guessing: so many failed sign-ins per minute and address (per /64 network for IPv6). Successful ones cost nothing.</summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>Failed attempts per minute and address.</summary>
    public const int PerMinute = 5;

    // Addresses beyond that share one budget.
    private const int MostAddresses = 1024;
    private readonly Dictionary<string, MinuteBudget> _budgets = new(StringComparer.Ordinal);
    private readonly MinuteBudget _shared = new(PerMinute, time);
    private readonly Lock _lock = new();

    /// <summary>Takes an attempt; null = go on, else how long to wait.</summary>
    public TimeSpan? TryBegin(IPAddress? address) => Of(address).TryTake(1);

    /// <summary>The attempt was right after all.</summary>
    public void Succeeded(IPAddress? address) => Of(address).Charge(-1);

    private MinuteBudget Of(IPAddress? address)
    {
        var name = NameOf(address);
        lock (_lock)
        {
            if (_budgets.TryGetValue(name, out var budget)) return budget;
            if (_budgets.Count >= MostAddresses)
            {
                foreach (var idle in _budgets.Where(b => b.Value.State.Remaining == PerMinute).Select(b => b.Key).ToArray()) _budgets.Remove(idle);
            }

            return _budgets.Count >= MostAddresses ? _shared : _budgets[name] = new MinuteBudget(PerMinute, time);
        }
    }

    private static string NameOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
