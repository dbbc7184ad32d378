using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.SignIn;

namespace Pensieve.Tests.Components.Security;

/// <summary>The way in, and who is in.</summary>
public sealed class SignInTests : ComponentTest
{
    public SignInTests() => Services.AddSingleton<AntiforgeryStateProvider, Antiforgery>();

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Theory]
    [InlineData(AccessLevel.Inference, "ann, role: viewer")]
    [InlineData(AccessLevel.Admin, "ann, role: admin")]
    public void Account_OfSomebodySignedIn_NamesThemAndTheWayOut(AccessLevel level, string title)
    {
        var menu = Menu(new AccessIdentity("k1", "ann", level).ToPrincipal("test"));
        Assert.Equal((title, "Signed in as ann"), (menu.Find(".account-name").GetAttribute("title"), menu.Find(".account-name").TextContent));
        Assert.Equal(("post", "/sign-out"), (menu.Find("form").GetAttribute("method"), menu.Find("form").GetAttribute("action")));
    }

    [Fact]
    public void Account_OnThisMachineOrOfNobody_OffersNoSignOut()
    {
        Assert.Empty(Menu(AccessIdentity.Local(AccessLevel.Admin).ToPrincipal("test")).FindAll("form"));
        Assert.Empty(Menu(new ClaimsPrincipal()).FindAll("form"));
        Assert.Empty(Render<AccountMenu>().FindAll("form"));
        Assert.Equal("http://localhost/", Navigation.Uri);
    }

    [Fact]
    public void Account_WhoseSignInEnded_GoesToTheSignInPageAndBackAfterwards()
    {
        var session = AddAuthorization();
        session.SetAuthorized("ann").SetClaims(new Claim(ClaimTypes.NameIdentifier, "k1"));
        Navigation.NavigateTo("requests?id=a&range=60");
        var menu = Render<AccountMenu>();
        Assert.Single(menu.FindAll("form"));
        session.SetNotAuthorized();
        menu.WaitForAssertion(() => Assert.Empty(menu.FindAll("form")));
        Assert.EndsWith("/sign-in?returnUrl=%2Frequests%3Fid%3Da%26range%3D60", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void SignIn_Fresh_AsksForAKeyAndNothingElse()
    {
        var page = Page(p => p.Add(s => s.ReturnUrl, "/requests?id=a"));
        Assert.Equal("/requests?id=a", page.Find("input[name=returnUrl]").GetAttribute("value"));
        Assert.Equal(("password", "off", "key-help"), (page.Find("#key").GetAttribute("type"), page.Find("#key").GetAttribute("autocomplete"), page.Find("#key").GetAttribute("aria-describedby")));
        Assert.Equal("token", page.Find("input[name=check]").GetAttribute("value"));
        Assert.Empty(page.FindAll("[role=alert], [role=status]"));
    }

    [Fact]
    public void SignIn_AfterAnAttempt_SaysWhatBecameOfIt()
    {
        Assert.Equal("There is no such key.", Page(p => p.Add(s => s.Error, "There is no such key.")).Find("[role=alert]").TextContent);
        Assert.Equal("You are signed out.", Page(p => p.Add(s => s.Notice, "You are signed out.")).Find("[role=status]").TextContent);
    }

    private IRenderedComponent<AccountMenu> Menu(ClaimsPrincipal who) => Render<AccountMenu>(p => p.Add(m => m.State, Task.FromResult(new AuthenticationState(who))));

    private IRenderedComponent<SignInPage> Page(Action<ComponentParameterCollectionBuilder<SignInPage>> parameters) => Render(parameters);

    private sealed class Antiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken GetAntiforgeryToken() => new("token", "check");
    }
}
