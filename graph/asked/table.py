"""The questions answered from the compiled market, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph.asked import closing, models, owners
from graph.asked.question import Answer, Asking, MarketQuestion, Row
from graph.errors import UnknownQuestion
from graph.market.records import MarketRecords
from graph.questions import Parameter, Question, fill_in, list_questions, load_question
from graph.suggest import did_you_mean

ASSET = Parameter("asset", "entity:Asset", "the model or assistant", "codex")


def every_question() -> list[Question | MarketQuestion]:
    """Every named question, those answered by a query too, in the order of their numbers."""
    found: list[Question | MarketQuestion] = [*list_questions(), *MARKET_QUESTIONS.values()]
    return sorted(found, key=lambda question: (question.number, question.name))


def find_question(name: str) -> Question | MarketQuestion:
    """The question of that name, of either sort.

    Raises
    ------
    UnknownQuestion
        There is none; the message names similar ones.
    """
    if name in MARKET_QUESTIONS:
        return MARKET_QUESTIONS[name]
    try:
        return load_question(name)
    except UnknownQuestion as unknown:
        advice = did_you_mean(name, [question.name for question in every_question()])
        raise UnknownQuestion(unknown.what, name, advice or unknown.advice) from unknown


def answer(
    question: MarketQuestion, records: MarketRecords, params: Mapping[str, str], as_of: date
) -> list[Row]:
    """The rows that answer the question on a day, as plain JSON values; fractions are texts.

    Raises
    ------
    InvalidInput, UnknownEntity
        A parameter is missing, unknown, or names nothing of its kind.
    """
    values = fill_in(question.name, question.parameters, params)
    return question.answer(Asking(records, as_of, values))


def _question(
    number: int,
    asked_by: str,
    name: str,
    words: str,
    command: str,
    answer: Answer,
    *parameters: Parameter,
) -> MarketQuestion:
    return MarketQuestion(name, words, number, asked_by, parameters, command, answer)


MARKET_QUESTIONS: Mapping[str, MarketQuestion] = {
    question.name: question
    for question in (
        _question(
            2, "P", "fewest-contracts",
            "Which smallest set of billers covers all assets on a list?",
            "captivity cover {assets}",
            owners.fewest_contracts,
            Parameter("assets", "entities", "assets, separated by commas",
                      "codex,mai-code-1-flash"),
        ),
        _question(
            3, "P", "drop-contract",
            "Which assets are lost without a contract, and which are kept by another route?",
            "captivity ask assets-under-contract --param contract={contract}",
            owners.drop_contract,
            Parameter("contract", "entity:ProcurementVehicle", "the contract held", "pv-aws"),
        ),
        _question(
            8, "S", "how-captive",
            "How captive is an asset, to whom, and to its own group or to others?",
            "captivity explain {asset}",
            models.how_captive, ASSET,
        ),
        _question(
            9, "S", "who-could-shut-out",
            "How many owners would have to act together to shut an asset out, and which ones?",
            "captivity explain {asset}",
            models.who_could_shut_out, ASSET,
        ),
        _question(
            10, "S", "separate-routes",
            "How many routes that share no owner does an asset have?",
            "captivity score {asset}",
            models.separate_routes, ASSET,
        ),
        _question(
            11, "S", "platform-refuses",
            "If a platform closed to a vendor's models, what would each party lose?",
            "captivity exposure {vendor}",
            owners.platform_refuses,
            Parameter("platform", "entity:Platform", "the platform that closes", "copilot"),
            Parameter("vendor", "entity:Organization", "whose models are shut out", "openai"),
        ),
        _question(
            12, "S", "what-the-launch-changed",
            "What did a launch on a platform change for the vendor, and for developers?",
            "captivity trend {asset}",
            models.what_the_launch_changed, ASSET,
            Parameter("platform", "entity:Platform", "where it was launched", "bedrock"),
        ),
        _question(
            13, "S", "acquisition",
            "If an owner acquired a vendor, whose captivity would rise, and by how much?",
            "captivity whatif acquire {owner} {vendor}",
            owners.acquisition,
            Parameter("owner", "entity:Organization", "who buys", "microsoft"),
            Parameter("vendor", "entity:Organization", "who is bought", "openai"),
        ),
        _question(
            14, "S", "largest-gatekeeper",
            "Which owner's refusal makes the largest share of models unreachable?",
            "captivity power",
            owners.largest_gatekeeper,
        ),
        _question(
            15, "S", "power-over-reach",
            "How is power over reach divided between owners?",
            "captivity power",
            owners.power_over_reach,
        ),
        _question(
            16, "S", "who-needs-whom",
            "Who depends more on whom: a vendor or a platform owner?",
            "captivity depend {vendor} {owner}",
            owners.who_needs_whom,
            Parameter("vendor", "entity:Organization", "the vendor", "openai"),
            Parameter("owner", "entity:Organization", "the platform owner", "microsoft"),
        ),
        _question(
            17, "S", "best-exit",
            "Which single new channel would lower captivity most, and which would not help at all?",
            "captivity exits {asset}",
            models.best_exit, ASSET,
        ),
        _question(
            21, "F", "supply-of",
            "From which owners does an assistant's model supply come, and who could cut it off?",
            "captivity explain {assistant}",
            models.supply_of,
            Parameter("assistant", "entity:Assistant", "the assistant", "copilot"),
        ),
        _question(
            27, "A", "closing-over-time",
            "What share of models can one owner foreclose, in how many stacks, and since when?",
            "captivity trend --metric closure-index",
            closing.closing_over_time,
        ),
        _question(
            28, "A", "few-stacks",
            "Has the market closed into three or four stacks?",
            "captivity thesis",
            closing.few_stacks,
        ),
        _question(
            29, "A", "how-concentrated",
            "How concentrated is an asset's use by operator and by ultimate owner?",
            "captivity score {asset} --format json",
            models.how_concentrated, ASSET,
        ),
        _question(
            32, "A", "influence-threshold",
            "What changes if influence starts at a smaller share of votes than a majority?",
            "captivity control --threshold {threshold}",
            closing.influence_threshold,
            Parameter("threshold", "number", "the share of votes, at most 0.5", "0.25"),
        ),
        _question(
            33, "A", "shared-veto",
            "Which owners stand on every live channel of assets of two or more vendors?",
            "captivity power",
            owners.shared_veto,
        ),
    )
}  # fmt: skip
