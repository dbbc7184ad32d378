using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Security.SignIn;

/// <summary>Sign-ins of the console: an encrypted cookie that names a key or the link, looked up on every request.</summary>
internal sealed class Sessions(KeyRing keys)
{
    /// <summary>How long a sign-in lasts without use.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    /// <summary>Who comes by the link.</summary>
    public static readonly AccessIdentity ByLink = new("link", "terminal link", AccessLevel.Admin);

    /// <summary>Whether a sign-in still holds: that of a key ends with the key.</summary>
    public bool IsValid(AccessIdentity who) => who.Id is "link" or "local" || keys.LevelOf(who.Id) == who.Level;

    /// <summary>Gives the browser its cookie.</summary>
    public static Task SignInAsync(HttpContext context, AccessIdentity who) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme, who.ToPrincipal(CookieAuthenticationDefaults.AuthenticationScheme), new AuthenticationProperties { IsPersistent = true });

    /// <summary>Takes the cookie away.</summary>
    public static Task SignOutAsync(HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    /// <summary>Refuses a cookie whose sign-in no longer holds.</summary>
    public static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        if (AccessIdentity.Of(context.Principal) is not { } who || !sessions.IsValid(who)) context.RejectPrincipal();
        return Task.CompletedTask;
    }
}
