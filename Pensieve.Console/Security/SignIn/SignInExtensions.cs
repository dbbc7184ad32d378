using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Pensieve.Console.Hosting;
using Pensieve.Console.Shared.Shell;

namespace Pensieve.Console.Security.SignIn;

/// <summary>Registers sign-in.</summary>
internal static class SignInExtensions
{
    /// <summary>Cookie, link, throttle, and the state that pages see.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, PensieveOptions options)
    {
        services.AddSingleton<SignInLink>().AddSingleton<SignInThrottle>().AddSingleton<Sessions>().AddSingleton<SignInEndpoints>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "pensieve";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.CookieManager = new PortCookies();
            cookie.ExpireTimeSpan = Sessions.Lifetime;
            cookie.SlidingExpiration = true;
            cookie.Events.OnValidatePrincipal = Sessions.ValidateAsync;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionState>();
        services.AddShellPart<AccountMenu>(ShellPlace.Bell);

        // Kept, so that a restart signs nobody out; in memory where the folder cannot be written.
        var protection = services.AddDataProtection().SetApplicationName("pensieve");
        if (KeyFolder(options) is { } folder)
        {
            // Only the owner can read the folder. Encrypting its files with a key beside them would protect nothing.
            protection.PersistKeysToFileSystem(folder);
            services.Configure<KeyManagementOptions>(keys => keys.XmlEncryptor = new NullXmlEncryptor());
        }
        else protection.UseEphemeralDataProtectionProvider();
        return services;
    }

    private static DirectoryInfo? KeyFolder(PensieveOptions options)
    {
        try
        {
            var path = Path.Combine(Path.GetFullPath(options.Data), "sign-in");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var folder = Directory.CreateDirectory(path);

            // Also where it came from a copy that others could read.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
