using BenchmarkDotNet.Running;
using Pensieve.Benchmarks;
using Pensieve.Benchmarks.Overhead;

if (args is ["overhead", .. var rest]) return await OverheadCommand.RunAsync(rest);

// Without arguments everything runs; --filter, --list and the other BenchmarkDotNet options select.
if (args.Length == 0) args = ["--filter", "*"];
BenchmarkSwitcher.FromAssembly(typeof(ShortConfig).Assembly).Run(args, new ShortConfig());
return 0;
