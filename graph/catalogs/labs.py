"""Who trained a model: the table of labs, their spellings and the organisations behind them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLES = Path(__file__).resolve().parent / "tables"

#: Path segments that say how a model is packed or routed and name nobody.
CARRIERS = frozenset(
    """
    @cf accounts chat-completion completion hf main models pro public route routers stealth tee
    workers-ai vertex unsloth neuralmagic lmstudio-community mlx-community intel
    """.split()
)
#: Path segments that name a seller of other people's models; its own products stay its own.
SELLERS = frozenset(
    """
    azure baseten cerebras chutesai clarifai cortecs empiriolabs evroc fal-ai featherless-ai
    fireworks fireworks-ai groq huggingface mancer novita openrouter orcarouter siliconflow
    """.split()
)

#: Labs that also serve other people's models under their own name.
SERVING_LABS = frozenset({"perplexity", "mistral", "nvidia", "alibaba", "amazon", "microsoft"})


@dataclass(frozen=True, slots=True)
class Lab:
    """One lab in the naming of models.dev and the organisation that it is."""

    name: str
    organisation: str
    aliases: tuple[str, ...]


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one of the curated tables beside this module, as text cells by column."""
    with (TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def load_labs() -> dict[str, Lab]:
    """Every curated lab by its name."""
    rows = read_table("labs.csv")
    return {
        row["lab"]: Lab(row["lab"], row["organisation"], tuple(row["aliases"].split()))
        for row in rows
    }


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """Every way in which catalogs write a lab, and the lab's own name."""
    known = {lab.name: lab.name for lab in load_labs().values()}
    for lab in load_labs().values():
        known.update(dict.fromkeys(lab.aliases, lab.name))
    return known


def find_lab(segment: str) -> str | None:
    """The lab that a path segment names; None if it names no known lab.

    >>> find_lab("zai-org"), find_lab("Meta-Llama"), find_lab("openrouter")
    ('zhipuai', 'meta', None)
    """
    return spellings().get(segment.lower())


#: First matching pattern wins: what a bare model name says about who trained the model.
FAMILIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), lab)
    for pattern, lab in (
        (r"(llama-)?[a-z0-9.-]*nemotron|nv-embed|nemoretriever|cosmos-", "nvidia"),
        (r"openreasoning-|riva-|magpie-tts|llama-[\d.]+-nemo", "nvidia"),
        (r"(chat)?gpt-|codex-mini|o[134](-|$)|dall-e|whisper-|text-embedding-(3|ada)", "openai"),
        (r"sora-|tts-1|omni-moderation|davinci|babbage", "openai"),
        (r"claude|(opus|sonnet|haiku)-?\d", "anthropic"),
        (r"gemini|gemma|imagen-|veo-?\d|lyria|nano-banana|learnlm|medgemma|paligemma", "google"),
        (r"text-(multilingual-)?embedding-00|codegemma|palm-|google-paligemma", "google"),
        (r"grok-?", "xai"),
        (r"deepseek-tng|tng-", "tng"),
        (r"deepseek", "deepseek"),
        (r"qw[eq]n|qwq|qvq|wan-?v?2|tongyi|gte-", "alibaba"),
        (r"glm-|cogview|cogvideo|autoglm|codegeex", "zhipuai"),
        (r"kimi|k2p\d|moonshot-v1", "moonshotai"),
        (r"minimax-|abab|hailuo", "minimax"),
        (r"(open-|labs-)?(mistral|mixtral|codestral|devstral|magistral|ministral)", "mistral"),
        (r"pixtral|voxtral|mathstral|open-codestral", "mistral"),
        (r"(meta-)?llama|codellama", "meta"),
        (r"nova-(2-)?(lite|micro|pro|premier|omni|sonic|act)|titan-|amazon-nova", "amazon"),
        (r"phi-\d|mai-|wizardlm", "microsoft"),
        (r"command-|c4ai-|embed-(v\d|english|multilingual)|rerank-(v\d|english)|aya-", "cohere"),
        (r"north-mini", "cohere"),
        (r"(doubao-)?seed(-|ream|ance)|doubao|ui-tars|seed-oss", "bytedance"),
        (r"ernie|paddleocr|qianfan", "baidu"),
        (r"hunyuan|hy3", "tencent"),
        (r"mimo-", "xiaomi"),
        (r"step-(r?\d)|stepfun-|gelab-", "stepfun"),
        (r"l(ing|ing-flash|ing-mini)-\d|ring-(\d|flash|mini)|ling-flash", "inclusionai"),
        (r"longcat", "meituan"),
        (r"granite", "ibm"),
        (r"jamba", "ai21"),
        (r"sonar|pplx-|r1-1776", "perplexity"),
        (r"(deep)?hermes-\d", "nousresearch"),
        (r"cogito", "deepcogito"),
        (r"rnj-", "essentialai"),
        (r"solar-", "upstage"),
        (r"mercury", "inception"),
        (r"palmyra", "writer"),
        (r"trinity-|virtuoso|maestro-reasoning|coder-large|spotlight", "arcee-ai"),
        (r"lfm-?\d", "liquid"),
        (r"laguna", "poolside"),
        (r"flux", "black-forest-labs"),
        (r"stable-?diffusion|sdxl", "stabilityai"),
        (r"bge-", "baai"),
        (r"voyage-", "voyage"),
        (r"rerank-2\.5", "voyage"),
        (r"olmo", "allenai"),
        (r"reka-", "rekaai"),
        (r"sarvam-", "sarvam"),
        (r"fugu", "sakana"),
        (r"ornith", "deepreinforce"),
        (r"inflection-", "inflection"),
        (r"yi-", "zerooneai"),
        (r"baichuan", "baichuan"),
        (r"kling-|kat-coder", "klingai"),
        (r"ideogram", "ideogram"),
        (r"venice-", "venice"),
        (r"v0-\d", "vercel"),
        (r"aion-", "aion-labs"),
        (r"morph-v", "morph"),
        (r"aura-\d|nova-3$", "deepgram"),
        (r"elevenlabs", "elevenlabs"),
        (r"dracarys", "abacusai"),
        (r"intellect-\d", "prime-intellect"),
        (r"e5-|multilingual-e5", "intfloat"),
        (r"all-mini-?lm|multi-qa-mpnet", "sentence-transformers"),
        (r"llama-xlam", "salesforce"),
    )
)


@lru_cache(maxsize=65536)
def find_family(name: str) -> str | None:
    """The lab whose naming a bare model name follows; None if no pattern fits.

    >>> find_family("claude-opus-4.8"), find_family("llama-3.1-nemotron-70b-instruct")
    ('anthropic', 'nvidia')
    """
    return next((lab for pattern, lab in FAMILIES if pattern.match(name)), None)
