using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Store;

namespace Pensieve.Tests.Components.Support;

/// <summary>Settings over a database of their own, and the audit trail of the same.</summary>
internal sealed class KeptSettings : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pensieve-test-");

    public KeptSettings(TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        Store = new ConsoleStore(StoreOptions.Sqlite(Path.Combine(_folder.FullName, "p.db")), Schemas.All, time, NullLogger<ConsoleStore>.Instance);
        Repository = new SettingsRepository(Store);
        Settings = New(time);
        Audit = new AuditTrail(new AuditRepository(Store, time), time, NullLogger<AuditTrail>.Instance);
    }

    public ConsoleStore Store { get; }

    public SettingsRepository Repository { get; }

    public RuntimeSettings Settings { get; }

    public AuditTrail Audit { get; }

    /// <summary>As another server over the same database has them.</summary>
    public RuntimeSettings New(TimeProvider time) =>
        new(Repository, new SettingDefaults(new PensieveOptions(), new(), new(), new()), time, NullLogger<RuntimeSettings>.Instance);

    public void Dispose()
    {
        Settings.Dispose();
        Audit.Dispose();
        Store.Dispose();
        _folder.Delete(recursive: true);
    }
}
