using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Load.Prompts;

/// <summary>What a load sends. The same index always gives the same call, so that two runs of one seed send the same.</summary>
public interface IWorkload
{
    /// <summary>The call of an index, from 0; from many threads at once.</summary>
    GenerationCall Call(int index);
}
