using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>The same round trips against the native engine: tokens of a real model file over HTTP.</summary>
public sealed class AnthropicSdkRealTests(RealAppFixture app) : AnthropicSdkTests(app), IClassFixture<RealAppFixture>;

/// <inheritdoc cref="AnthropicSdkRealTests"/>
public sealed class OpenAISdkRealTests(RealAppFixture app) : OpenAISdkTests(app), IClassFixture<RealAppFixture>;

/// <inheritdoc cref="AnthropicSdkRealTests"/>
public sealed class JavaScriptSdkRealTests(RealAppFixture app) : JavaScriptSdkTests(app), IClassFixture<RealAppFixture>;
