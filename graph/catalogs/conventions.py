"""How each lab's models are named here: rewriting rules from a catalog's spelling to the name.

Each rule is a pattern and its replacement; the rules of a lab run in order, again and again until
nothing changes, so a name that is canonical stays as it is. What the rules merge on purpose:
dated snapshots, ``-latest`` and ``-preview`` of closed models, effort and thinking modes, context
variants, serving tiers and quantisations. A date that belongs to published weights stays.
"""

from __future__ import annotations

from functools import lru_cache

from graph.catalogs import rules_closed, rules_open
from graph.catalogs.claude import name_claude
from graph.catalogs.rewriting import Rule, drop_suffix, rewrite, rules

MAX_ROUNDS = 12

#: Quantisations, file formats and hosting marks: the same weights, served or packed differently.
COMMON = rules(
    drop_suffix(
        r"fp8 fp4 nvfp4 nvfp4-mtp mxfp4 int4 int8 bf16 fp16 w4a16 awq gptq gguf mlx \d+-?bit"
        r" q\d[a-z0-9-]*k-m iq\d-xs fp8-dynamic fp8-fast int4-mixed-ar tee maas tput original"
        r" free cs fw cloud together official cheaper latest el high-throughput"
        r" priority short batch"
    ),
    (r"(?<!flux-2)(?<!flux\.2)-flex$", ""),
)

BY_LAB: dict[str, tuple[Rule, ...]] = {
    "openai": rules_closed.OPENAI,
    "google": rules_closed.GOOGLE,
    "xai": rules_closed.XAI,
    "mistral": rules_open.MISTRAL,
    "meta": rules_open.META,
    "alibaba": rules_open.ALIBABA,
    "zhipuai": rules_open.ZHIPU,
    "moonshotai": rules_open.MOONSHOT,
    "deepseek": rules_open.DEEPSEEK,
    "minimax": rules_open.MINIMAX,
    "nvidia": rules_open.NVIDIA,
    "cohere": rules_closed.COHERE,
    "bytedance": rules_closed.BYTEDANCE,
    "baidu": rules_closed.BAIDU,
    **rules_closed.OTHER,
}


@lru_cache(maxsize=65536)
def apply_convention(lab: str, name: str) -> str:
    """The public name of a lab's model, given any spelling of it without prefixes and tags.

    >>> apply_convention("openai", "gpt-35-turbo-0613")
    'gpt-3.5-turbo'
    >>> apply_convention("minimax", "minimax-m2.7-highspeed")
    'minimax-m2.7'
    """
    steps = COMMON + BY_LAB.get(lab, ())
    for _ in range(MAX_ROUNDS):
        rewritten = rewrite(name, steps).strip("-.")
        if lab == "anthropic":
            rewritten = name_claude(rewritten)
        if rewritten == name or not rewritten:
            break
        name = rewritten
    return name
