using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Pensieve.Engine.Models;

namespace Pensieve.Engine.Native;

/// <summary>llama_token_attr: what kind of token it is.</summary>
[Flags]
internal enum TokenAttributes
{
    /// <summary>The unknown token.</summary>
    Unknown = 1 << 0,

    /// <summary>A special token with no text of its own.</summary>
    Control = 1 << 3,

    /// <summary>White space before it belongs to it.</summary>
    LeftStrip = 1 << 7,

    /// <summary>White space after it belongs to it.</summary>
    RightStrip = 1 << 8,
}

/// <summary>A loaded model with its vocabulary. Vocabulary calls are thread-safe (the native vocabulary is immutable).</summary>
internal sealed unsafe class NativeModel : SafeHandle
{
    private NativeModel(nint handle) : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The native pointer, for a context that holds this handle.</summary>
    public nint Pointer => handle;

    /// <summary>Tokens in the vocabulary.</summary>
    public int VocabularySize => LlamaApi.llama_vocab_n_tokens(Vocabulary);

    /// <summary>BOS token id; -1 = none.</summary>
    public int Bos => LlamaApi.llama_vocab_bos(Vocabulary);

    /// <summary>EOS token id; -1 = none.</summary>
    public int Eos => LlamaApi.llama_vocab_eos(Vocabulary);

    /// <summary>True if a prompt starts with BOS.</summary>
    public bool AddsBos => LlamaApi.llama_vocab_get_add_bos(Vocabulary) && Bos >= 0;

    /// <summary>Its tokens for filling in, named by the file or known by their spelling; null = it has not all three.</summary>
    public FillInTokens? FillIn =>
        (LlamaApi.llama_vocab_fim_pre(Vocabulary), LlamaApi.llama_vocab_fim_suf(Vocabulary), LlamaApi.llama_vocab_fim_mid(Vocabulary))
            is ( >= 0 and var before, >= 0 and var after, >= 0 and var middle) ? new FillInTokens(before, after, middle) : null;

    /// <summary>Context the model was trained for, in tokens.</summary>
    public int TrainedContext => LlamaApi.llama_model_n_ctx_train(handle);

    /// <summary>Numbers in a hidden state.</summary>
    public int EmbeddingSize => LlamaApi.llama_model_n_embd_out(handle);

    /// <summary>Number of weights.</summary>
    public long Parameters => (long)LlamaApi.llama_model_n_params(handle);

    /// <summary>Bytes of weights.</summary>
    public long SizeBytes => (long)LlamaApi.llama_model_size(handle);

    /// <summary>True if KV of a prefix can be shared and cut at any token: plain attention, no recurrent state, no sliding window.</summary>
    public bool CanSharePrefix =>
        !LlamaApi.llama_model_is_recurrent(handle) && !LlamaApi.llama_model_is_hybrid(handle) && LlamaApi.llama_model_n_swa(handle) == 0;

    /// <summary>True if it generates text.</summary>
    public bool CanGenerate => LlamaApi.llama_model_has_decoder(handle) && !LlamaApi.llama_model_has_encoder(handle);

    /// <summary>llama.cpp's one-line description, without the "?B" that it says where it knows no class of size.</summary>
    public string Description
    {
        get
        {
            var buffer = stackalloc byte[256];
            return LlamaApi.llama_model_desc(handle, buffer, 256) < 0 ? "" : LlamaRuntime.Text(buffer).Replace("?B ", "", StringComparison.Ordinal);
        }
    }

    /// <summary>The chat template in the file; null = none.</summary>
    public string? ChatTemplate
    {
        get
        {
            var text = LlamaApi.llama_model_chat_template(handle, null);
            return text == null ? null : LlamaRuntime.Text(text);
        }
    }

    private nint Vocabulary => LlamaApi.llama_model_get_vocab(handle);

    /// <summary>Loads a model.</summary>
    /// <returns>Null if llama.cpp refused it; the native log says why.</returns>
    public static NativeModel? Load(string path, LlamaModelParams parameters)
    {
        var pointer = LlamaApi.llama_model_load_from_file(path, parameters);
        return pointer == 0 ? null : new NativeModel(pointer);
    }

    /// <summary>True if the token ends a generation (EOS, end of turn …).</summary>
    public bool IsEndOfGeneration(int token) => LlamaApi.llama_vocab_is_eog(Vocabulary, token);

    /// <summary>llama_token_attr flags of a token.</summary>
    public TokenAttributes Attributes(int token) => (TokenAttributes)LlamaApi.llama_vocab_get_attr(Vocabulary, token);

    /// <summary>The spelling of a token in the vocabulary.</summary>
    public string Spelling(int token) => LlamaRuntime.Text(LlamaApi.llama_vocab_get_text(Vocabulary, token));

    /// <summary>A metadata value as text; "" = absent.</summary>
    public string Metadata(string key)
    {
        var length = LlamaApi.llama_model_meta_val_str(handle, key, null, 0);
        if (length < 0) return "";
        var buffer = new byte[length + 1];
        fixed (byte* p = buffer) LlamaApi.llama_model_meta_val_str(handle, key, p, (nuint)buffer.Length);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>Appends the tokens of a plain text: spellings of control tokens stay text. On request, with what the model puts around a text.</summary>
    public void Tokenize(ReadOnlySpan<char> text, List<int> tokens, bool addSpecial = false)
    {
        if (text.IsEmpty) return;
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, utf8);
        var ids = ArrayPool<int>.Shared.Rent(length + 8);
        try
        {
            var count = TokenizeInto(utf8, length, ids, addSpecial);
            if (count < 0)
            {
                // A normalising tokenizer can yield more tokens than bytes: it says how many.
                ArrayPool<int>.Shared.Return(ids);
                ids = ArrayPool<int>.Shared.Rent(-count);
                count = TokenizeInto(utf8, length, ids, addSpecial);
            }

            tokens.AddRange(ids.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
            ArrayPool<int>.Shared.Return(ids);
        }
    }

    /// <summary>The bytes of a token, special tokens spelled out when <paramref name="special"/>; they need not be whole UTF-8.</summary>
    public byte[] Piece(int token, bool special)
    {
        var buffer = stackalloc byte[256];
        var length = LlamaApi.llama_token_to_piece(Vocabulary, token, buffer, 256, 0, special);
        if (length >= 0) return new ReadOnlySpan<byte>(buffer, length).ToArray();
        var large = new byte[-length];
        fixed (byte* p = large) length = LlamaApi.llama_token_to_piece(Vocabulary, token, p, large.Length, 0, special);
        return length == large.Length ? large : throw new InvalidOperationException($"Token {token} has no stable length.");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LlamaApi.llama_model_free(handle);
        return true;
    }

    private int TokenizeInto(byte[] utf8, int length, int[] ids, bool addSpecial)
    {
        fixed (byte* text = utf8)
        fixed (int* tokens = ids)
            return LlamaApi.llama_tokenize(Vocabulary, text, length, tokens, ids.Length, addSpecial, parseSpecial: false);
    }
}
