using Pensieve.Console.Hosting;

await PensieveHost.Build(args).RunAsync();
