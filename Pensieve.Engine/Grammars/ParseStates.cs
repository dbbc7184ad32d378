using System.Runtime.InteropServices;

namespace Pensieve.Engine.Grammars;

/// <summary>
/// The states a grammar's machine has been in, found as they are needed: each is the set of places where it may be, with
/// the stack of each. Transitions are remembered, so that a byte costs a look-up once its state is known. States and
/// transitions are shared by all requests with the grammar; one thread at a time.
/// </summary>
internal sealed class ParseStates
{
    /// <summary>No byte of that class can follow.</summary>
    public const int Dead = -1;

    /// <summary>The grammar is so ambiguous here that a state would hold more than <see cref="MaxPlaces"/> places.</summary>
    public const int TooComplex = -2;

    /// <summary>Most places of one state; see docs/constants.md.</summary>
    public const int MaxPlaces = 8192;

    private const int Unknown = -3;
    private const int MaxStates = 16_384;
    private const int MaxTransitions = 2_000_000;
    private const int MaxFrames = 500_000;

    private readonly GrammarProgram _program;
    private readonly Dictionary<Frame, int> _frameIds = [];
    private readonly List<Frame> _frames = [default];
    private readonly Dictionary<long[], int> _ids = new(PlacesComparer.Instance);
    private readonly List<State> _states = [];
    private readonly Stack<(int Node, int Frame)> _open = new();
    private readonly HashSet<long> _seen = [];
    private readonly HashSet<int> _fresh = [];
    private readonly List<long> _places = [];
    private int[] _transitions = [];
    private bool _accepts;

    /// <summary>A machine at its start.</summary>
    public ParseStates(GrammarProgram program)
    {
        _program = program;
        _open.Push((program.Start, 0));
        Start = Finish();
    }

    /// <summary>The state before the first byte.</summary>
    public int Start { get; }

    /// <summary>Steps of work done so far; grows where a transition is found, not where it is remembered.</summary>
    public long Work { get; private set; }

    /// <summary>So much is remembered that it is time to begin anew; see <see cref="Adopt"/>.</summary>
    public bool IsFull => _states.Count > MaxStates || _states.Count * _program.ClassCount > MaxTransitions || _frames.Count > MaxFrames;

    /// <summary>The text may end here.</summary>
    public bool Accepts(int state) => _states[state].Accepts;

    /// <summary>The text must end here.</summary>
    public bool IsFinal(int state) => _states[state].Places.Length == 0;

    /// <summary>The state after a byte, <see cref="Dead"/> or <see cref="TooComplex"/>.</summary>
    public int Next(int state, byte value)
    {
        var index = state * _program.ClassCount + _program.ClassOf[value];
        var next = _transitions[index];
        return next != Unknown ? next : Find(state, index);
    }

    /// <summary>The same state among others' states, for going on there.</summary>
    public int Adopt(ParseStates from, int state)
    {
        var frames = new Dictionary<int, int> { [0] = 0 };
        var chain = new Stack<int>();
        _places.Clear();
        foreach (var place in from._states[state].Places)
        {
            for (var frame = FrameOf(place); !frames.ContainsKey(frame); frame = from._frames[frame].Parent) chain.Push(frame);
            while (chain.TryPop(out var frame))
            {
                var old = from._frames[frame];
                frames[frame] = Intern(old with { Parent = frames[old.Parent] });
            }

            _places.Add(Place(NodeOf(place), frames[FrameOf(place)]));
        }

        return Intern(from._states[state].Accepts);
    }

    private int Find(int state, int index)
    {
        var classOf = index - state * _program.ClassCount;
        foreach (var place in _states[state].Places)
        {
            var node = _program.Nodes[NodeOf(place)];
            if (_program.SetClasses[node.Target].Contains(classOf)) _open.Push((node.Next, FrameOf(place)));
        }

        var next = _open.Count == 0 ? Dead : Finish();
        return _transitions[index] = next;
    }

    // Follows all ways from the open places to the bytes they wait for.
    private int Finish()
    {
        _places.Clear();
        _seen.Clear();
        _fresh.Clear();
        _accepts = false;
        while (_open.TryPop(out var at))
        {
            if (!_program.Productive[at.Node] || !_seen.Add(Place(at.Node, at.Frame))) continue;
            Work++;
            if (_seen.Count > MaxPlaces)
            {
                _open.Clear();
                return TooComplex;
            }

            Follow(at.Node, at.Frame);
        }

        _places.Sort();
        return _places.Count == 0 && !_accepts ? Dead : Intern(_accepts);
    }

    private void Follow(int index, int frame)
    {
        var node = _program.Nodes[index];
        switch (node.Kind)
        {
            case NodeKind.Byte:
                _places.Add(Place(index, frame));
                break;
            case NodeKind.Split:
                _open.Push((node.Next, frame));
                _open.Push((node.Target, frame));
                break;
            case NodeKind.Call:
                // The last call of a rule needs no way back: recursion at the end does not deepen the stack.
                var isLast = _program.Nodes[node.Next].Kind == NodeKind.Return;
                _open.Push((node.Target, isLast ? frame : Intern(new Frame(index, 0, frame))));
                break;
            case NodeKind.Loop:
                EnterLoop(index, 0, frame);
                break;
            default:
                if (frame == 0) _accepts = true;
                else Return(frame);
                break;
        }
    }

    private void Return(int frame)
    {
        var (index, count, parent) = _frames[frame];
        var node = _program.Nodes[index];
        if (node.Kind == NodeKind.Call) _open.Push((node.Next, parent));
        // A round that read nothing changes nothing: the loop could as well have ended before it.
        else if (!_program.Nullable[node.Target] || !_fresh.Contains(frame)) EnterLoop(index, node.Max < 0 ? Math.Min(count + 1, node.Min) : count + 1, parent);
    }

    private void EnterLoop(int index, int count, int parent)
    {
        var node = _program.Nodes[index];
        if (count >= node.Min || _program.Nullable[node.Target]) _open.Push((node.Next, parent));
        if ((node.Max >= 0 && count >= node.Max) || !_program.Productive[node.Target]) return;
        var frame = Intern(new Frame(index, count, parent));
        _fresh.Add(frame);
        _open.Push((node.Target, frame));
    }

    private int Intern(Frame frame)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_frameIds, frame, out var isKnown);
        if (isKnown) return id;
        _frames.Add(frame);
        return id = _frames.Count - 1;
    }

    private int Intern(bool accepts)
    {
        // The end itself is a place, -1, so that states that differ in it alone are two.
        if (accepts) _places.Add(-1);
        var places = _places.ToArray();
        if (_ids.TryGetValue(places, out var id)) return id;
        id = _ids[places] = _states.Count;
        _states.Add(new State(accepts ? places[..^1] : places, accepts));
        var needed = _states.Count * _program.ClassCount;
        if (needed > _transitions.Length)
        {
            var old = _transitions.Length;
            Array.Resize(ref _transitions, Math.Max(needed, 2 * old));
            _transitions.AsSpan(old).Fill(Unknown);
        }

        return id;
    }

    private static long Place(int node, int frame) => (long)node << 32 | (uint)frame;

    private static int NodeOf(long place) => (int)(place >> 32);

    private static int FrameOf(long place) => (int)place;

    private readonly record struct Frame(int Node, int Count, int Parent);

    private sealed record State(long[] Places, bool Accepts);

    private sealed class PlacesComparer : IEqualityComparer<long[]>
    {
        public static PlacesComparer Instance { get; } = new();

        public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(long[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
