import pytest

from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.headway import stage_of
from mailwatch.domain.judging.rules import JOB, NOWHERE, Kind


def proof(kind: Kind, stage: str) -> Evidence:
    return Evidence(stage, "en", kind, 0.1, "body", "x", 0, 1, "x", NOWHERE, stage=stage)


TALKED = proof(Kind.DETAIL, "interview")
PHONED = proof(Kind.DETAIL, "screen")
READ = proof(Kind.DETAIL, "applied")
NOT_INVITED = proof(Kind.STRONG, "applied")
AN_INTERVIEW = proof(Kind.CONTEXT, "interview")
AN_APPLICATION = proof(Kind.CONTEXT, "applied")
A_BID = proof(Kind.CONTEXT, "bid")


@pytest.mark.parametrize(
    ("evidence", "thing", "stage"),
    [
        ([], "", ""),
        ([AN_APPLICATION], JOB, ""),
        ([READ], JOB, "applied"),
        ([READ, TALKED], JOB, "interview"),
        ([TALKED, proof(Kind.DETAIL, "final")], JOB, "final"),
        ([AN_INTERVIEW], JOB, "interview"),
        ([AN_INTERVIEW, PHONED], JOB, "screen"),
        ([AN_INTERVIEW, NOT_INVITED], JOB, "applied"),
        ([A_BID], JOB, ""),
        ([A_BID, AN_INTERVIEW], "pitch", "bid"),
        ([], "tender", "bid"),
        ([AN_INTERVIEW], "grant", ""),
        ([TALKED], "admission", "interview"),
    ],
)
def test_a_stage_is_given_that_the_mail_proves_and_no_other(
    evidence: list[Evidence], thing: str, stage: str
) -> None:
    assert stage_of(evidence, thing, "", is_human_sender=True) == stage


def test_a_machine_that_tells_of_no_talk_writes_to_those_who_applied() -> None:
    assert stage_of([], JOB, "", is_human_sender=False) == "applied"


def test_of_what_a_machine_writes_about_another_thing_no_stage_is_guessed() -> None:
    assert stage_of([AN_APPLICATION], "grant", "", is_human_sender=False) == ""
