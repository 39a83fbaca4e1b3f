"""Which company and role a mail names, and what about the sender has to bear that out."""

from dataclasses import replace

import pytest

from mailwatch.domain.mail import mime
from mailwatch.domain.opportunities import Facts
from tests.support.builders import NORTHWIND
from tests.support.golden import facts_of

REFUSAL = "Unfortunately, we have chosen another candidate."


def found(sender: str, subject: str = "News", text: str = REFUSAL) -> Facts:
    letter = replace(NORTHWIND, sender=sender, subject=subject, text=f"Dear Lea,\n\n{text}")
    return facts_of(mime.read_message(letter.content))


@pytest.mark.parametrize(
    "sender",
    [
        "Opinion Desk <opinion@thecourant.example>",
        "Chef Anton <anton@grovehouse.example>",
        "Vergabestelle <vergabe@stadt-ried.example>",
        "Service des achats <achats@mairie-bruel.example>",
        "Upphandlingsenheten <upphandling@lillkoping.example>",
    ],
)
def test_a_desk_or_a_title_is_no_company(sender: str) -> None:
    assert found(sender).company == ""


def test_a_town_or_a_rival_in_a_persons_letter_is_not_the_company() -> None:
    text = f"There was one position at Riga. {REFUSAL} She comes to us after a job with Klais."

    assert found("Jane Doe <jane.doe@northwind.example>", text=text).company == ""


def test_a_machine_is_believed_whatever_its_domain() -> None:
    facts = found("noreply@talents.example", "Your application to Vantor Systems")

    assert facts.company == "Vantor Systems"


def test_of_an_agencys_mail_the_client_is_the_company_and_never_the_agency() -> None:
    sender = "Dan Fry <dan.fry@fryrecruit.example>"
    sign = "\n\nBest regards,\nDan Fry\nFry Recruit Ltd"

    named = found(sender, text=f"My client, Orchard Mutual, has decided not to proceed.{sign}")
    unnamed = found(sender, text=f"My client has chosen somebody else.{sign}")

    assert (named.company, unnamed.company) == ("Orchard Mutual", "")


@pytest.mark.parametrize(
    ("domain", "line"),
    [
        ("papierenzo", "Papier & Zo"),
        ("spilvaerket", "Spilværket"),
        ("snoballspill", "Snøballspill"),
        ("tuer-und-tor", "Tür und Tor"),
        ("vidraria", "Vidraria Lume"),
        ("granfosskommune", "Granfoss kommune"),
    ],
)
def test_a_signature_spells_what_the_domain_can_only_type(domain: str, line: str) -> None:
    text = f"{REFUSAL}\n\nBest regards,\nJane Doe\n{line}"

    assert found(f"Jane Doe <jane.doe@{domain}.example>", text=text).company == line


def test_a_person_whose_name_is_in_the_domain_is_not_the_company() -> None:
    text = f"{REFUSAL}\n\nBest regards,\nAnke Rost\nGeschäftsführerin"

    assert found("Anke Rost <info@rost-schuhe.example>", text=text).company == ""


def test_a_role_ends_where_their_reason_begins() -> None:
    text = f"{REFUSAL} You will not get the role of Art Director, owing to a change in our budget."

    assert found("Jane Doe <jane.doe@northwind.example>", text=text).role == "Art Director"


def test_a_role_is_named_without_the_company_and_the_number_beside_it() -> None:
    facts = found("noreply@acme.example", "Your application for Clerk (Ref: CR-2208) at Acme")

    assert (facts.role, facts.company, facts.requisition) == ("Clerk", "Acme", "CR-2208")


def test_a_season_is_no_company() -> None:
    assert found("noreply@jobs.example", "Intern - Spring 2027").company == ""
