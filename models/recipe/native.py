"""The stock llama.cpp library through ctypes: load a GGUF file, tokenize, decode greedily.

Written against the structures of release v0.5.0. The folder with the shared libraries is an argument;
nothing of the library is part of this repository.
"""

import ctypes as c
import glob
import os

import numpy as np


class ModelParams(c.Structure):
    _fields_ = [("devices", c.c_void_p), ("overrides", c.c_void_p), ("n_gpu_layers", c.c_int32), ("split_mode", c.c_int32),
                ("load_mode", c.c_int32), ("lazy_mode", c.c_int32), ("main_gpu", c.c_int32), ("tensor_split", c.c_void_p),
                ("progress", c.c_void_p), ("progress_data", c.c_void_p), ("kv_overrides", c.c_void_p)] + \
               [(n, c.c_bool) for n in ("vocab_only", "check_tensors", "use_extra_bufts", "no_host", "no_alloc", "load_mtp")]


class ContextParams(c.Structure):
    _fields_ = [(n, c.c_uint32) for n in ("n_ctx", "n_batch", "n_ubatch", "n_seq_max", "n_rs_seq", "n_outputs_max", "n_outputs_max_per_seq")] + \
               [(n, c.c_int32) for n in ("n_threads", "n_threads_batch", "ctx_type", "rope_scaling", "pooling", "attention", "flash_attn")] + \
               [(n, c.c_float) for n in ("rope_base", "rope_scale", "yarn_ext", "yarn_attn", "yarn_fast", "yarn_slow")] + \
               [("yarn_ctx", c.c_uint32), ("defrag", c.c_float), ("cb_eval", c.c_void_p), ("cb_data", c.c_void_p), ("type_k", c.c_int32), ("type_v", c.c_int32),
                ("abort", c.c_void_p), ("abort_data", c.c_void_p)] + \
               [(n, c.c_bool) for n in ("embeddings", "offload_kqv", "no_perf", "op_offload", "swa_full", "kv_unified")] + \
               [("samplers", c.c_void_p), ("n_samplers", c.c_size_t), ("other", c.c_void_p)]


class Batch(c.Structure):
    _fields_ = [("n_tokens", c.c_int32), ("token", c.c_void_p), ("embd", c.c_void_p), ("pos", c.c_void_p), ("n_seq_id", c.c_void_p),
                ("seq_id", c.c_void_p), ("logits", c.c_void_p)]


LOG = c.CFUNCTYPE(None, c.c_int, c.c_char_p, c.c_void_p)


class Native:
    """One model with one context; every `generate` starts from an empty cache."""

    def __init__(self, folder: str, model: str, context: int = 1024, threads: int = 1):
        base = c.CDLL(os.path.join(folder, "libggml-base.so"), mode=c.RTLD_GLOBAL)
        ggml = c.CDLL(glob.glob(os.path.join(folder, "libggml.*so*"))[0], mode=c.RTLD_GLOBAL)
        self.lib = lib = c.CDLL(glob.glob(os.path.join(folder, "libllama.*so*"))[0], mode=c.RTLD_GLOBAL)
        self._quiet = LOG(lambda level, text, data: None)
        base.ggml_log_set(self._quiet, None)
        lib.llama_log_set(self._quiet, None)
        ggml.ggml_backend_load_all_from_path(folder.encode())
        lib.llama_backend_init()
        lib.llama_model_default_params.restype = ModelParams
        lib.llama_context_default_params.restype = ContextParams
        for name in ("llama_model_load_from_file", "llama_init_from_model", "llama_model_get_vocab", "llama_get_memory", "llama_get_logits_ith"):
            getattr(lib, name).restype = c.c_void_p
        lib.llama_batch_get_one.restype = Batch
        lib.llama_decode.argtypes = [c.c_void_p, Batch]
        params = lib.llama_model_default_params()
        params.n_gpu_layers = 0
        self.model = c.c_void_p(lib.llama_model_load_from_file(model.encode(), params))
        if not self.model:
            raise RuntimeError(f"llama.cpp does not load {model}")
        params = lib.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_threads, params.n_threads_batch = context, context, threads, threads
        self.context = c.c_void_p(lib.llama_init_from_model(self.model, params))
        self.vocab = c.c_void_p(lib.llama_model_get_vocab(self.model))
        self.size = lib.llama_vocab_n_tokens(self.vocab)

    def encode(self, text: str) -> list[int]:
        data = text.encode("utf-8")
        ids = (c.c_int32 * (len(data) + 8))()
        n = self.lib.llama_tokenize(self.vocab, data, len(data), ids, len(ids), c.c_bool(True), c.c_bool(True))
        return list(ids[:n])

    def decode(self, ids) -> str:
        out, buffer = b"", c.create_string_buffer(64)
        for i in ids:
            n = self.lib.llama_token_to_piece(self.vocab, i, buffer, 64, 0, c.c_bool(False))
            out += buffer.raw[:n]
        return out.decode("utf-8", errors="replace")

    def metadata(self, key: str) -> str | None:
        buffer = c.create_string_buffer(1 << 16)
        n = self.lib.llama_model_meta_val_str(self.model, key.encode(), buffer, len(buffer))
        return None if n < 0 else buffer.value.decode()

    def _feed(self, ids) -> np.ndarray:
        """Decodes the ids after those in the cache and returns the logits of the last."""
        array = (c.c_int32 * len(ids))(*ids)
        if self.lib.llama_decode(self.context, self.lib.llama_batch_get_one(array, len(ids))) != 0:
            raise RuntimeError("llama_decode failed")
        logits = self.lib.llama_get_logits_ith(self.context, -1)
        return np.ctypeslib.as_array(c.cast(logits, c.POINTER(c.c_float)), (self.size,)).copy()

    def first_logits(self, ids) -> np.ndarray:
        self.lib.llama_memory_clear(c.c_void_p(self.lib.llama_get_memory(self.context)), c.c_bool(True))
        return self._feed(ids)

    def generate(self, ids: list[int], limit: int = 400) -> list[int]:
        """The likeliest continuation up to the end of the turn, which is left out."""
        logits, out = self.first_logits(ids), []
        while len(out) < limit:
            token = int(logits.argmax())
            if self.lib.llama_vocab_is_eog(self.vocab, token):
                break
            out.append(token)
            logits = self._feed([token])
        return out
