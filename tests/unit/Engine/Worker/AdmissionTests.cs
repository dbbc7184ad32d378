using Pensieve.Engine.Worker;

namespace Pensieve.Tests.Unit.Engine.Worker;

public sealed class AdmissionTests
{
    [Fact]
    public void TryEnter_CapacityOrDoor_Refuses()
    {
        var admission = new Admission();
        Assert.Equal([AdmissionOutcome.Entered, AdmissionOutcome.Entered, AdmissionOutcome.Full], Enumerable.Range(0, 3).Select(_ => admission.TryEnter(2)));
        admission.Leave();
        Assert.Equal(AdmissionOutcome.Entered, admission.TryEnter(2));
        Assert.False(admission.IsClosed);

        admission.Close();
        admission.Close();
        Assert.True(admission.IsClosed);
        Assert.Equal(AdmissionOutcome.Closed, admission.TryEnter(2));
        Assert.Equal(2, admission.Count);
        admission.Leave();
        admission.Leave();
        Assert.Equal((0, true), (admission.Count, admission.IsClosed));
    }

    [Fact]
    public async Task Close_WhileManyEnter_NoneIsLetInAfterTheCountWasZero()
    {
        for (var round = 0; round < 50; round++)
        {
            var admission = new Admission();
            var entered = 0;
            using var start = new Barrier(5);
            var workers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    while (admission.TryEnter(3) is var outcome && outcome != AdmissionOutcome.Closed)
                    {
                        if (outcome == AdmissionOutcome.Full) continue;
                        Interlocked.Increment(ref entered);
                        admission.Leave();
                    }
                },
                TaskCreationOptions.LongRunning)).ToArray();
            start.SignalAndWait();
            SpinWait.SpinUntil(() => Volatile.Read(ref entered) > 100);

            admission.Close();
            SpinWait.SpinUntil(() => admission.Count == 0);
            var atZero = Volatile.Read(ref entered);

            await Task.WhenAll(workers);
            Assert.Equal(atZero, entered);
            Assert.Equal(0, admission.Count);
        }
    }
}
