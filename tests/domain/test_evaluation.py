from mailwatch.domain.judging import evaluation
from mailwatch.domain.judging.evaluation import Case, evaluate
from mailwatch.domain.judging.evidence import Judgement, Verdict
from mailwatch.domain.mail.messages import Message


def case(
    name: str, label: str, judgement: Judgement, language: str = "en", kind: str = "own"
) -> Case:
    """Return a case whose subject is the judgement that `by_subject` will pass on it."""
    row = {"id": name, "label": label, "lang": language, "kind": kind, "subject": judgement.value}
    return evaluation.case_of(row, 1)


def by_subject(message: Message) -> Verdict:
    return Verdict(Judgement(message.subject), 0.0, "", "", "", ())


MAILS = (
    case("a", "rejection", Judgement.REJECTION),
    case("b", "rejection", Judgement.REVIEW),
    case("c", "rejection", Judgement.OTHER, language="de"),
    case("d", "rejection", Judgement.REJECTION, language="de"),
    case("e", "offer", Judgement.REJECTION, kind="ham"),
    case("f", "other", Judgement.REVIEW, kind="ham"),
    case("g", "interview", Judgement.OTHER, kind="ham"),
)


def test_what_went_wrong_is_named() -> None:
    total = evaluate(MAILS, by_subject).total

    assert total.false_negatives == ("c",)
    assert total.false_positives == ("e",)


def test_a_review_is_neither_found_nor_a_false_alarm() -> None:
    total = evaluate(MAILS, by_subject).total

    assert (total.found, total.positives_in_review, total.missed) == (2, 1, 1)
    assert (total.false_alarms, total.negatives_in_review) == (1, 1)


def test_precision_and_recall_are_of_rejections() -> None:
    total = evaluate(MAILS, by_subject).total

    assert total.precision == 2 / 3
    assert total.recall == 2 / 4


def test_groups_are_told_apart_by_language_and_by_kind() -> None:
    report = evaluate(MAILS, by_subject)

    assert [(name, tally.positives) for name, tally in report.by_language] == [("de", 2), ("en", 2)]
    assert [(name, tally.negatives) for name, tally in report.by_kind] == [("ham", 3), ("own", 0)]


def test_nothing_found_has_no_precision() -> None:
    total = evaluate([case("a", "rejection", Judgement.OTHER)], by_subject).total

    assert total.precision is None
    assert total.recall == 0


def test_nothing_to_find_has_no_recall() -> None:
    assert evaluate([], by_subject).total.recall is None


def test_a_case_without_an_id_is_named_by_its_line() -> None:
    assert evaluation.case_of({"label": "offer", "body": None}, 17).id == "17"


def test_a_case_brings_subject_sender_and_body() -> None:
    row = {"subject": "Hi", "from": "Kim <kim@Example.org>", "body": "So\r\nlong"}

    message = evaluation.case_of(row, 1).message

    assert message.subject == "Hi"
    assert message.sender.email == "kim@example.org"
    assert message.body.text.startswith("So\nlong")
