using System.Runtime.InteropServices;

namespace Pensieve.Engine.Native;

/// <summary>The part of llama.cpp's C API that Pensieve calls (llama.h, release v0.5.0). Signatures only.</summary>
internal static unsafe partial class LlamaApi
{
    public const string Library = "llama";

    [LibraryImport(Library)] public static partial byte* llama_version();
    [LibraryImport(Library)] public static partial void llama_log_set(delegate* unmanaged<int, byte*, nint, void> callback, nint userData);
    [LibraryImport(Library)] public static partial void llama_backend_init();

    [LibraryImport(Library)] public static partial LlamaModelParams llama_model_default_params();
    [LibraryImport(Library)] public static partial LlamaContextParams llama_context_default_params();

    [LibraryImport(Library)] public static partial nint llama_model_load_from_file([MarshalAs(UnmanagedType.LPUTF8Str)] string path, LlamaModelParams parameters);
    [LibraryImport(Library)] public static partial void llama_model_free(nint model);
    [LibraryImport(Library)] public static partial nint llama_init_from_model(nint model, LlamaContextParams parameters);
    [LibraryImport(Library)] public static partial void llama_free(nint context);

    [LibraryImport(Library)] public static partial uint llama_n_ctx(nint context);
    [LibraryImport(Library)] public static partial uint llama_n_seq_max(nint context);
    [LibraryImport(Library)] public static partial nint llama_get_memory(nint context);
    [LibraryImport(Library)] public static partial nint llama_model_get_vocab(nint model);
    [LibraryImport(Library)] public static partial int llama_model_n_ctx_train(nint model);
    [LibraryImport(Library)] public static partial int llama_model_n_embd_out(nint model);
    [LibraryImport(Library)] public static partial int llama_model_desc(nint model, byte* buffer, nuint size);
    [LibraryImport(Library)] public static partial ulong llama_model_size(nint model);
    [LibraryImport(Library)] public static partial ulong llama_model_n_params(nint model);
    [LibraryImport(Library)] public static partial byte* llama_model_chat_template(nint model, byte* name);
    [LibraryImport(Library)] public static partial int llama_model_meta_val_str(nint model, [MarshalAs(UnmanagedType.LPUTF8Str)] string key, byte* buffer, nuint size);
    [LibraryImport(Library)] [return: MarshalAs(UnmanagedType.I1)] public static partial bool llama_model_has_decoder(nint model);
    [LibraryImport(Library)] [return: MarshalAs(UnmanagedType.I1)] public static partial bool llama_model_has_encoder(nint model);
    [LibraryImport(Library)] [return: MarshalAs(UnmanagedType.I1)] public static partial bool llama_model_is_recurrent(nint model);
    [LibraryImport(Library)] [return: MarshalAs(UnmanagedType.I1)] public static partial bool llama_model_is_hybrid(nint model);
    [LibraryImport(Library)] public static partial int llama_model_n_swa(nint model);

    [LibraryImport(Library)] public static partial int llama_vocab_n_tokens(nint vocab);
    [LibraryImport(Library)] [return: MarshalAs(UnmanagedType.I1)] public static partial bool llama_vocab_is_eog(nint vocab, int token);
    [LibraryImport(Library)] public static partial int llama_vocab_get_attr(nint vocab, int token);
    [LibraryImport(Library)] public static partial byte* llama_vocab_get_text(nint vocab, int token);
    [LibraryImport(Library)] public static partial int llama_vocab_bos(nint vocab);
    [LibraryImport(Library)] public static partial int llama_vocab_eos(nint vocab);
    [LibraryImport(Library)] public static partial int llama_vocab_fim_pre(nint vocab);
    [LibraryImport(Library)] public static partial int llama_vocab_fim_suf(nint vocab);
    [LibraryImport(Library)] public static partial int llama_vocab_fim_mid(nint vocab);
    [LibraryImport(Library)] [return: MarshalAs(UnmanagedType.I1)] public static partial bool llama_vocab_get_add_bos(nint vocab);
    [LibraryImport(Library)] public static partial int llama_tokenize(nint vocab, byte* text, int length, int* tokens, int capacity, [MarshalAs(UnmanagedType.I1)] bool addSpecial, [MarshalAs(UnmanagedType.I1)] bool parseSpecial);
    [LibraryImport(Library)] public static partial int llama_token_to_piece(nint vocab, int token, byte* buffer, int length, int leftStrip, [MarshalAs(UnmanagedType.I1)] bool special);

    [LibraryImport(Library)] [return: MarshalAs(UnmanagedType.I1)] public static partial bool llama_memory_seq_rm(nint memory, int sequence, int from, int to);
    [LibraryImport(Library)] public static partial void llama_memory_seq_cp(nint memory, int source, int destination, int from, int to);

    [LibraryImport(Library)] public static partial int llama_decode(nint context, LlamaBatch batch);
    [LibraryImport(Library)] public static partial void llama_synchronize(nint context);
    [LibraryImport(Library)] public static partial float* llama_get_logits_ith(nint context, int index);
    [LibraryImport(Library)] public static partial float* llama_get_embeddings_ith(nint context, int index);
}
