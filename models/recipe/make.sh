#!/bin/sh
# Makes models/pensieve-tiny.gguf from nothing: tokenizer, both courses of training, export. Fixed seeds; an
# interrupted training goes on from its last checkpoint. Needs Debian's python3-torch, libopenblas0-pthread,
# python3-numpy and python3-jinja2. With LLAMA_LIBRARY set to a folder that holds libllama and libggml,
# the result is compared with torch and evaluated in stock llama.cpp as well.
set -eu
cd "$(dirname "$0")/../.."
python=${PYTHON:-/usr/bin/python3}
recipe=models/recipe
out=$recipe/out
mkdir -p "$out"
[ -f "$out/tokenizer.json" ] || PYTHONHASHSEED=0 "$python" $recipe/tokenizer.py "$out/tokenizer.json"
for course in base refine; do
  nice -n 19 "$python" $recipe/train.py $course --out "$out" | tee -a "$out/$course.log"
done
"$python" $recipe/export.py "$out/refined.pt" models/pensieve-tiny.gguf
if [ -n "${LLAMA_LIBRARY:-}" ]; then
  "$python" $recipe/verify.py --library "$LLAMA_LIBRARY"
  "$python" $recipe/evaluate.py --local "$LLAMA_LIBRARY" --least 0.95
fi
