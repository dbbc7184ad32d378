using System.Runtime.CompilerServices;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace Pensieve.Tests.Components;

/// <summary>Base of every component test: a bUnit context that runs without AngleSharp.Diffing (see build/Bunit.targets).</summary>
public abstract class ComponentTest : BunitContext
{
    protected ComponentTest()
    {
        var comparer = typeof(BunitContext).Assembly.GetType("Bunit.Diffing.HtmlComparer", throwOnError: true)!;
        Services.AddSingleton(comparer, RuntimeHelpers.GetUninitializedObject(comparer));
        Services.AddRadzenComponents();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }
}
