#!/usr/bin/env bash
# Makes models/pensieve-tiny.gguf from nothing: merges, four courses of training, export, comparison with stock
# llama.cpp, evaluation. Fixed seeds; run it again after an interruption, and it goes on from the last checkpoint.
# Needs Debian's python3-torch, libopenblas0-pthread, python3-numpy and python3-jinja2.
#
#   OUT=FOLDER            checkpoints and logs (models/recipe/out)
#   MODEL=FILE            the result (models/pensieve-tiny.gguf)
#   LLAMA_LIBRARY=FOLDER  where libllama and libggml are (those that ./pensieve sets up)
#   STEPS=N               every course has N steps instead of its own number: shows that the chain works, and no more.
#                         The result is then OUT/pensieve-tiny.gguf, and no share of right answers is asked of it.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-/usr/bin/python3}
recipe=models/recipe
out=${OUT:-$recipe/out}
llama=${LLAMA_LIBRARY:-node_modules/@node-llama-cpp/linux-x64/bins/linux-x64}
model=${MODEL:-models/pensieve-tiny.gguf}
checks=() cases=(--cases 100 --least 0.95)
steps=()
if [[ -n ${STEPS:-} ]]; then
  model=${MODEL:-$out/pensieve-tiny.gguf} checks=(--texts 200 --answers 10) cases=(--cases 2) steps=(--steps "$STEPS")
fi
mkdir -p "$out"
if [[ ! -f $out/tokenizer.json ]]; then
  PYTHONHASHSEED=0 "$python" $recipe/tokenizer.py "$out/tokenizer.new"
  mv "$out/tokenizer.new" "$out/tokenizer.json"
fi
for course in base refine finish polish; do
  "$python" $recipe/train.py $course --out "$out" "${steps[@]}" | tee -a "$out/$course.log"
done
"$python" $recipe/export.py --average "$out/polished.pt" "$model"
"$python" $recipe/verify.py --average --library "$llama" --checkpoint "$out/polished.pt" --model "$model" "${checks[@]}"
"$python" $recipe/evaluate.py --local "$llama" --model "$model" "${cases[@]}"
