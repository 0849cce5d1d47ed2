"""How each lab's models are named here: rewriting rules from a catalog's spelling to the name.

Each rule is a pattern and its replacement; the rules of a lab run in order, again and again until
nothing changes, so a name that is canonical stays as it is. What the rules merge on purpose:
dated snapshots, ``-latest`` and ``-preview`` of closed models, effort and thinking modes, context
variants, serving tiers and quantisations. A date that belongs to published weights stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from graph.catalogs.claude import name_claude

Rule = tuple[re.Pattern[str], str]

MAX_ROUNDS = 12


def rules(*pairs: tuple[str, str]) -> tuple[Rule, ...]:
    """The pairs with their patterns compiled."""
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


def drop_suffix(words: str) -> tuple[str, str]:
    """A rule that drops any of these words from the end of a name."""
    return rf"-(?:{'|'.join(words.split())})$", ""


DATE = r"-20\d\d-?[01]\d-?[0-3]\d"

#: Quantisations, file formats and hosting marks: the same weights, served or packed differently.
COMMON = rules(
    drop_suffix(
        r"fp8 fp4 nvfp4 mxfp4 int4 int8 bf16 fp16 w4a16 awq gptq gguf mlx \d+-?bit q\d[a-z0-9-]*k-m"
        r" iq\d-xs fp8-dynamic fp8-fast int4-mixed-ar tee maas tput original free cs fw"
        r" cheaper latest el high-throughput priority short batch"
    ),
    (r"(?<!flux-2)(?<!flux\.2)-flex$", ""),
)

#: Modes of thinking: the same model told to think more or less.
MODES = drop_suffix(
    r"thinking think nothink(?:ing)? (?:non-)?reasoning xhigh high medium low max"
    r" minimal none"
)

OPENAI = rules(
    (r"gpt-35", "gpt-3.5"),
    (r"^gpt-([45])-(\d)(?=-|$)", r"gpt-\1.\2"),
    (r"^gpt-5(\d)(?=-|$)", r"gpt-5.\1"),
    (r"^gpt-4-(?:1106|0125)(?:-preview|-vision-preview)?$|^gpt-4-turbo-vision$", "gpt-4-turbo"),
    (r"^gpt-4-classic(?:-0314)?$", "gpt-4"),
    (DATE + r"(?=-|$)", ""),
    (r"^(gpt-(?:3\.5|4)[a-z0-9-]*?)-(?:0301|0613|0314|1106|0125|0914)$", r"\1"),
    drop_suffix("preview xhigh high low medium minimal thinking fast raw aug"),
    (r"^(gpt-oss(?:-safeguard)?-\d+b)-1$", r"\1"),
    (r"-search-api$", "-search"),
)

GOOGLE = rules(
    (r"^gemini-(\d)-(\d)(?=-)", r"gemini-\1.\2"),
    (r"^gemini-(\d)\.0-(?=flash|pro)(?<!2\.0-)(?<!1\.0-)", r"gemini-\1-"),
    (r"^gemini-(flash|pro)-(\d\.\d)", r"gemini-\2-\1"),
    (r"^(gemini-.*?)-(?:preview|exp(?:erimental)?)(?:-\d\d-(?:20)?\d\d|-\d{4})?(?=-|$)", r"\1"),
    (r"^(gemini-\d.*?)-\d\d-20\d\d(?=-|$)", r"\1"),
    (r"^(gemini-[\d.]+-(?:flash|pro)(?:-lite)?)-00\d$", r"\1"),
    (r"^(gemini-(?:2\.5|[3-9])[a-z0-9.-]*?)-(?:thinking|nothink(?:ing)?|high|low)$", r"\1"),
    (r"^nano-banana$", "gemini-2.5-flash-image"),
    (r"^nano-banana-pro$", "gemini-3-pro-image"),
    (r"^nano-banana-2$", "gemini-3.1-flash-image"),
    (r"^(imagen|veo)-?(\d(?:\.\d)?)", r"\1-\2"),
    (r"^(imagen|veo)-(\d)\.0(?=-|$)", r"\1-\2"),
    (r"-generate(?:-preview|-\d+)?$", ""),
    (r"^google-paligemma$", "paligemma"),
    (r"^gemma-?(\dn?)-(?=e?\d)", r"gemma-\1-"),
    (r"^(gemma-\dn?-e?\d+b(?:-a\d+b)?)$", r"\1-it"),
    (r"^(gemma-.*-it)-(?:thinking|turbo)$", r"\1"),
    (r"^(gemma-\d-\d+b)-turbo$", r"\1-it"),
)

XAI = rules(
    (r"^grok-(\d)-(\d{1,2})(?=-|$)", r"grok-\1.\2"),
    (r"^grok-build-0-1$", "grok-build-0.1"),
    (r"-(?:0\d|1\d)\d\d(?=-|$)", ""),
    (r"^(grok-[\d.]+.*?)-(?:beta|preview)(?=-|$)", r"\1"),
    (r"^(grok-imagine-.*)-preview$", r"\1"),
    (r"^(grok-4[\d.]*(?:-fast|-multi-agent)?)-(?:non-)?reasoning$", r"\1"),
    (r"^(grok-[123](?:-mini)?)-(?:fast|high|low)$", r"\1"),
    (r"^grok-code$", "grok-code-fast-1"),
)

MISTRAL = rules(
    (r"^(?:open-|labs-)(?=mi|codestral|devstral)", ""),
    (r"^(?:mistral-7b)$", "mistral-7b-instruct"),
    (r"^mixtral-(8x\d+b)(?:-instruct-v0\.?1)?$", r"mixtral-\1-instruct"),
    (r"^(mistral-7b-instruct-v0)(\d)$", r"\1.\2"),
    (r"^mistral-nemo(?:-12b)?(?:-instruct)?(?:-2407)?$", "mistral-nemo"),
    (r"^mistral-small-?3-?([12])(?=-|$)", r"mistral-small-3.\1"),
    (r"^mistral-small3\.(\d)", r"mistral-small-3.\1"),
    (r"^mistral-small-24b-instruct-2501$|^mistral-small-2501$", "mistral-small-3"),
    (r"^mistral-small-31(?=-)", "mistral-small-3.1"),
    (r"^mistral-small-2503$|^mistral-small-3\.1-24b-instruct(?:-2503)?$", "mistral-small-3.1"),
    (r"^mistral-small-2506$|^mistral-small-3\.2-24b-instruct(?:-2506)?$", "mistral-small-3.2"),
    (r"^mistral-small-2603$|^mistral-small-4-119b(?:-2603)?$", "mistral-small-4"),
    (r"^mistral-medium-2505$|^mistral-medium-3-instruct$", "mistral-medium-3"),
    (r"^mistral-medium-2508$", "mistral-medium-3.1"),
    (
        r"^mistral-medium-2604$|^mistral-medium-3-5$|^mistral-medium-3\.5-128b$",
        "mistral-medium-3.5",
    ),
    (r"^mistral-large-?2?-?2407$|^mistral-large2$", "mistral-large-2"),
    (r"^mistral-large-(?:instruct-)?2411$", "mistral-large-2.1"),
    (r"^mistral-large-2512$|^mistral-large-3-675b(?:-instruct)?(?:-2512)?$", "mistral-large-3"),
    (r"^devstral-2512$|^devstral-2-123b(?:-instruct)?(?:-2512)?$", "devstral-2"),
    (r"^devstral-small-2512$|^devstral-small-2-24b(?:-instruct-2512)?$", "devstral-small-2"),
    (r"^devstral-small-2507$", "devstral-small-1.1"),
    (r"^devstral-small-2505$", "devstral-small-1.0"),
    (r"^devstral-medium-2507$", "devstral-medium"),
    (r"^magistral-(small|medium)-2506$", r"magistral-\1-1.0"),
    (r"^magistral-(small|medium)-2507$", r"magistral-\1-1.1"),
    (r"^magistral-(small|medium)-2509$", r"magistral-\1-1.2"),
    (r"^mistral-3-14b$", "ministral-3-14b"),
    (r"^ministral-14b$", "ministral-3-14b"),
    (r"^ministral-(?:3-)?(\d+b)(?:-instruct)?-2512$", r"ministral-3-\1"),
    (r"^ministral-3-(\d+b)-instruct$", r"ministral-3-\1"),
    (r"^ministral-(\d+b)-2410$", r"ministral-\1"),
    (r"^ministral-(?:3-)?(\d+b)(?:-instruct)?-reasoning-2512$", r"ministral-3-\1-reasoning"),
    (r"^ministral-3-(\d+b)-reasoning-2512$", r"ministral-3-\1-reasoning"),
    (r"^pixtral-large-2\d\d\d$", "pixtral-large"),
    (r"^pixtral-12b-2409$", "pixtral-12b"),
)

META = rules(
    (r"^meta-llama-", "llama-"),
    (r"^llama(\d)", r"llama-\1"),
    (r"^llama-(\d)-(\d)-(?=\d+b)", r"llama-\1.\2-"),
    (r"^llama-3-405b", "llama-3.1-405b"),
    (r"^(llama-.*?)-(?:instruct-)?(?:turbo|lite|versatile|instant)$", r"\1-instruct"),
    (r"^llama-4-(scout|maverick)-17b.*$", r"llama-4-\1"),
    (r"^llama-4-(scout|maverick)-instruct$", r"llama-4-\1"),
    (r"^llama-3\.2-(11b|90b)(?:-instruct)?$", r"llama-3.2-\1-vision-instruct"),
    (r"^(llama-3(?:\.\d)?-\d+b)$", r"\1-instruct"),
    (r"^llama-guard-4$", "llama-guard-4-12b"),
)

ALIBABA = rules(
    (r"^qwen-(\d)(?=[.-])", r"qwen\1"),
    (r"^qwen(?:2-|2|-2\.)5(?=-)", "qwen2.5"),
    (r"^qwen35(?=-)", "qwen3.5"),
    (r"^qwen3-([5-9])(?=-)", r"qwen3.\1"),
    (r"^(qwen2\.5-.*-instruct)-turbo$", r"\1"),
    (r"^qwen2\.5-(\d+b)-vision-instruct$", r"qwen2.5-vl-\1-instruct"),
    (r"^(qwen2\.5-coder-\d+b)(?:-fast)?$", r"\1-instruct"),
    (r"(?<=qwen3-)235b(?=$|-(?:2507|instruct|thinking))", "235b-a22b"),
    (r"(?<=qwen3-)30b(?=$|-(?:2507|instruct|thinking))", "30b-a3b"),
    (r"^(qwen3-(?:235b-a22b|30b-a3b))-2507$", r"\1-instruct-2507"),
    (r"^(qwen3-(?:235b-a22b|30b-a3b)-(?:instruct|thinking))$", r"\1-2507"),
    (r"^qwen3-(4|8|14|32)b-instruct$", r"qwen3-\1b"),
    (r"^qwen3-coder$|^qwen3-coder-480b(?:-a35b)?$", "qwen3-coder-480b-a35b-instruct"),
    (r"^qwen3-coder-30b(?:-a3b)?$", "qwen3-coder-30b-a3b-instruct"),
    (r"^(qwen3-coder-.*-instruct)-turbo$", r"\1"),
    (r"^qwen3-next(?:-80b(?:-a3b)?)?$", "qwen3-next-80b-a3b-instruct"),
    (r"^qwen3-vl-235b(?:-a22b)?(?:-instruct)?$|^qwen3-vl-instruct$", "qwen3-vl-235b-a22b-instruct"),
    (r"^qwen3-vl-thinking$", "qwen3-vl-235b-a22b-thinking"),
    (r"^qwen3-vl-30b-a3b$", "qwen3-vl-30b-a3b-instruct"),
    (r"^(qwen3\.5)-397b(?=$|-fast)", r"\1-397b-a17b"),
    (r"^qwen3\.5$", "qwen3.5"),
    (r"^(qwen3\.5)-122b$", r"\1-122b-a10b"),
    (r"^(qwen3\.[56])-35b(?=$|-fast)", r"\1-35b-a3b"),
    (r"^(qwen3.*b)-fast$|^(qwen3-.*-2507)-fast$|^(qwen3-.*-thinking)-fast$", r"\1\2\3"),
    (r"^(qwen3\.[5-9]-.*?)-(?:thinking|preview)$", r"\1"),
    (r"^(qwen3-max)-(?:thinking|preview)$", r"\1"),
    (r"^(qw[a-z0-9.]*-(?:[a-z]+-)*(?:plus|max|flash|turbo|long))" + DATE + "$", r"\1"),
    (r"^(qw[a-z0-9.]*-(?:[a-z]+-)*(?:plus|max|flash|turbo|long))-\d\d-\d\d$", r"\1"),
    (r"^(qwen3\.6-27b)-202k$", r"\1"),
    (r"^wan-v?(\d)[.-](\d)", r"wan\1.\2"),
    (r"^wan2-2", "wan2.2"),
    (r"^(wan.*)-preview$", r"\1"),
)

ZHIPU = rules(
    (r"^glm-(\d)-(\d)(?=-|$)", r"glm-\1.\2"),
    (r"^glm-4-32b(?:-0414)?(?:-128k)?$", "glm-4-32b-0414"),
    (r"^(glm-4\.6)-turbo$", r"\1"),
    (r"^(glm-\d.*?)-(?:fast|thinking|highspeed)$", r"\1"),
    (r"^(glm-zero)-preview$", r"\1"),
)

MOONSHOT = rules(
    (r"^k2\.(\d)", r"kimi-k2.\1"),
    (r"^kimi-k(\d)-(\d)(?=-|$)", r"kimi-k\1.\2"),
    (r"^kimi-k2-instruct(?=-|$)", "kimi-k2"),
    (r"^kimi-k2-(0\d\d\d)-preview$", r"kimi-k2-\1"),
    (r"^kimi-k2-0711$", "kimi-k2"),
    (r"^kimi-k2-(?:fast|turbo(?:-preview)?)$", "kimi-k2"),
    (r"^(kimi-k.*?)-(?:turbo|fast|lightning|highspeed)$", r"\1"),
    (r"^(kimi-k2\.[5-9])-thinking$", r"\1"),
    (r"^(kimi-thinking)-preview$", r"\1"),
)

DEEPSEEK = rules(
    (r"^(v\d|r1)(?=[.-]|$)", r"deepseek-\1"),
    (r"^deepseek-(\d)", r"deepseek-v\1"),
    (r"^deepseek-chat-v", "deepseek-v"),
    (r"^deepseek-v3-([12])(?=-|$)", r"deepseek-v3.\1"),
    (r"^(deepseek-v3\.2)-251201$|^(deepseek-v3\.1)-671b$", r"\1\2"),
    (
        r"^(deepseek-(?:v|r1(?!-distill)|chat|reasoner).*?)-(?:thinking|turbo|fast|lightning|sambanova)$",
        r"\1",
    ),
    (r"^deepseek-r1-distill-qwen-1-5b$", "deepseek-r1-distill-qwen-1.5b"),
)

MINIMAX = rules(
    (r"^minimax-m(\d)-?(\d)(?=-|$)", r"minimax-m\1.\2"),
    (r"^(minimax-m[\d.]+)-(?:highspeed|lightning|turbo|fast|preview|thinking)$", r"\1"),
    (r"^minimax-text-01$", "minimax-01"),
    (r"^minimax-m1-80k$", "minimax-m1"),
)

NVIDIA = rules(
    (r"^nvidia-", ""),
    (r"^nemotron-nano-3-", "nemotron-3-nano-"),
    (r"^nemotron-super-3-", "nemotron-3-super-"),
    (r"^nemotron-3-nano(?:-30b)?$", "nemotron-3-nano-30b-a3b"),
    (r"^nemotron-3-super(?:-120b)?$|^nemotron-(?:3-)?120b-a12b$", "nemotron-3-super-120b-a12b"),
    (r"^nemotron-3-ultra(?:-550b)?$", "nemotron-3-ultra-550b-a55b"),
    (r"^nemotron-3-nano-omni(?:-30b-a3b)?$", "nemotron-3-nano-omni-30b-a3b-reasoning"),
    (r"^llama-(\d)[-.](\d)-nemotron", r"llama-\1.\2-nemotron"),
    (r"^(llama-3\.1-nemotron-70b-instruct)-hf$", r"\1"),
    (r"^(llama-3\.1-nemotron-ultra-253b)-v1$", r"\1"),
    (r"^(llama-3\.3-nemotron-super-49b-v1)-5$", r"\1.5"),
)

COHERE = rules(
    (r"^embed-v-?(\d)[.-]0$|^embed-v-(\d)$", r"embed-v\1\2"),
    (r"-v(\d)\.0$", r"-v\1"),
    (r"^embed-v3-(english|multilingual)$", r"embed-\1-v3"),
    (r"^north-mini-code(?:-1-0)?$", "north-mini-code-1.0"),
    (r"^command-a$", "command-a-03-2025"),
    (r"^command-r7b$", "command-r7b-12-2024"),
)

BYTEDANCE = rules(
    (r"^doubao-(?=seed)", ""),
    (r"^(doubao|seed)-(\d)-(\d)(?=-|$)", r"\1-\2.\3"),
    (r"-2[4-9][01]\d[0-3]\d$", ""),
    (r"-preview$", ""),
    (r"^(doubao-.*)-(?:32|128|256)k$", r"\1"),
    (r"^seedance-2$", "seedance-2.0"),
)

BAIDU = rules(
    (r"^(ernie-.*?)(?:-(?:8|32|128)k)?(?:-preview)?$", r"\1"),
    (r"^(ernie-.*)-paddle$", r"\1"),
    (r"^(ernie-[5-9][\d.]*)-thinking$", r"\1"),
)

OTHER = {
    "amazon": rules((r"^amazon-", ""), (r"-v1$", "")),
    "microsoft": rules(
        (r"^phi-4-multimodal$", "phi-4-multimodal-instruct"),
        (r"^phi-4-mini$", "phi-4-mini-instruct"),
    ),
    "xiaomi": rules(
        (r"^mimo-v(\d)-(\d)(?=-|$)", r"mimo-v\1.\2"),
        (r"^(mimo-.*?)-(?:thinking|ultraspeed)$", r"\1"),
    ),
    "stepfun": rules((r"^stepfun-(?=\d)", "step-"), (r"^(step-2)-16k$", r"\1")),
    "perplexity": rules((r"^(sonar.*)-online$", r"\1")),
    "essentialai": rules((r"^rnj-1-(?:8b|instruct)$", "rnj-1")),
    "deepcogito": rules((r"^cogito-v?2[.-]1-671b$", "cogito-v2.1-671b")),
    "upstage": rules((r"^solar-pro(\d)$", r"solar-pro-\1")),
    "liquid": rules((r"^lfm-(?=\d)", "lfm")),
    "sakana": rules((DATE + "$", "")),
    "ai21": rules((r"^jamba-1\.5-(large|mini)$", r"jamba-\1-1.5")),
    "writer": rules((r"-v1$", "")),
    "tencent": rules((r"^(hunyuan-.*)" + DATE + "$", r"\1")),
    "black-forest-labs": rules((r"^flux[.-]?(\d)-", r"flux.\1-")),
    "aion-labs": rules((r"^aion-(\d)-(\d)$", r"aion-\1.\2")),
    "klingai": rules((r"^kling-v(\d)-(\d)", r"kling-v\1.\2")),
}

BY_LAB: dict[str, tuple[Rule, ...]] = {
    "openai": OPENAI,
    "google": GOOGLE,
    "xai": XAI,
    "mistral": MISTRAL,
    "meta": META,
    "alibaba": ALIBABA,
    "zhipuai": ZHIPU,
    "moonshotai": MOONSHOT,
    "deepseek": DEEPSEEK,
    "minimax": MINIMAX,
    "nvidia": NVIDIA,
    "cohere": COHERE,
    "bytedance": BYTEDANCE,
    "baidu": BAIDU,
    **OTHER,
}


def rewrite(name: str, steps: tuple[Rule, ...]) -> str:
    """The name after each rule once, in order."""
    for pattern, replacement in steps:
        name = pattern.sub(replacement, name)
    return name


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
