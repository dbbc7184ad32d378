using Pensieve.Console.Cli;

return await CommandLine.RunAsync(args);
