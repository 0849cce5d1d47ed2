"""How the labs that mostly sell access name their models."""

from __future__ import annotations

from graph.catalogs.rewriting import DATE, rules

OPENAI = rules(
    (r"gpt-35", "gpt-3.5"),
    (r"^gpt-([4-9])-(\d)(?=-|$)", r"gpt-\1.\2"),
    (r"^gpt-4-o(?=-|$)", "gpt-4o"),
    (r"^gpt-(image|realtime|audio)-(\d)-(\d)(?=-|$)", r"gpt-\1-\2.\3"),
    (r"^gpt-41(?=-|$)", "gpt-4.1"),
    (r"^chat(?:-latest)?$", "gpt-chat"),
    (r"^daybreak-", "gpt-daybreak-"),
    (r"^(text-embedding-3-(?:small|large))-inference$", r"\1"),
    (r"^text-embedding-ada-002-v2$", "text-embedding-ada-002"),
    (r"^(tts-1(?:-hd)?)-1106$", r"\1"),
    (r"^(sora-2-pro)-high-res$", r"\1"),
    (r"^(gpt-oss-\d+b)-(?:turbo|ultra|mxfp|cloud|fast)$", r"\1"),
    (r"^(gpt-5.*)-disc$", r"\1"),
    (r"^gpt-5(\d)(?=-|$)", r"gpt-5.\1"),
    (r"^gpt-4-(?:1106|0125)(?:-preview|-vision-preview)?$|^gpt-4-turbo-vision$", "gpt-4-turbo"),
    (r"^gpt-4-classic(?:-0314)?$", "gpt-4"),
    (DATE + r"(?=-|$)", ""),
    (r"^(gpt-(?:3\.5|4)[a-z0-9-]*?)-(?:0301|0613|0314|1106|0125|0914)$", r"\1"),
    (r"(?<!whisper)-(?:preview|xhigh|high|low|medium|minimal|thinking|fast|raw|aug)$", ""),
    (r"^(gpt-oss(?:-safeguard)?-\d+b)-1$", r"\1"),
    (r"-search-api$", "-search"),
)

GOOGLE = rules(
    (r"^gemini-(\d)-(\d)(?=-)", r"gemini-\1.\2"),
    (r"^gemini-25(?=-)", "gemini-2.5"),
    (r"^gemini-nano-banana", "nano-banana"),
    (
        r"^((?:lyria|nano-banana|deep-research|learnlm|veo|imagen).*?)-(?:preview|exp(?:erimental)?)(?:-\d\d-20\d\d)?$",
        r"\1",
    ),
    (r"^(imagen-?\d)-preview(?=-)", r"\1"),
    (r"^(gemini-live-.*-native-audio)-\d\d-20\d\d$", r"\1"),
    (r"^(gemini-.*-live)-extended(?:-thinking)?$", r"\1"),
    (r"^text-embedding-large(?:-exp-03-07)$", "text-embedding-large"),
    (r"^text-embedding-preview-0409$", "text-embedding-004"),
    (r"^(semantic-ranker-(?:default|fast))-00\d$", r"\1"),
    (r"^(virtual-try-on)-001$", r"\1"),
    (r"^(gemma-.*-it)-(?:ultra|lora|fast)$", r"\1"),
    (r"^gemma-4-26b(?:-it)?$", "gemma-4-26b-a4b-it"),
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
    (r"^grok-4-07-09$", "grok-4"),
    (r"^grok-4(\d)(?=-fast)", r"grok-4.\1"),
    (r"^grok-(\d)-(\d{1,2})(?=-|$)", r"grok-\1.\2"),
    (r"^grok-build-0-1$", "grok-build-0.1"),
    (r"-(?:0\d|1\d)\d\d(?=-|$)", ""),
    (r"^(grok-[\d.]+.*?)-(?:beta|preview)(?=-|$)", r"\1"),
    (r"^(grok-imagine-.*)-preview$", r"\1"),
    (r"^(grok-4[\d.]*(?:-fast|-multi-agent)?)-(?:non-)?reasoning$", r"\1"),
    (r"^(grok-[123](?:-mini)?)-(?:fast|high|low)$", r"\1"),
    (r"^grok-code(?:-fast)?$", "grok-code-fast-1"),
    (r"^(grok-4\.20.*?)-(?:experimental|beta|latest|gv2)(?=-|$)", r"\1"),
    (r"^(grok-imagine-.*)" + DATE + "$", r"\1"),
)

COHERE = rules(
    (r"^embed-v-?(\d)[.-]0$|^embed-v-(\d)$", r"embed-v\1\2"),
    (r"-v(\d)\.0(?=-|$)", r"-v\1"),
    (r"^(rerank-v\d)-(\d)$", r"\1.\2"),
    (r"^rerank-(v\d)-(english|multilingual)$", r"rerank-\2-\1"),
    (r"^command-text-v14$", "command"),
    (r"^command-light-text-v14$", "command-light"),
    (r"^c4ai-(?=aya)", ""),
    (r"^embed-v3-(english|multilingual)$", r"embed-\1-v3"),
    (r"^north-mini-code(?:-1-0)?$", "north-mini-code-1.0"),
    (r"^command-a$", "command-a-03-2025"),
    (r"^command-r7b$", "command-r7b-12-2024"),
    (r"^command-a-(reasoning|translate)$", r"command-a-\1-08-2025"),
    (r"^command-a-vision$", "command-a-vision-07-2025"),
)

BYTEDANCE = rules(
    (r"^(?:doubao|dola)-(?=seed)", ""),
    (r"^seedream-(\d)-(\d)(?=-|$)", r"seedream-\1.\2"),
    (r"^(doubao|seed)-(\d)-(\d)(?=-|$)", r"\1-\2.\3"),
    (r"-2[4-9][01]\d[0-3]\d$", ""),
    (r"-preview$", ""),
    (r"^(doubao-.*)-(?:32|128|256)k$", r"\1"),
    (r"^seedance-?(\d)[-.](\d)(?=-|$)", r"seedance-\1.\2"),
    (r"^seedance-?2(?=-[a-z]|$)", "seedance-2.0"),
    (r"^seedream-(?:image-)?v(\d)", r"seedream-\1"),
    (r"^dreamina-v(\d)", r"dreamina-\1"),
)

BAIDU = rules(
    (r"^(ernie-.*?)(?:-(?:8|32|128)k)?(?:-preview)?$", r"\1"),
    (r"^(ernie-.*)-paddle$", r"\1"),
    (r"^(ernie-[5-9][\d.]*)-thinking$", r"\1"),
)

OTHER = {
    "amazon": rules(
        (r"^amazon-", ""),
        (r"-v1$", ""),
        (r"^(nova-2-pro)-preview-20\d{6}$", r"\1"),
        (r"^nova-2-5-", "nova-2.5-"),
    ),
    "microsoft": rules(
        (r"^phi-4-multimodal$", "phi-4-multimodal-instruct"),
        (r"^phi-4-mini$", "phi-4-mini-instruct"),
    ),
    "xiaomi": rules(
        (r"^mimo-v(\d)-(\d)(?=-|$)", r"mimo-v\1.\2"),
        (r"^(mimo-.*?)-(?:thinking|ultraspeed|precision|full)$", r"\1"),
    ),
    "stepfun": rules(
        (r"^stepfun-(?=\d)", "step-"),
        (r"^step-(\d)-(\d)(?=-)", r"step-\1.\2"),
        (r"^(step-.*)-full$", r"\1"),
        (r"^(step-2)-16k$", r"\1"),
    ),
    "perplexity": rules((r"^(sonar-(?:pro|reasoning|huge).*)-online$", r"\1")),
    "essentialai": rules((r"^rnj-1-(?:8b|instruct)$", "rnj-1")),
    "deepcogito": rules(
        (r"^cogito-671b-v2[-.]?p?1$", "cogito-v2.1-671b"),
        (r"^cogito-v?2[.-]1-671b$", "cogito-v2.1-671b"),
    ),
    "upstage": rules((r"^solar-pro(\d)$", r"solar-pro-\1")),
    "liquid": rules((r"^lfm-(?=2[.-])", "lfm")),
    "twelvelabs": rules((r"^((?:marengo-embed|pegasus)-\d)-(\d)$", r"\1.\2")),
    "snowflake": rules((r"^arctic(?=-|$)", "snowflake-arctic")),
    "sakana": rules((DATE + "$", "")),
    "ai21": rules((r"^jamba-1[.-]5-(large|mini)$", r"jamba-\1-1.5"), (r"^(j2-.*)-v1$", r"\1")),
    "writer": rules((r"-v1$", "")),
    "tencent": rules((r"^(hunyuan-.*)" + DATE + "$", r"\1")),
    "black-forest-labs": rules(
        (r"^flux[.-]?(\d)-", r"flux.\1-"),
        (r"^flux-pro-v?1\.1", "flux-1.1-pro"),
        (r"^flux-(dev|schnell|pro)$", r"flux.1-\1"),
        (r"^flux-kontext-", "flux.1-kontext-"),
    ),
    "stabilityai": rules(
        (r"^(conservative|creative|fast)$", r"stable-\1-upscale"),
        (r"^(outpaint|style-transfer)$", r"stable-\1"),
        (r"^(inpaint|remove-background)$", r"stable-image-\1"),
        (r"^erase$", "stable-image-erase-object"),
        (r"^search-and-(recolor|replace)$", r"stable-image-search-\1"),
        (r"^(sketch|structure)$", r"stable-image-control-\1"),
        (r"^style$", "stable-image-style-guide"),
        (r"^sd-?(?=3)", "stable-diffusion-"),
        (r"^stable-diffusion-v?3-?5(?=-)", "stable-diffusion-3.5"),
        (r"^stable-diffusion-xl-(?:1024-v1-0|base-1\.0|v1)$", "stable-diffusion-xl-1.0"),
    ),
    "ibm": rules(
        (r"^(granite-(?:guardian-|vision-|embedding-)?\d)-(\d)(?=-)", r"\1.\2"),
        (r"^granite-4-h-", "granite-4.0-h-"),
    ),
    "elevenlabs": rules(
        (r"^multilingual-v2$", "eleven-multilingual-v2"), (r"^(scribe-v\d)-experimental$", r"\1")
    ),
    "recraft": rules((r"^recraft-?v?(\d)", r"recraft-v\1")),
    "tngtech": rules((r"^deepseek-tng-", "deepseek-"), (r"^(.*-chimera)-turbo$", r"\1")),
    "reflection": rules((r"^beam(?:-1\.0)?(?:-501b-a23b)?$", "beam-1.0")),
    "typesafe": rules((r"^(jev)-preview$", r"\1"), (r"^jev-(\d+)-(\d+)-(\d+)$", r"jev-\1.\2.\3")),
    "inclusionai": rules((r"^(ling-.*)-fast$", r"\1")),
    "aion-labs": rules((r"^aion-(\d)-(\d)$", r"aion-\1.\2")),
    "klingai": rules((r"^kling-v(\d)-(\d)", r"kling-v\1.\2")),
}
