using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;

namespace Pensieve.Engine.Scheduling;

// After a step: choose each sequence's next token, make text of it, and see whether that ends it.
internal sealed partial class DecodeLoop
{
    private int SampleAll(long decodedNs)
    {
        var sampled = 0;
        foreach (var sequence in _inBatch)
        {
            if (sequence.LogitsIndex < 0)
            {
                _sink.Progress(sequence.Job, Math.Min(sequence.Kv!.Length, sequence.Job.PromptLength));
                continue;
            }

            if (sequence.OutputTokens == 0 && sequence.Job.Phases.PrefillDone == 0)
                sequence.Job.Phases = sequence.Job.Phases with { PrefillDone = decodedNs };
            if (sequence.Job.Request.MaxTokens == 0)
            {
                End(sequence, FinishReason.MaxTokens);
                continue;
            }

            sampled++;
            SampleOne(sequence);
        }

        return sampled;
    }

    private void SampleOne(ActiveSequence sequence)
    {
        var request = sequence.Job.Request;
        var logits = _decoder.Logits(sequence.LogitsIndex);
        if (request.IgnoreEos)
            foreach (var end in _vocabulary.EndTokens) logits[end] = float.NegativeInfinity;

        var forced = sequence.NextForced;
        if (!TryChoose(sequence, logits, forced, out var chosen)) return;
        var now = EngineClock.NowNs;
        var phases = sequence.Job.Phases;
        if (phases.LastToken > 0) sequence.Tracer.Token(phases.LastToken, now);
        sequence.Job.Phases = phases with { FirstToken = phases.FirstToken == 0 ? now : phases.FirstToken, LastToken = now };
        if (forced < 0 && _vocabulary.IsEnd(chosen.Token))
        {
            Finish(sequence, FinishReason.EndOfTurn, tokens: 0);
            return;
        }

        sequence.Sampler.Accept(chosen.Token);
        sequence.Job.Constraint?.Accept(chosen.Token);
        sequence.Job.Tokens.Add(chosen.Token);
        sequence.OutputTokens++;
        if (request.Sampling.TopLogProbs is not null) sequence.AddLogProbs(chosen, sequence.Sampler.Top);

        var piece = _vocabulary.Piece(chosen.Token);
        if (piece.IsEmpty && !request.VisibleTokens.IsDefaultOrEmpty) piece = _vocabulary.VisiblePiece(chosen.Token, request.VisibleTokens);
        if (sequence.AppendText(piece))
        {
            sequence.Deliver(_sink, 1);
            End(sequence, FinishReason.StopSequence);
        }
        else if (sequence.Job.Constraint?.IsFinished == true)
        {
            Finish(sequence, FinishReason.EndOfTurn, tokens: 1);
        }
        else if (sequence.OutputTokens >= request.MaxTokens)
        {
            Finish(sequence, FinishReason.MaxTokens, tokens: 1);
        }
        else
        {
            sequence.Deliver(_sink, 1);
        }
    }

    // False = the grammar ended the request.
    private bool TryChoose(ActiveSequence sequence, Span<float> logits, int forced, out SampledToken chosen)
    {
        chosen = default;
        if (forced >= 0 || sequence.Job.Constraint is not { } constraint)
        {
            chosen = forced >= 0 ? sequence.Sampler.Force(logits, forced) : sequence.Sampler.Sample(logits);
            return true;
        }

        if (constraint.IsFinished) Finish(sequence, FinishReason.EndOfTurn, tokens: 0);
        else if (_constrained.TrySample(sequence.Sampler, constraint, logits, out chosen)) return true;
        else End(sequence, FinishReason.Failed, new EngineFailure(FailureKind.InvalidRequest, constraint.Failure!));
        return false;
    }

    private void Finish(ActiveSequence sequence, FinishReason reason, int tokens)
    {
        sequence.FlushText();
        sequence.Deliver(_sink, tokens);
        End(sequence, reason);
    }
}
