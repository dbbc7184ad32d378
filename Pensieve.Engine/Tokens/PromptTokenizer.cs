using System.Text;
using Pensieve.Engine.Native;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Tokens;

/// <summary>
/// Turns a prompt into token ids. Control tokens are recognised in template segments only. The plain text between two of
/// them is tokenized in one piece even where it joins template and user text, because that is how models were trained.
/// Thread-safe.
/// </summary>
internal sealed class PromptTokenizer
{
    private readonly NativeModel _model;
    private readonly (string Spelling, int Token, TokenAttributes Attributes)[] _controls;

    /// <summary>Reads the control tokens of a model.</summary>
    public PromptTokenizer(NativeModel model)
    {
        _model = model;
        var controls = new List<(string, int, TokenAttributes)>();
        for (var token = 0; token < model.VocabularySize; token++)
        {
            var attributes = model.Attributes(token);
            if ((attributes & (TokenAttributes.Control | TokenAttributes.Unknown)) == 0) continue;
            if (model.Spelling(token) is { Length: > 0 } spelling) controls.Add((spelling, token, attributes));
        }

        // Longest first, so that of two spellings that start at the same place the longer wins.
        _controls = [.. controls.OrderByDescending(c => c.Item1.Length)];
    }

    /// <summary>The ids of a prompt, BOS in front if the model wants one and the text did not bring it.</summary>
    public List<int> Tokenize(Prompt prompt)
    {
        var tokens = new List<int>();
        if (prompt.Tokens.Length > 0)
        {
            tokens.AddRange(prompt.Tokens);
            return tokens;
        }

        if (_model.AddsBos) tokens.Add(_model.Bos);
        var run = new StringBuilder();
        var trimStart = false;
        foreach (var segment in prompt.Segments)
        {
            if (segment.IsTemplate) AppendTemplate(segment.Text, run, ref trimStart, tokens);
            else run.Append(segment.Text);
        }

        FlushRun(run, trimStart, trimEnd: false, tokens);
        if (_model.AddsBos && tokens.Count > 1 && tokens[1] == _model.Bos) tokens.RemoveAt(1);
        return tokens;
    }

    /// <summary>The ids of a text by itself, with the special tokens that the model's file puts around one.</summary>
    public List<int> TokenizeWhole(Prompt prompt)
    {
        var tokens = new List<int>(prompt.Tokens);
        if (tokens.Count == 0) _model.Tokenize(string.Concat(prompt.Segments.Select(segment => segment.Text)), tokens, addSpecial: true);
        return tokens;
    }

    /// <summary>The ids of a template author's text in the middle of a prompt: control tokens recognised, no BOS.</summary>
    public List<int> TokenizeMark(string text)
    {
        var tokens = new List<int>();
        var run = new StringBuilder();
        var trimStart = false;
        AppendTemplate(text, run, ref trimStart, tokens);
        FlushRun(run, trimStart, trimEnd: false, tokens);
        return tokens;
    }

    private void AppendTemplate(string text, StringBuilder run, ref bool trimStart, List<int> tokens)
    {
        var from = 0;
        while (FindControl(text, from) is { Token: >= 0 } found)
        {
            run.Append(text, from, found.Index - from);
            FlushRun(run, trimStart, (found.Attributes & TokenAttributes.LeftStrip) != 0, tokens);
            tokens.Add(found.Token);
            trimStart = (found.Attributes & TokenAttributes.RightStrip) != 0;
            from = found.Index + found.Length;
        }

        run.Append(text, from, text.Length - from);
    }

    private (int Index, int Length, int Token, TokenAttributes Attributes) FindControl(string text, int from)
    {
        (int Index, int Length, int Token, TokenAttributes Attributes) best = (int.MaxValue, 0, -1, 0);
        foreach (var (spelling, token, attributes) in _controls)
        {
            var reach = best.Token < 0 ? text.Length - from : Math.Min(text.Length - from, best.Index - from + spelling.Length - 1);
            var index = text.IndexOf(spelling, from, reach, StringComparison.Ordinal);
            if (index >= 0 && index < best.Index) best = (index, spelling.Length, token, attributes);
        }

        return best;
    }

    private void FlushRun(StringBuilder run, bool trimStart, bool trimEnd, List<int> tokens)
    {
        if (run.Length == 0) return;
        var text = run.ToString().AsSpan();
        if (trimStart) text = text.TrimStart();
        if (trimEnd) text = text.TrimEnd();
        _model.Tokenize(text, tokens);
        run.Clear();
    }
}
