using System.Globalization;
using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace Pensieve.Tests.Components;

/// <summary>Base of every component test: a bUnit context that runs without AngleSharp.Diffing (see build/Bunit.targets).</summary>
public abstract class ComponentTest : BunitContext
{
    // A render takes long on a busy machine, and only a failing test waits for all of it. bUnit's own is one second.
    static ComponentTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    protected ComponentTest()
    {
        var comparer = typeof(BunitContext).Assembly.GetType("Bunit.Diffing.HtmlComparer", throwOnError: true)!;
        Services.AddSingleton(comparer, RuntimeHelpers.GetUninitializedObject(comparer));
        Services.AddRadzenComponents();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>Clicks the element that carries the handler. bUnit's own Click walks the parents with AngleSharp.Diffing.</summary>
    /// <param name="find">Finds the element; called when nothing can be drawn any more before the event, for a render renews handlers.</param>
    protected void Click(Func<IElement> find) => Dispatch(find, "onclick", new MouseEventArgs());

    /// <summary>Clicks as <see cref="Click"/> does, and does not wait for what the handler waits for.</summary>
    /// <param name="find"><inheritdoc cref="Click" path="/param"/></param>
    /// <returns>Completes when the handler is done.</returns>
    protected Task BeginClick(Func<IElement> find) => DispatchAsync(find, "onclick", new MouseEventArgs());

    /// <summary>Raises an event at the element that carries its handler.</summary>
    /// <param name="find"><inheritdoc cref="Click" path="/param"/></param>
    /// <param name="name">Event as attributes spell it: onclick.</param>
    /// <param name="args">What the handler gets.</param>
    protected void Dispatch(Func<IElement> find, string name, EventArgs args) => DispatchAsync(find, name, args).GetAwaiter().GetResult();

    /// <summary>The calls of one function of the browser so far. Read where components run: they go on making calls.</summary>
    /// <param name="browser">The module, or the page's own functions.</param>
    /// <param name="function">Its name.</param>
    protected IReadOnlyList<JSRuntimeInvocation> Calls(BunitJSInterop browser, string function) =>
        Renderer.Dispatcher.InvokeAsync(() => browser.Invocations.Where(i => i.Identifier == function).ToList()).GetAwaiter().GetResult();

#pragma warning disable BL0006 // The renderer's own entry for events takes this type.
    private Task DispatchAsync(Func<IElement> find, string name, EventArgs args) =>
        Renderer.Dispatcher.InvokeAsync(() => Renderer.DispatchEventAsync(Handler(find(), name), new EventFieldInfo(), args));
#pragma warning restore BL0006

    private static ulong Handler(IElement element, string name) =>
        ulong.Parse(element.GetAttribute("blazor:" + name) ?? throw new InvalidOperationException($"The element does not handle {name}."), CultureInfo.InvariantCulture);
}
